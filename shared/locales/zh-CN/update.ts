import type { Locale } from '../../words.ts';

export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: '检查更新…',
  checking: '正在检查更新…',
  current: '已是最新版本。',
  available: 'Sluice {version} 已发布。请从原来的渠道获取。',
  downloading: '正在下载 Sluice {version}：{percent}%',
  ready: 'Sluice {version} 已下载，将在退出时安装。',
  failed: 'Sluice 无法检查更新。原因见日志。',
  askTitle: '允许 Sluice 检查更新吗？',
  askDetail:
    'Sluice 将每天一次向发布服务器查询最新版本，在后台下载，并在退出时安装。不会发送任何有关您或您的下载的信息。可在“设置”>“隐私”中更改。',
  askYes: '检查更新',
  askNo: '从不',
};

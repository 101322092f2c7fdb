import type { Locale } from '../../words.ts';

export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Sluice 拖放窗口',
  idle: '将链接拖到此处',
  taken: '请查看 Sluice 窗口',
  nothing: '其中没有链接',
  close: '关闭拖放窗口',
};

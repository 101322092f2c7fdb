import type { Locale } from '../../words.ts';

export const PROXY_ERROR_WORDS = {
  'proxy.unreachable': {
    what: '无法连接到代理。',
    todo: '请检查设置中的代理地址或网络连接。Sluice 会继续尝试。',
  },
  'proxy.serverUnreachable': { what: '代理无法连接到服务器。', todo: '服务器可能暂时停止服务。Sluice 会继续尝试。' },
  'proxy.login': {
    what: '代理要求用户名和密码，或未接受所提供的用户名和密码（407）。',
    todo: '请在设置中将代理填写为 http://用户名:密码@主机:端口，然后重试。',
  },
  'proxy.refused': { what: '代理不允许此连接。', todo: '请联系代理的管理员，或在设置中选择其他方式。' },
  'proxy.notSet': {
    what: '已设置使用代理，但没有可用的代理地址。',
    todo: '请在设置中填写代理地址，或选择不使用代理，然后重试。',
  },
} as const satisfies Partial<Locale['ERROR_WORDS']>;

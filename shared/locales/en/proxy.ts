import type { DownloadErrorCode } from '../../download-error.ts';

type ProxyErrorCode = Extract<DownloadErrorCode, `proxy.${string}`>;

/** Words for what goes wrong on the way through a proxy. */
export const PROXY_ERROR_WORDS: Readonly<Record<ProxyErrorCode, { readonly what: string; readonly todo: string }>> = {
  'proxy.unreachable': {
    what: 'The proxy cannot be reached.',
    todo: 'Check its address in the settings, or your connection. Sluice keeps trying.',
  },
  'proxy.serverUnreachable': {
    what: 'The proxy could not reach the server.',
    todo: 'The server may be down for a moment. Sluice keeps trying.',
  },
  'proxy.login': {
    what: 'The proxy asks for a user name and password, or did not take them (407).',
    todo: 'Set the proxy as http://user:password@host:port in the settings, then try again.',
  },
  'proxy.refused': {
    what: 'The proxy does not allow this connection.',
    todo: 'Ask whoever runs the proxy, or choose another way in the settings.',
  },
  'proxy.notSet': {
    what: 'Sluice is to use a proxy, but has no address of one that it can use.',
    todo: 'Set the proxy’s address in the settings, or choose to go without one, then try again.',
  },
};

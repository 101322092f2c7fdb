import type { ProxyConfig } from 'electron';
import { parseProxyAddress, type ProxyServer } from '../../shared/proxy.ts';
import type { Settings } from '../../shared/settings.ts';

type ProxySettings = Pick<Settings, 'proxyMode' | 'proxyAddress' | 'noProxy'>;

/** How a session of Chromium goes through the proxy of the settings, and the login for it. */
export type SessionProxy = { readonly config: ProxyConfig; readonly login: ProxyServer['login'] };

/**
 * The settings as Chromium takes them (https://www.electronjs.org/docs/latest/api/structures/proxy-config). It speaks SOCKS 5,
 * but knows no login for it.
 * @throws Error when there is no proxy that it could use: what was to go through one never goes without.
 */
export function sessionProxy({ proxyMode, proxyAddress, noProxy }: ProxySettings): SessionProxy {
  if (proxyMode === 'system') return { config: { mode: 'system' }, login: null };
  if (proxyMode === 'none') return { config: { mode: 'direct' }, login: null };
  const proxy = proxyAddress === null ? null : parseProxyAddress(proxyAddress);
  if (proxy === null) throw new Error('the settings have no address of a proxy');
  const { kind, host, port, login } = proxy;
  if (kind === 'socks5' && login !== null) throw new Error('updates cannot go through a SOCKS proxy with a login');
  const address = `${kind}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const proxyBypassRules = noProxy.flatMap(toBypassRules).join(';');
  return { config: { mode: 'fixed_servers', proxyRules: address, proxyBypassRules }, login };
}

/** Of a name we mean its subdomains too; Chromium has them apart. */
function toBypassRules(entry: string): readonly string[] {
  const isName = /^\.?[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d+)?$/iu.test(entry) && !/^[\d.]+(?::\d+)?$/u.test(entry);
  const bare = entry.replace(/^\./u, '');
  return isName ? [bare, `*.${bare}`] : [entry];
}

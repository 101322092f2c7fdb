import { BlockList, isIP } from 'node:net';
import { assertNever } from '../../shared/assert-never.ts';
import { DIRECT, parseProxyAddress, type ProxyRoute } from '../../shared/proxy.ts';
import type { Settings } from '../../shared/settings.ts';
import type { ProxyAnswer } from '../engine/protocol.ts';

/**
 * What the system says about proxies. `routesFor` gets an origin such as `https://example.org`, never a whole link, since
 * a link may hold secrets. `null`: there is none at all, and nobody need ask.
 */
export type SystemProxy = { readonly routesFor: (origin: string) => Promise<ProxyAnswer> } | null;

type ProxySettings = Pick<Settings, 'proxyMode' | 'proxyAddress' | 'noProxy'>;

/** Whether any request may need a proxy. */
export function asksForProxies({ proxyMode }: ProxySettings, system: SystemProxy): boolean {
  return proxyMode === 'manual' || (proxyMode === 'system' && system !== null);
}

/** The ways to an origin. A proxy that was asked for and cannot be used is a refusal, never the direct way. */
export async function findRoutes(origin: string, settings: ProxySettings, system: SystemProxy): Promise<ProxyAnswer> {
  switch (settings.proxyMode) {
    case 'none':
      return { ok: true, routes: [DIRECT] };
    case 'system':
      if (isThisComputer(new URL(origin).hostname)) return { ok: true, routes: [DIRECT] };
      return (await system?.routesFor(origin)) ?? { ok: true, routes: [DIRECT] };
    case 'manual': {
      if (bypassesProxy(origin, settings.noProxy)) return { ok: true, routes: [DIRECT] };
      const proxy = settings.proxyAddress === null ? null : parseProxyAddress(settings.proxyAddress);
      return proxy === null
        ? { ok: false, detail: 'the settings have no address of a proxy' }
        : { ok: true, routes: [proxy] };
    }
    default:
      return assertNever(settings.proxyMode);
  }
}

/** The variables that curl and others read; `null` when none is set. */
export function environmentProxy(env: Readonly<Record<string, string | undefined>>): SystemProxy {
  const read = (name: string): string | undefined =>
    [env[name], env[name.toUpperCase()]].find((value) => value !== undefined && value.trim() !== '');
  const byScheme: Readonly<Record<string, string | undefined>> = {
    'http:': read('http_proxy') ?? read('all_proxy'),
    'https:': read('https_proxy') ?? read('all_proxy'),
  };
  if (Object.values(byScheme).every((value) => value === undefined)) return null;
  const bypass = (read('no_proxy') ?? '').split(/[\s,]+/u).filter((entry) => entry !== '');
  return {
    routesFor: (origin) => {
      const address = byScheme[new URL(origin).protocol];
      if (address === undefined || bypassesProxy(origin, bypass))
        return Promise.resolve({ ok: true, routes: [DIRECT] });
      const proxy = parseProxyAddress(address);
      const detail = 'the environment names a proxy that Sluice cannot use (http_proxy, https_proxy or all_proxy)';
      return Promise.resolve(proxy === null ? { ok: false, detail } : { ok: true, routes: [proxy] });
    },
  };
}

/**
 * Reads what a system answers, such as `PROXY a:3128; SOCKS5 b; DIRECT`, the form that proxy scripts have and Chromium's
 * `resolveProxy` too. `SOCKS` alone is taken as version 5; a word nobody knows is left out.
 */
export function parseProxyList(text: string): readonly ProxyRoute[] {
  return text.split(';').flatMap((part): ProxyRoute[] => {
    const [word = '', address = ''] = part.trim().split(/\s+/u);
    if (word.toUpperCase() === 'DIRECT') return [DIRECT];
    const scheme = LIST_SCHEMES[word.toUpperCase()];
    const proxy = scheme === undefined ? null : parseProxyAddress(`${scheme}://${address}`);
    return proxy === null ? [] : [proxy];
  });
}

const LIST_SCHEMES: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks5',
  SOCKS5: 'socks5',
};

/**
 * Whether the list says to go without the proxy. Entries as curl and browsers have them: `*`, `example.org` and
 * `.example.org` (its subdomains too), `*.example.org` (subdomains), an address or a network (`10.0.0.0/8`), any of these
 * with `:port`, and `<local>` for names without a dot. This computer itself is never asked through a proxy, as in Chromium.
 */
export function bypassesProxy(origin: string, list: readonly string[]): boolean {
  const url = new URL(origin);
  const host = withoutBrackets(url.hostname).toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return isThisComputer(host) || list.some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry === '<local>') return !host.includes('.') && isIP(host) === 0;
  if (isIP(withoutBrackets(entry)) !== 0) return withoutBrackets(entry) === host;
  if (entry.includes('/')) return isInNetwork(host, entry);
  const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/u.exec(entry) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const bare = withoutBrackets(name);
  if (bare === '') return false;
  if (bare.startsWith('*.')) return host.endsWith(bare.slice(1));
  const domain = bare.replace(/^\./u, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function isInNetwork(host: string, entry: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const family = isIP(network);
  const most = family === 6 ? 128 : 32;
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/u.test(bits) || Number(bits) > most) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  block.addSubnet(network, Number(bits), type);
  return block.check(host, type);
}

function isThisComputer(hostname: string): boolean {
  const host = withoutBrackets(hostname);
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/gu, '');
}

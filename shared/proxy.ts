/** How Sluice finds the proxy of a request. */
export const PROXY_MODES = ['system', 'none', 'manual'] as const;

/** What a proxy speaks: HTTP, HTTP over TLS (RFC 9110, 9.3.6), SOCKS version 5 (RFC 1928). */
type ProxyKind = 'http' | 'https' | 'socks5';

/** A proxy, and the login it asks for. */
export type ProxyServer = {
  readonly kind: ProxyKind;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly password: string } | null;
};

/** One way to a server. Several are tried in their order. */
export type ProxyRoute = { readonly kind: 'direct' } | ProxyServer;

export const DIRECT: ProxyRoute = { kind: 'direct' };

/** `socks` and `socks5h` are what other programs call it; names are looked up by the proxy in any case. */
const KINDS: Readonly<Record<string, ProxyKind>> = {
  http: 'http',
  https: 'https',
  socks: 'socks5',
  socks5: 'socks5',
  socks5h: 'socks5',
};

const DEFAULT_PORTS: Readonly<Record<ProxyKind, number>> = { http: 80, https: 443, socks5: 1080 };

/** Reads `http://user:password@host:port`; without a scheme it is http. `null` for anything that is no proxy's address. */
export function parseProxyAddress(text: string): ProxyServer | null {
  const parts = /^(?:([a-z\d]+):\/\/)?([^/\s?#]+)\/?$/iu.exec(text.trim());
  const kind = KINDS[(parts?.[1] ?? 'http').toLowerCase()];
  // Of a scheme that it does not know, URL takes a host as it is.
  const address = `http://${parts?.[2] ?? ''}`;
  if (parts === null || kind === undefined || !URL.canParse(address)) return null;
  const { hostname, port, username, password } = new URL(address);
  const [user, secret] = [decoded(username), decoded(password)];
  if (hostname === '' || user === null || secret === null) return null;
  // URL drops 80, the port that `http` stands for.
  const isPortGiven = /:\d+$/u.test(parts[2] ?? '');
  return {
    kind,
    host: hostname.replace(/^\[|\]$/gu, ''),
    port: port !== '' ? Number(port) : isPortGiven ? 80 : DEFAULT_PORTS[kind],
    login: user === '' && secret === '' ? null : { user, password: secret },
  };
}

/** Stands for a password where it is shown. */
const HIDDEN = '*****';

/** The address as people may see it: without its password. */
export function withoutProxyPassword(address: string): string {
  return address.replace(/^((?:[a-z\d]+:\/\/)?[^:@/]*):[^@/]*@/iu, `$1:${HIDDEN}@`);
}

/** An address that was shown and comes back as it was means the one that it stands for. */
export function withProxyPassword(address: string, known: string | null): string {
  return known !== null && address === withoutProxyPassword(known) ? known : address;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // URIError only: a `%` that stands for nothing.
  }
}

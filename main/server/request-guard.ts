/**
 * Who may talk to the loopback server. Any web page can send requests to 127.0.0.1, and with DNS rebinding it can even
 * read the answers under its own name; the `Host`, `Origin` and `Sec-Fetch-Site` headers, which a page cannot forge,
 * tell such requests from ours.
 */

/** The parts of a request that say where it comes from; `null` for a header that was not sent. */
export type RequestOrigin = {
  /** Every `Host` header that was sent; a request with two is refused. */
  readonly hosts: readonly string[];
  readonly origin: string | null;
  readonly fetchSite: string | null;
  readonly fetchMode: string | null;
};

export type GuardVerdict =
  /** `corsOrigin` is the listed foreign origin that may read the answer; `null` when the request is not foreign. */
  { readonly allowed: true; readonly corsOrigin: string | null } | { readonly allowed: false; readonly reason: string };

/**
 * What a path serves: `page` gives files to a browser that navigates; `command` changes something or opens the window's
 * socket, for our own page and local programs only; `rpc` also serves the origins the user listed.
 */
export type GuardedKind = 'page' | 'command' | 'rpc';

/** Decides about one request or WebSocket upgrade. `listedOrigins` is `settings.rpcAllowedOrigins`. */
export function judgeRequest(
  request: RequestOrigin,
  server: { readonly port: number; readonly kind: GuardedKind; readonly listedOrigins: readonly string[] },
): GuardVerdict {
  const [host, ...more] = request.hosts;
  if (host === undefined || more.length > 0 || !ownHosts(server.port).includes(host.toLowerCase())) {
    return refused('this server answers to 127.0.0.1 and localhost only');
  }
  if (request.origin !== null && request.origin !== `http://${host.toLowerCase()}`) {
    if (server.kind === 'rpc' && isListed(request.origin, server.listedOrigins)) {
      return { allowed: true, corsOrigin: request.origin };
    }
    return refused('requests from other web pages are not allowed');
  }
  // Ports of one host are one "site", so `same-site` is as foreign as `cross-site` here.
  const foreignSite = request.fetchSite !== null && request.fetchSite !== 'same-origin' && request.fetchSite !== 'none';
  const isNavigation = server.kind === 'page' && request.fetchMode === 'navigate';
  if (foreignSite && !isNavigation) return refused('requests from other web pages are not allowed');
  return { allowed: true, corsOrigin: null };
}

function ownHosts(port: number): readonly string[] {
  const withPort = [`127.0.0.1:${port}`, `localhost:${port}`];
  // A browser leaves out the default port.
  return port === 80 ? [...withPort, '127.0.0.1', 'localhost'] : withPort;
}

/** Whether the `Origin` header's value is one of the listed URLs' origins (a path or a slash behind them is ignored). */
function isListed(origin: string, listedOrigins: readonly string[]): boolean {
  return listedOrigins.some((listed) => {
    if (!URL.canParse(listed)) return false;
    const url = new URL(listed);
    // `URL.origin` is "null" for extension schemes such as chrome-extension:, so it is put together here.
    return url.host !== '' && `${url.protocol}//${url.host}` === origin.toLowerCase();
  });
}

function refused(reason: string): GuardVerdict {
  return { allowed: false, reason };
}

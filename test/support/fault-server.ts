import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { BEHAVIOURS, type BehaviourName } from './fault-behaviours.ts';
import { Exchange } from './fault-exchange.ts';

/** One request as it came. */
export type RecordedRequest = {
  readonly method: string;
  /** The path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The status that was sent; 0 when there was none. */
  status: number;
};

/** What a link of the fault server serves; every field ends up in its query. */
export type FaultFile = {
  /** Which of the pseudo-random files; see `test-bytes.ts`. */
  readonly seed?: number;
  readonly size?: number;
  /** The last part of the path. */
  readonly name?: string;
  /** The fault happens to the first so many requests only; later ones are served properly. */
  readonly times?: number;
  /** Whatever else the behaviour takes. */
  readonly [parameter: string]: string | number | undefined;
};

/**
 * A real HTTP server on 127.0.0.1 with named faults: `/BEHAVIOUR/NUMBER/NAME?seed=&size=&...`. Bodies are deterministic
 * pseudo-random bytes. It records every request. Ends by `await using` or `close()`.
 */
export class FaultServer implements AsyncDisposable {
  readonly requests: RecordedRequest[] = [];
  readonly origin: string;
  readonly #server: Server;
  /** Each link gets a path of its own, so requests are counted per link. */
  #links = 0;
  readonly #changes = new Map<string, { readonly behaviour: BehaviourName; readonly query: string }>();
  readonly #counts = new Map<string, number>();
  readonly #open = new Map<string, number>();
  readonly #uses = new WeakMap<Socket, number>();
  readonly #held = new Set<() => void>();

  private constructor(server: Server, scheme: 'http' | 'https') {
    this.#server = server;
    // `listen` was awaited, so the address is that of a TCP port.
    this.origin = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  get port(): number {
    return Number(new URL(this.origin).port);
  }

  /** @param identity PEM key and certificate; with them it speaks TLS. */
  static async start(identity?: { readonly key: string; readonly cert: string }): Promise<FaultServer> {
    const http =
      identity === undefined
        ? createServer({ keepAliveTimeout: 5000 })
        : createTlsServer({ keepAliveTimeout: 5000, ...identity });
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve);
    });
    const server = new FaultServer(http, identity === undefined ? 'http' : 'https');
    http.on('request', (request, response) => server.#handle(new Exchange(request, response)));
    http.on('clientError', (_error, socket) => socket.destroy());
    return server;
  }

  /** A new link with a behaviour. */
  url(behaviour: BehaviourName, file: FaultFile = {}): string {
    this.#links += 1;
    const { name = 'file.bin', ...parameters } = file;
    return `${this.origin}/${behaviour}/${this.#links}/${encodeURIComponent(name)}?${queryOf(parameters)}`;
  }

  /** From now on a link behaves in another way, or serves another file. */
  change(url: string, behaviour: BehaviourName, file: FaultFile = {}): void {
    this.#changes.set(new URL(url).pathname, { behaviour, query: queryOf(file) });
  }

  /** The requests for a link, in order. */
  requestsFor(url: string): readonly RecordedRequest[] {
    const { pathname } = new URL(url);
    return this.requests.filter((request) => new URL(request.path, this.origin).pathname === pathname);
  }

  /** Lets all answers that wait in the behaviour `hold` go on. */
  release(): void {
    for (const go of this.#held) go();
    this.#held.clear();
  }

  /** Ends all connections and the server. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #handle(exchange: Exchange): void {
    const { pathname } = exchange.url;
    const record: RecordedRequest = {
      method: exchange.request.method ?? '',
      path: exchange.request.url ?? '',
      headers: exchange.request.headers,
      status: 0,
    };
    this.requests.push(record);
    // Servers that count uses count what brings the file.
    const isUse = exchange.request.method !== 'HEAD';
    exchange.count = (this.#counts.get(pathname) ?? 0) + (isUse ? 1 : 0);
    this.#counts.set(pathname, exchange.count);
    exchange.openOnLink = (this.#open.get(pathname) ?? 0) + 1;
    this.#open.set(pathname, exchange.openOnLink);
    const uses = (this.#uses.get(exchange.socket) ?? 0) + 1;
    this.#uses.set(exchange.socket, uses);
    exchange.connectionUses = uses;
    exchange.held = (go) => this.#held.add(go);
    exchange.response.on('close', () => {
      record.status = exchange.response.headersSent ? exchange.response.statusCode : 0;
      this.#open.set(pathname, (this.#open.get(pathname) ?? 1) - 1);
    });
    const times = exchange.number('times', Infinity);
    const change = this.#changes.get(pathname);
    if (change !== undefined) exchange.url.search = change.query;
    const name = change?.behaviour ?? (exchange.count > times ? 'good' : (pathname.split('/')[1] ?? ''));
    const behaviour = Object.entries(BEHAVIOURS).find(([known]) => known === name)?.[1];
    if (behaviour === undefined) {
      exchange.response.writeHead(404).end('no such behaviour');
      return;
    }
    Promise.resolve(behaviour(exchange)).catch((error: unknown) => {
      exchange.response.destroy(error instanceof Error ? error : new Error('behaviour failed'));
    });
  }
}

function queryOf(parameters: FaultFile): string {
  return Object.entries(parameters)
    .filter(([key]) => key !== 'name')
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
    .join('&');
}

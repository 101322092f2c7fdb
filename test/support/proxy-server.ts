import { createServer, request as sendHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What came to the proxy: a request with its whole link, or a CONNECT or SOCKS wish for `host:port`. */
type ProxyRequest = { readonly method: string; readonly target: string; readonly login: string | null };

type ProxyOptions = {
  /** Asks for it, as `user:password`. */
  readonly login?: string;
  /** The port on 127.0.0.1 that every server name leads to: the names exist for the proxy only. */
  readonly upstreamPort: number;
  /** Answers each CONNECT with this status. */
  readonly connectStatus?: number;
  /** Takes connections and says nothing. */
  readonly isSilent?: boolean;
  /** PEM; with it the proxy speaks TLS. */
  readonly identity?: { readonly key: string; readonly cert: string };
};

/** A real HTTP proxy on 127.0.0.1: absolute-form requests (RFC 9112, 3.2.2) and CONNECT. */
export class HttpProxy implements AsyncDisposable {
  readonly requests: ProxyRequest[] = [];
  readonly #server: Server;
  readonly #options: ProxyOptions;
  readonly #sockets = new Set<Duplex>();

  private constructor(server: Server, options: ProxyOptions) {
    this.#server = server;
    this.#options = options;
  }

  static async start(options: ProxyOptions): Promise<HttpProxy> {
    const server = options.identity === undefined ? createServer() : createTlsServer({ ...options.identity });
    const proxy = new HttpProxy(server, options);
    server.on('connection', (socket: Socket) => proxy.#sockets.add(socket));
    server.on('request', (request, response) => proxy.#onRequest(request, response));
    server.on('connect', (request: IncomingMessage, socket: Duplex) => proxy.#onConnect(request, socket));
    await listen(server);
    return proxy;
  }

  get port(): number {
    return portOf(this.#server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #takes(request: IncomingMessage): boolean {
    const header = request.headers['proxy-authorization'] ?? null;
    const login = header === null ? null : Buffer.from(header.replace('Basic ', ''), 'base64').toString();
    this.requests.push({ method: request.method ?? '', target: request.url ?? '', login });
    return this.#options.login === undefined || login === this.#options.login;
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#options.isSilent === true) return;
    if (!this.#takes(request)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end('no');
      return;
    }
    const { pathname, search, host } = new URL(request.url ?? '');
    const { 'proxy-authorization': _login, 'proxy-connection': _connection, ...headers } = request.headers;
    const onward = sendHttp({
      host: '127.0.0.1',
      port: this.#options.upstreamPort,
      path: `${pathname}${search}`,
      headers: { ...headers, host },
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    response.on('close', () => onward.destroy());
    onward.end();
  }

  #onConnect(request: IncomingMessage, socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    if (this.#options.isSilent === true) return;
    const isAllowed = this.#takes(request);
    const status = isAllowed ? (this.#options.connectStatus ?? 200) : 407;
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(this.#options.upstreamPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      join(socket, onward);
    });
    this.#sockets.add(onward);
  }
}

/** A real SOCKS 5 proxy on 127.0.0.1 (RFC 1928, RFC 1929). It takes names and IPv4 addresses. */
export class SocksProxy implements AsyncDisposable {
  readonly requests: ProxyRequest[] = [];
  readonly #server = createTcpServer();
  readonly #sockets = new Set<Duplex>();

  static async start(
    options: Pick<ProxyOptions, 'login' | 'upstreamPort'> & { readonly reply?: number },
  ): Promise<SocksProxy> {
    const proxy = new SocksProxy();
    proxy.#server.on('connection', (socket) => {
      proxy.#sockets.add(socket);
      socket.on('error', () => {});
      void proxy.#serve(socket, options).catch(() => socket.destroy());
    });
    await listen(proxy.#server);
    return proxy;
  }

  get port(): number {
    return portOf(this.#server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #serve(
    socket: Socket,
    {
      login,
      upstreamPort,
      reply = 0,
    }: { readonly login?: string; readonly upstreamPort: number; readonly reply?: number },
  ): Promise<void> {
    const take = bytesOf(socket);
    const [, methodCount = 0] = await take(2);
    const methods = [...(await take(methodCount))];
    const method = login === undefined ? 0 : 2;
    // 0xff: none of them.
    socket.write(Buffer.from([5, methods.includes(method) ? method : 0xff]));
    let given: string | null = null;
    if (method === 2) {
      const [, nameLength = 0] = await take(2);
      const name = (await take(nameLength)).toString();
      const [secretLength = 0] = await take(1);
      given = `${name}:${(await take(secretLength)).toString()}`;
      socket.write(Buffer.from([1, given === login ? 0 : 1]));
      if (given !== login) return;
    }
    const [, , , type] = await take(4);
    const host =
      type === 3 ? (await take((await take(1))[0] ?? 0)).toString() : [...(await take(type === 1 ? 4 : 16))].join('.');
    const port = (await take(2)).readUInt16BE();
    this.requests.push({ method: 'SOCKS', target: `${host}:${port}`, login: given });
    const answer = Buffer.from([5, reply, 0, 3, 4, ...Buffer.from('here'), 0, 0]);
    if (reply !== 0) {
      socket.end(answer);
      return;
    }
    const onward = connect(upstreamPort, '127.0.0.1', () => {
      socket.write(answer);
      join(socket, onward);
    });
    this.#sockets.add(onward);
  }
}

/** Takes so many bytes of a socket at once. */
function bytesOf(socket: Socket): (bytes: number) => Promise<Buffer> {
  return async (bytes) => {
    for (;;) {
      if (bytes === 0) return Buffer.alloc(0);
      const taken: unknown = socket.read(bytes);
      if (taken instanceof Buffer) return taken;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      socket.once('readable', resolve).once('close', () => reject(new Error('closed')));
      await promise;
    }
  };
}

function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  one.on('error', () => other.destroy()).on('close', () => other.destroy());
  other.on('error', () => one.destroy()).on('close', () => one.destroy());
}

async function listen(server: { listen: (port: number, host: string, then: () => void) => unknown }): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}

function portOf(server: { address: () => unknown }): number {
  // `listen` was awaited, so the address is that of a TCP port.
  return (server.address() as AddressInfo).port;
}

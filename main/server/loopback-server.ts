import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SluiceApp } from '../app/app-interface.ts';
import type { Clock } from '../app/ports.ts';
import { createAria2Rpc, type Aria2Rpc } from './aria2-rpc/aria2-rpc.ts';
import { answerError } from './http-answer.ts';
import { loadPageFiles, type PageFiles } from './page-files.ts';
import { watchPeers, type Peers } from './peers.ts';
import { createBodyReader, type BodyReader } from './request-body.ts';
import { judgeRequest, type GuardedKind, type GuardVerdict } from './request-guard.ts';
import { removeServerRecord, writeServerRecord } from './server-record.ts';
import { createSocketDoor, type SocketDoor } from './socket-door.ts';
import { createWindowAccess, type WindowAccess } from './window-access.ts';
import { serveWindowSocket } from './window-socket.ts';

/*
 * The app over loopback: the page, the window's socket and the aria2-compatible RPC on one port of 127.0.0.1.
 *
 * Protocol, version 1
 *
 *   GET  /...        The built page. No token is needed to load it: it holds no data.
 *   POST /session    {"launch": T} -> 200 {"session": S}. T is a launch token: one use, 60 s, given to a browser in the
 *                    fragment of the address (`#launch=T`), which is never sent to a server. S lives until the server
 *                    closes; the page keeps it in sessionStorage. 401 when T is not valid (any more).
 *   POST /launch     Authorization: Bearer TOKEN -> 200 {"launch": T, "address": "http://127.0.0.1:PORT/#launch=T"}.
 *                    For local programs: TOKEN is from `<dataFolder>/server.json`
 *                    ({"port", "token", "pid", "startedAtMs"}, mode 0600, there while the server runs; left over when the
 *                    process was killed, then the connection is refused or answers 401).
 *   WS   /window     First message, within 5 s and 4 KiB: {"type":"hello","session":S} or {"type":"hello","token":TOKEN}.
 *                    Answer {"type":"welcome"}; from then on `WindowMessage` and `CoreMessage` of shared/contract.ts as
 *                    JSON text, at most 32 MiB each. The server pings every 30 s. Close codes: 4401 the hello was missing
 *                    or wrong (do not try again with the same token), 4400 not JSON, 1001 the server closes.
 *   /jsonrpc         POST or WebSocket: the aria2 interface, `aria2-rpc/`.
 *
 * Errors are {"error": {"code", "message"}} (apart from /jsonrpc, which has its own form). Every request must name
 * 127.0.0.1 or localhost with the right port in `Host`; one with a foreign `Origin` is refused with 403. No cookies: the
 * browser would send them to every other port of 127.0.0.1. Connections that showed no secret are bounded (`peers.ts`), and
 * after many wrong secrets answers come late (`attempt-gate.ts`); a right one is always recognised.
 */

/** What the bodies of all requests together may take in memory. */
const MAX_BUFFERED_BODY_BYTES = 64 * 1024 * 1024;
/** Connections that showed no secret; the quietest makes room. A browser opens six at most, a program one. */
const MAX_STRANGERS = 512;
/**
 * Node turns the newest away above this. Higher than the bound for strangers by what the system may hand over in one turn of
 * the event loop (the backlog of 511), since a connection that was cut counts until the next turn.
 */
const MAX_CONNECTIONS = 2048;
/** Requests of one connection that are being answered; HTTP allows to send them without waiting (RFC 9112, 9.3.2). */
const MAX_PIPELINED = 16;
/** After this long a connection that has not said goodbye is cut. */
const CLOSE_PATIENCE_MS = 1000;

export type ServerOptions = {
  readonly app: SluiceApp;
  readonly clock: Clock;
  /** 0 takes any free port. */
  readonly port: number;
  /** The RPC's secret, as it is now. */
  readonly secret: () => string;
  /** Where Vite put the page. */
  readonly pageFolder: string;
  /** Where `server.json` is written. */
  readonly dataFolder: string;
};

export type LoopbackServer = {
  readonly port: number;
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  /** The address with a fresh launch token: opens the window once, within 60 s. Never logged. */
  readonly openAddress: () => string;
  /** Frees the port. What is connected stays, until `close`. */
  readonly retire: () => void;
  /** Ends every connection and frees the port. The app goes on. */
  readonly close: () => Promise<void>;
};

export type StartVerdict =
  | { readonly ok: true; readonly server: LoopbackServer }
  /** `portForbidden`: the system does not let us listen there (ports below 1024, mostly). */
  | { readonly ok: false; readonly code: 'portTaken' | 'portForbidden'; readonly port: number };

/** What requests are answered with. */
type Routes = {
  readonly app: SluiceApp;
  readonly clock: Clock;
  readonly port: number;
  readonly address: string;
  readonly page: PageFiles;
  readonly bodies: BodyReader;
  readonly access: WindowAccess;
  readonly peers: Peers;
  readonly sockets: SocketDoor;
  readonly rpc: Aria2Rpc;
};

/**
 * Starts listening on 127.0.0.1. Whoever starts the server closes it, before the app.
 * @throws Error when the data folder cannot be written or the system refuses the socket for another reason.
 */
export async function startServer(options: ServerOptions): Promise<StartVerdict> {
  const { app, clock, dataFolder } = options;
  const page = await loadPageFiles(options.pageFolder);
  const http = createHttpServer();
  const peers = watchPeers(http, MAX_STRANGERS);
  const refusal = await listen(http, options.port);
  if (refusal !== null) return { ok: false, code: refusal, port: options.port };

  // The server listens on a TCP port, so its address has one.
  const { port } = http.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/`;
  const access = createWindowAccess(clock, peers);
  const bodies = createBodyReader(MAX_BUFFERED_BODY_BYTES, peers);
  const rpc = createAria2Rpc({ app, clock, secret: options.secret, bodies, peers });
  const sockets = createSocketDoor(peers);
  // Nothing can have come in before this: connections are taken in a later turn.
  route(http, { app, clock, port, address, page, bodies, access, peers, sockets, rpc });

  async function close(): Promise<void> {
    rpc.close();
    await removeServerRecord(dataFolder, access.localToken);
    await closeConnections(http, sockets);
  }

  try {
    const record = { port, token: access.localToken, pid: process.pid, startedAtMs: clock.nowMs() };
    await writeServerRecord(dataFolder, record);
  } catch (error) {
    await close();
    throw error;
  }
  const openAddress = () => `${address}#launch=${access.mintLaunch()}`;
  return { ok: true, server: { port, address, openAddress, retire: () => void http.close(), close } };
}

function createHttpServer(): Server {
  const http = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    connectionsCheckingInterval: 5000,
  });
  http.maxConnections = MAX_CONNECTIONS;
  // Someone who asks and then does not read the answer; `ws` lifts it from its own sockets.
  http.timeout = 60_000;
  http.on('clientError', (error: NodeJS.ErrnoException, raw) => {
    if (error.code === 'ECONNRESET' || !raw.writable) raw.destroy();
    else endWithStatus(raw, clientErrorStatus(error.code));
  });
  return http;
}

/** Says why and cuts the connection: a peer that does not read or close would else keep its place for ever. */
function endWithStatus(raw: Duplex, statusLine: string): void {
  raw.end(`HTTP/1.1 ${statusLine}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => raw.destroy());
}

function route(http: Server, routes: Routes): void {
  const { peers, sockets } = routes;
  const underWay = new WeakMap<Duplex, number>();
  http.on('request', (request, response) => {
    const { socket } = request;
    peers.touch(socket);
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > MAX_PIPELINED) {
      socket.destroy();
      return;
    }
    underWay.set(socket, count);
    response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    answer(request, response, routes).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      answerError(response, 500, { code: 'failed', message });
    });
  });
  http.on('upgrade', (request, raw, head) => {
    // Before `ws` takes over, an error of the connection has no other listener and would end the process.
    raw.on('error', () => raw.destroy());
    peers.touch(raw);
    const refusal = judgeUpgrade(request, routes);
    if (refusal === null) {
      sockets.open(request, raw, head, (ws) => {
        if (pathOf(request) === '/jsonrpc') routes.rpc.serveSocket(ws, raw);
        else serveWindowSocket({ ws, raw, app: routes.app, clock: routes.clock, admit: routes.access.admit });
      });
    } else {
      endWithStatus(raw, refusal);
    }
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: Routes): Promise<void> {
  const path = pathOf(request);
  const verdict = judge(request, routes);
  if (!verdict.allowed) {
    answerError(response, 403, { code: 'forbidden', message: verdict.reason });
  } else if (path === '/jsonrpc') {
    await routes.rpc.answer(request, response, verdict.corsOrigin);
  } else if (path === '/window') {
    answerError(response, 426, { code: 'upgradeRequired', message: 'Use a WebSocket.' }, { upgrade: 'websocket' });
  } else if (path !== '/session' && path !== '/launch') {
    await routes.page.answer(request, response);
  } else if (request.method !== 'POST') {
    answerError(response, 405, { code: 'methodNotAllowed', message: 'Use POST.' }, { allow: 'POST' });
  } else if (path === '/session') {
    await routes.access.answerSession(request, response, routes.bodies);
  } else {
    await routes.access.answerLaunch(request, response, routes.address);
  }
}

/** The status line that refuses an upgrade; `null` lets it through. */
function judgeUpgrade(request: IncomingMessage, routes: Routes): string | null {
  const path = pathOf(request);
  if (path !== '/window' && path !== '/jsonrpc') return '404 Not Found';
  if (!judge(request, routes).allowed) return '403 Forbidden';
  return routes.sockets.hasRoom() ? null : '503 Service Unavailable';
}

function judge(request: IncomingMessage, { app, port }: Routes): GuardVerdict {
  return judgeRequest(
    {
      hosts: request.headersDistinct['host'] ?? [],
      origin: request.headers.origin ?? null,
      fetchSite: headerText(request.headers['sec-fetch-site']),
      fetchMode: headerText(request.headers['sec-fetch-mode']),
    },
    { port, kind: kindOf(pathOf(request)), listedOrigins: app.queue.settings().rpcAllowedOrigins },
  );
}

async function closeConnections(http: Server, sockets: SocketDoor): Promise<void> {
  sockets.close();
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  const deadline = setTimeout(() => {
    sockets.terminate();
    http.closeAllConnections();
  }, CLOSE_PATIENCE_MS);
  await closed;
  clearTimeout(deadline);
}

function kindOf(path: string): GuardedKind {
  switch (path) {
    case '/jsonrpc':
      return 'rpc';
    case '/session':
    case '/launch':
    case '/window':
      return 'command';
    default:
      return 'page';
  }
}

/** The path of a target in origin form; every other form (RFC 9112, 3.2) is for proxies and names nothing here. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function headerText(value: string | string[] | undefined): string | null {
  return value === undefined ? null : String(value);
}

function clientErrorStatus(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return '400 Bad Request';
}

/** Listens on 127.0.0.1 only; the code when the port cannot be had. */
function listen(http: Server, port: number): Promise<'portTaken' | 'portForbidden' | null> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('portTaken');
      else if (error.code === 'EACCES') resolve('portForbidden');
      else reject(error);
    });
    http.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(null));
  });
}

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import path from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { WebSocket, type ClientOptions } from 'ws';
import type { SettingsChange } from '../../../shared/settings.ts';
import { createApp } from '../../../main/app/create-app.ts';
import type { SluiceApp } from '../../../main/app/app-interface.ts';
import type { Clock } from '../../../main/app/ports.ts';
import { systemClock } from '../../../main/app/system-clock.ts';
import { systemNetwork } from '../../../main/app/system-network.ts';
import { startServer, type LoopbackServer } from '../../../main/server/loopback-server.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

export const SECRET = 'a secret for tests';

export type Harness = AsyncDisposable & {
  readonly app: SluiceApp;
  readonly server: LoopbackServer;
  readonly folder: string;
  readonly downloadFolder: string;
  readonly dataFolder: string;
};

/** The real app behind the real server, on a free port, in temporary folders. */
export async function startHarness(
  options: { readonly clock?: Clock; readonly settings?: SettingsChange; readonly page?: boolean } = {},
): Promise<Harness> {
  const folder = makeTempFolder();
  const downloadFolder = path.join(folder.path, 'downloads');
  const dataFolder = path.join(folder.path, 'data');
  const pageFolder = path.join(folder.path, 'page');
  mkdirSync(downloadFolder);
  if (options.page !== false) {
    mkdirSync(path.join(pageFolder, 'assets'), { recursive: true });
    writeFileSync(path.join(pageFolder, 'index.html'), '<!doctype html><title>Sluice</title>');
    writeFileSync(path.join(pageFolder, 'assets', 'main-abc.js'), 'export {};');
  }
  const shell = {
    openFile: () => Promise.resolve(),
    showInFolder: () => Promise.resolve(),
    chooseFolder: null,
    chooseSaveFile: null,
    answerCountdown: null,
    moveToTrash: null,
  };
  const started = await createApp({
    dataFolder,
    ports: {
      clock: systemClock,
      random: Math.random,
      proxy: null,
      network: systemNetwork,
      shell,
      secrets: null,
      defaultDownloadFolder: downloadFolder,
    },
    settings: options.settings ?? {},
    log: () => undefined,
  });
  assert.ok(started.ok);
  const { app } = started;
  const served = await startServer({
    app,
    clock: options.clock ?? systemClock,
    port: 0,
    secret: () => SECRET,
    pageFolder,
    dataFolder,
  });
  assert.ok(served.ok);
  return {
    app,
    server: served.server,
    folder: folder.path,
    downloadFolder,
    dataFolder,
    async [Symbol.asyncDispose]() {
      await served.server.close();
      await app.close();
      folder[Symbol.dispose]();
    },
  };
}

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

/** One request with exactly these headers (fetch would not let us lie about Host and Origin). */
export function send(
  port: number,
  options: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method: options.method ?? 'GET', path: options.path ?? '/', headers: options.headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

// An answer as it came: the assertions are what checks its shape.
// oxlint-disable-next-line typescript/no-explicit-any
export type Parsed = any;

/** A WebSocket that remembers what came and how it closed. */
export type TestSocket = {
  readonly ws: WebSocket;
  /** The next message, parsed; waits for it. */
  readonly next: () => Promise<Parsed>;
  readonly say: (message: unknown) => void;
  readonly closed: Promise<number>;
};

/** Opens a WebSocket; rejects with the HTTP status in the message when the upgrade is refused. */
export async function openSocket(port: number, pathName: string, options: ClientOptions = {}): Promise<TestSocket> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}${pathName}`, options);
  const waiting: unknown[] = [];
  const readers: ((message: unknown) => void)[] = [];
  ws.on('message', (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString('utf8'));
    const reader = readers.shift();
    if (reader === undefined) waiting.push(message);
    else reader(message);
  });
  const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('error', reject);
  });
  ws.on('error', () => undefined);
  return {
    ws,
    next: () => {
      if (waiting.length > 0) return Promise.resolve(waiting.shift());
      return new Promise((resolve) => readers.push(resolve));
    },
    say: (message) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    closed,
  };
}

export const VERSION_CALL = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'aria2.getVersion',
  params: [`token:${SECRET}`],
});

/** Writes bytes as they are and gives back all that came until the server closed. */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

/** Calls an RPC method with the right secret; the parsed answer. */
export async function rpc(
  port: number,
  method: string,
  ...params: unknown[]
): Promise<{ status: number; body: Parsed }> {
  const isOpen = method === 'system.multicall';
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 'q',
    method,
    params: isOpen ? params : [`token:${SECRET}`, ...params],
  });
  const answer = await send(port, { method: 'POST', path: '/jsonrpc', body });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

/** Looks again every 20 ms until `check` gives something; fails after ten seconds. */
export async function until<Value>(
  what: string,
  check: () => Promise<Value | undefined | false> | Value | undefined | false,
): Promise<Value> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain for: ${what}`);
}

export type FileServer = AsyncDisposable & {
  readonly url: (name: string) => string;
  readonly bytes: Buffer;
  readonly sha256: string;
};

/** Serves one random file: `/file*` at once, `/slow*` 64 KiB every 100 ms, with ranges; everything else is a 404. */
export async function startFileServer(sizeBytes: number): Promise<FileServer> {
  const bytes = randomBytes(sizeBytes);
  const server = createServer((request, response) => {
    const isSlow = request.url?.startsWith('/slow') === true;
    if (!isSlow && request.url?.startsWith('/file') !== true) {
      response.writeHead(404).end();
      return;
    }
    const range = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '');
    const start = Number(range?.[1] ?? 0);
    const end = range?.[2] === undefined || range[2] === '' ? sizeBytes : Number(range[2]) + 1;
    response.writeHead(range === null ? 200 : 206, {
      'content-length': String(end - start),
      'accept-ranges': 'bytes',
      etag: '"one"',
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` }),
    });
    if (!isSlow) {
      response.end(bytes.subarray(start, end));
      return;
    }
    let at = start;
    const timer = setInterval(() => {
      const next = Math.min(at + 65_536, end);
      response.write(bytes.subarray(at, next));
      at = next;
      if (at === end) response.end();
    }, 100);
    response.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A clock that stands still until it is moved. */
export type TestClock = Clock & {
  readonly advance: (byMs: number) => void;
  /** Waits until someone waits for exactly this long. */
  readonly planned: (delayMs: number) => Promise<void>;
};

/** Timers run inside `advance`. */
export function createTestClock(): TestClock {
  let nowMs = 1_700_000_000_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return { [Symbol.dispose]: () => void (timers = timers.filter((other) => other !== timer)) };
    },
    advance(byMs) {
      nowMs += byMs;
      const due = timers.filter((timer) => timer.atMs <= nowMs);
      timers = timers.filter((timer) => timer.atMs > nowMs);
      for (const timer of due) timer.run();
    },
    async planned(delayMs) {
      await until(`a timer of ${delayMs} ms`, () => timers.some((timer) => timer.atMs === nowMs + delayMs));
    },
  };
}

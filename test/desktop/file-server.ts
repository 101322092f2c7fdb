import { createHash, randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback with one file under any path. It answers ranges, as servers do. */
export type FileServer = AsyncDisposable & {
  readonly sha256: string;
  readonly link: (name: string) => string;
  /** Requests so far, by path. */
  readonly requested: readonly string[];
  /** Holds bodies back after their first part, until `release`. */
  readonly hold: () => void;
  readonly release: () => void;
};

/** Starts one; whoever starts it disposes it. */
export async function serveFile(sizeBytes: number): Promise<FileServer> {
  const body = randomBytes(sizeBytes);
  const requested: string[] = [];
  let held: (() => void)[] | null = null;

  const send = (response: ServerResponse, part: Buffer): void => {
    if (held === null || part.length < 2) {
      response.end(part);
      return;
    }
    const half = Math.floor(part.length / 2);
    response.write(part.subarray(0, half));
    held.push(() => response.end(part.subarray(half)));
  };
  const server = createServer((request, response) => {
    requested.push(request.url ?? '');
    const range = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '');
    const common = { 'Accept-Ranges': 'bytes', ETag: '"one"', 'Content-Type': 'application/octet-stream' };
    if (range === null) {
      response.writeHead(200, { ...common, 'Content-Length': body.length });
      send(response, body);
      return;
    }
    const start = Number(range[1]);
    const end = range[2] === '' ? body.length : Math.min(body.length, Number(range[2]) + 1);
    response.writeHead(206, {
      ...common,
      'Content-Length': end - start,
      'Content-Range': `bytes ${start}-${end - 1}/${body.length}`,
    });
    send(response, body.subarray(start, end));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // Listens on TCP, so its address is one.
  const { port } = server.address() as AddressInfo;
  const release = (): void => {
    const waiting = held ?? [];
    held = null;
    for (const send of waiting) send();
  };
  return {
    sha256: createHash('sha256').update(body).digest('hex'),
    link: (name) => `http://127.0.0.1:${port}/${name}`,
    requested,
    hold: () => {
      held ??= [];
    },
    release,
    [Symbol.asyncDispose]: async () => {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

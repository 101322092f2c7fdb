import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A server of deterministic files that sends slowly enough to be interrupted, and counts what it sent. */
export type PacedServer = AsyncDisposable & {
  /** The link of a file: its size and its content's seed are in the path. `fast`: it comes without pauses. */
  readonly url: (sizeBytes: number, seed: number, pace?: 'paced' | 'fast') => string;
  /** Body bytes handed to sockets so far. */
  readonly sentBytes: () => number;
  /** The first byte each request asked for, in order. */
  readonly firstBytes: number[];
  /** From now on this long between two pieces, in milliseconds. */
  readonly setPause: (ms: number) => void;
  /** Lets go of the contents made so far. */
  readonly forgetFiles: () => void;
};

/** What is added for a link: a file that comes fast is asked for over one connection, so that it is written past the page cache. */
export function toNewDownload(url: string): { readonly url: string; readonly connections: number | null } {
  return { url, connections: url.includes('/fast/') ? 1 : null };
}

/** Sent at once, then a pause. */
const CHUNK_BYTES = 128 * 1024;
const PAUSE_MS = 20;

/** The content of a file: 64 KiB of hash-made noise, each further block told apart by its number. */
export function fileContent(sizeBytes: number, seed: number): Buffer {
  const content = Buffer.alloc(sizeBytes);
  const block = Buffer.alloc(65_536);
  for (let at = 0; at < block.length; at += 32) {
    createHash('sha256').update(`${seed}:${at}`).digest().copy(block, at);
  }
  for (let at = 0; at < sizeBytes; at += block.length) {
    block.copy(content, at);
    if (at + 8 <= sizeBytes) content.writeDoubleBE(at, at);
  }
  return content;
}

/** Starts the server on a free port of 127.0.0.1. It speaks ranges, If-Range and strong ETags. */
export async function startPacedServer(): Promise<PacedServer> {
  let sentBytes = 0;
  let pauseMs = PAUSE_MS;
  const firstBytes: number[] = [];
  const files = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const match = /^\/(?<pace>paced|fast)\/(?<size>\d+)\/(?<seed>\d+)\.bin$/u.exec(request.url ?? '');
    if (match === null) {
      response.writeHead(404).end();
      return;
    }
    const path = match[0];
    const content = files.get(path) ?? fileContent(Number(match.groups?.['size']), Number(match.groups?.['seed']));
    files.set(path, content);
    const range = /^bytes=(?<first>\d+)-(?<last>\d*)$/u.exec(request.headers.range ?? '');
    const first = Number(range?.groups?.['first'] ?? 0);
    firstBytes.push(first);
    const last = range?.groups?.['last'] ? Number(range.groups['last']) : content.length - 1;
    response.writeHead(range === null ? 200 : 206, {
      'content-length': last - first + 1,
      'accept-ranges': 'bytes',
      etag: `"${path}"`,
      ...(range === null ? {} : { 'content-range': `bytes ${first}-${last}/${content.length}` }),
    });
    const isFast = match.groups?.['pace'] === 'fast';
    let position = first;
    const send = (): void => {
      if (response.destroyed) return;
      const end = Math.min(position + CHUNK_BYTES, last + 1);
      sentBytes += end - position;
      const chunk = content.subarray(position, end);
      position = end;
      if (position > last) response.end(chunk);
      else response.write(chunk, () => (isFast ? setImmediate(send) : setTimeout(send, pauseMs)));
    };
    send();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is an object; only pipes have a string.
  const { port } = server.address() as AddressInfo;
  return {
    url: (sizeBytes, seed, pace = 'paced') => `http://127.0.0.1:${port}/${pace}/${sizeBytes}/${seed}.bin`,
    sentBytes: () => sentBytes,
    firstBytes,
    setPause: (ms) => {
      pauseMs = ms;
    },
    forgetFiles: () => files.clear(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

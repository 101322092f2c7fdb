import type { IncomingMessage } from 'node:http';
import type { Peers } from './peers.ts';

type BodyVerdict =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'tooLarge' }
  /** Others' bodies fill the memory set aside for this; try again. */
  | { readonly kind: 'busy' }
  /** The sender went away. */
  | { readonly kind: 'aborted' };

/** A body counts as held in memory until it is disposed. */
type Body = BodyVerdict & Disposable;

/** Reads request bodies, each bounded and all together bounded: a body is buffered before its sender is known. */
export type BodyReader = { readonly read: (request: IncomingMessage, maxBytes: number) => Promise<Body> };

/**
 * `maxHeldBytes` bounds what all requests together may hold in memory. When it is reached, the connection that holds most
 * and has shown no secret is cut: someone who sends large bodies slowly must not keep out the others' small ones.
 */
export function createBodyReader(maxHeldBytes: number, peers: Pick<Peers, 'isProven'>): BodyReader {
  const held = new Map<IncomingMessage, number>();
  let allBytes = 0;

  function hold(request: IncomingMessage, bytes: number): void {
    held.set(request, (held.get(request) ?? 0) + bytes);
    allBytes += bytes;
  }

  function release(request: IncomingMessage): void {
    allBytes -= held.get(request) ?? 0;
    held.delete(request);
  }

  /** Whether there is room now, after cutting the largest stranger if need be. */
  function makeRoom(): boolean {
    if (allBytes <= maxHeldBytes) return true;
    let largest: IncomingMessage | null = null;
    for (const [request, bytes] of held) {
      if (!peers.isProven(request.socket) && bytes > (largest === null ? 0 : (held.get(largest) ?? 0)))
        largest = request;
    }
    if (largest === null) return false;
    largest.socket.destroy();
    release(largest);
    return allBytes <= maxHeldBytes;
  }

  async function readAll(request: IncomingMessage, maxBytes: number): Promise<BodyVerdict> {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return drain(request);
    const chunks: Buffer[] = [];
    let bodyBytes = 0;
    try {
      // Not destroyed when we stop reading, or the sender would never see why its body was refused.
      const body = request.iterator({ destroyOnReturn: false });
      // Without an encoding a request yields buffers only.
      for await (const chunk of body as AsyncIterableIterator<Buffer>) {
        if (request.socket.destroyed) return { kind: 'aborted' };
        bodyBytes += chunk.length;
        if (bodyBytes > maxBytes) return drain(request);
        hold(request, chunk.length);
        if (!makeRoom()) return { kind: 'busy' };
        chunks.push(chunk);
      }
      return { kind: 'read', text: Buffer.concat(chunks).toString('utf8') };
    } catch {
      return { kind: 'aborted' }; // The stream fails in one way only: its connection ended.
    }
  }

  return {
    async read(request, maxBytes) {
      const verdict = await readAll(request, maxBytes);
      if (verdict.kind !== 'read') release(request);
      return { ...verdict, [Symbol.dispose]: () => release(request) };
    },
  };
}

/** Lets the rest of the body go by unread; the server's request timeout bounds how long that may take. */
function drain(request: IncomingMessage): BodyVerdict {
  request.resume();
  return { kind: 'tooLarge' };
}

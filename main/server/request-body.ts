import type { IncomingMessage } from 'node:http';

type BodyVerdict =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'tooLarge' }
  /** Others' bodies fill the memory set aside for this; try again. */
  | { readonly kind: 'busy' }
  /** The sender went away. */
  | { readonly kind: 'aborted' };

/** Reads request bodies, each bounded and all together bounded: a body is buffered before its sender is known. */
export type BodyReader = { readonly read: (request: IncomingMessage, maxBytes: number) => Promise<BodyVerdict> };

/** `maxBufferedBytes` bounds what all requests together may hold in memory. */
export function createBodyReader(maxBufferedBytes: number): BodyReader {
  let bufferedBytes = 0;

  async function read(request: IncomingMessage, maxBytes: number): Promise<BodyVerdict> {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return drain(request);
    const chunks: Buffer[] = [];
    let bodyBytes = 0;
    try {
      // Not destroyed when we stop reading, or the sender would never see why its body was refused.
      const body = request.iterator({ destroyOnReturn: false });
      // Without an encoding a request yields buffers only.
      for await (const chunk of body as AsyncIterableIterator<Buffer>) {
        bodyBytes += chunk.length;
        bufferedBytes += chunk.length;
        if (bodyBytes > maxBytes) return drain(request);
        if (bufferedBytes > maxBufferedBytes) return { kind: 'busy' };
        chunks.push(chunk);
      }
      return { kind: 'read', text: Buffer.concat(chunks).toString('utf8') };
    } catch {
      return { kind: 'aborted' }; // The stream fails in one way only: its connection ended.
    } finally {
      bufferedBytes -= bodyBytes;
    }
  }

  return { read };
}

/** Lets the rest of the body go by unread; the server's request timeout bounds how long that may take. */
function drain(request: IncomingMessage): BodyVerdict {
  request.resume();
  return { kind: 'tooLarge' };
}

import type { HttpAnswer } from './http-client.ts';
import { readBody, type BodyEnd } from './response-body.ts';

/** Bodies that are longer wait in the socket; of those a moment's wait is nothing. */
const MOST_BYTES = 256 * 1024;
/** Early bodies of all transfers together, in bytes. */
const ROOM_BYTES = 16 * 2 ** 20;

/** The reason with which the early reading ends; without one an error with its stack would be made for each file. */
const SETTLED = Symbol('settled');

/** `open`: the rest is still to be read. */
type EarlyEnd = 'open' | 'ended' | { readonly error: unknown };

/** Memory for bodies that nobody has a place for yet, shared by all transfers. */
export class EarlyRoom {
  #freeBytes = ROOM_BYTES;

  /** Takes room for a body, until it is disposed; `null` when there is none for so many bytes. */
  take(bytes: number): Disposable | null {
    if (bytes > MOST_BYTES || bytes > this.#freeBytes) return null;
    this.#freeBytes -= bytes;
    return {
      [Symbol.dispose]: () => {
        this.#freeBytes += bytes;
      },
    };
  }
}

/**
 * A short body, read into memory while its file is given a name: on the way there are two commits, and a server that is
 * done sooner serves the next file meanwhile. Reads until it ends, breaks, or `settle` is called.
 */
export class EarlyBody {
  readonly #chunks: Buffer[] = [];
  readonly #stop = new AbortController();
  readonly #reading: Promise<EarlyEnd>;

  /** @param onWhole told when all of it is here, unless `settle` came first. */
  constructor(
    answer: Pick<HttpAnswer, 'incoming' | 'socketError'>,
    options: { readonly sizeBytes: number; readonly idleTimeoutMs: number; readonly onWhole: () => void },
  ) {
    this.#reading = this.#read(answer, options);
  }

  /** Stops reading. @returns what came, each byte once, and whether there is more */
  async settle(): Promise<{ readonly chunks: readonly Buffer[]; readonly end: EarlyEnd }> {
    this.#stop.abort(SETTLED);
    return { end: await this.#reading, chunks: this.#chunks };
  }

  async #read(...[answer, options]: ConstructorParameters<typeof EarlyBody>): Promise<EarlyEnd> {
    const { signal } = this.#stop;
    let missingBytes = options.sizeBytes;
    try {
      const end = await readBody(answer, {
        take: (chunk) => {
          this.#chunks.push(chunk);
          missingBytes -= chunk.length;
          // More than was announced is judged by whoever reads on.
          return missingBytes < 0 ? 'enough' : null;
        },
        readBytes: () => Infinity,
        idleTimeoutMs: options.idleTimeoutMs,
        signal,
        mayGoOn: true,
      });
      if (end === 'enough') return 'open';
      if (missingBytes === 0 && !signal.aborted) options.onWhole();
      return 'ended';
    } catch (error) {
      return signal.aborted ? 'open' : { error };
    }
  }
}

/** Reads a body of which the beginning may have come early; otherwise as `readBody`. */
export async function readFromEarly(
  source: Parameters<typeof readBody>[0] & { readonly early?: EarlyBody | undefined },
  options: Parameters<typeof readBody>[1],
): Promise<BodyEnd> {
  if (source.early === undefined) return readBody(source, options);
  const { chunks, end } = await source.early.settle();
  let { takenBytes = 0 } = source;
  for (const chunk of chunks) {
    options.signal.throwIfAborted();
    // One after the other, as they would have come.
    if ((await options.take(chunk, () => {})) === 'enough') return 'enough';
    takenBytes += chunk.length;
  }
  if (end === 'open') return readBody({ ...source, takenBytes }, options);
  if (end === 'ended') return 'ended';
  throw end.error;
}

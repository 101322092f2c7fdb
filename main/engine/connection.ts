import type { ByteRange } from '../../shared/byte-range.ts';
import type { HttpAnswer } from './http-client.ts';
import type { PartFile } from './part-file.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { readBody } from './response-body.ts';
import { TransferError } from './transfer-error.ts';
import { WriteGatherer } from './write-gatherer.ts';

/** An answer that was judged and accepted. Its body ends at `bodyEnd` in the file; `Infinity` when that is not known. */
export type AcceptedAnswer = { readonly answer: HttpAnswer; readonly bodyEnd: number };

/** `failed`: the bytes that arrived are kept, the rest of the range is missing. */
export type ConnectionEnd = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: unknown };

export type ConnectionOptions = {
  /** `end` is `Infinity` for a file of unknown length. */
  readonly range: ByteRange;
  /** Asks for the range, judges the answer, and throws when it cannot be used. */
  readonly open: (range: ByteRange) => Promise<AcceptedAnswer>;
  readonly file: Pick<PartFile, 'write'>;
  readonly limiter: Pick<RateLimiter, 'take' | 'charge'>;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onReceived: (bytes: number) => void;
  readonly onWritten: (range: ByteRange) => void;
};

/**
 * One request for one range, and its bytes on their way to the file. Others may move its end while it runs: nearer, when a
 * new connection takes the far part, or back again, when that one failed.
 *
 * Ends when `run()` returns: its socket is released and every byte it counted was written, or it failed.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #gatherer: WriteGatherer;
  #position: number;
  #end: number;
  /** `null` until the answer came. */
  #bodyEnd: number | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#position = options.range.start;
    this.#end = options.range.end;
    this.#gatherer = new WriteGatherer({
      position: options.range.start,
      write: (buffers, position) => options.file.write(buffers, position),
      onWritten: options.onWritten,
    });
  }

  /** Where its next byte belongs. */
  get position(): number {
    return this.#position;
  }

  /** Where it stops. */
  get end(): number {
    return this.#end;
  }

  /** Gives the bytes from `end` on to someone else. */
  shrinkTo(end: number): void {
    if (end > this.#position && end < this.#end) this.#end = end;
  }

  /**
   * Takes over a range that begins where this one ends, as far as the body that is being read reaches.
   * Returns the new end.
   */
  extendOver(range: ByteRange): number {
    const reachable = this.#bodyEnd ?? this.#end;
    const stillReads = this.#position < this.#end;
    if (stillReads && range.start === this.#end && reachable > this.#end) this.#end = Math.min(range.end, reachable);
    return this.#end;
  }

  /** Hands what was gathered to the file. */
  async flush(): Promise<void> {
    await this.#gatherer.drain();
  }

  /** Never throws. */
  async run(): Promise<ConnectionEnd> {
    let failure: ConnectionEnd | null = null;
    try {
      const { answer, bodyEnd } = await this.#options.open({ start: this.#position, end: this.#end });
      this.#bodyEnd = bodyEnd;
      try {
        await this.#read(answer, bodyEnd);
      } finally {
        answer.release();
      }
    } catch (error) {
      failure = { kind: 'failed', error };
    }
    try {
      await this.#gatherer.drain();
    } catch (error) {
      // What the disk says matters more than what the network said.
      failure = { kind: 'failed', error };
    }
    return failure ?? { kind: 'done' };
  }

  async #read(answer: HttpAnswer, bodyEnd: number): Promise<void> {
    const { idleTimeoutMs, signal } = this.#options;
    const end = await readBody(answer, { take: (chunk) => this.#take(chunk, bodyEnd), idleTimeoutMs, signal });
    // A chunked body may end early without a word; the header told where its range ends.
    if (end === 'ended' && bodyEnd !== Infinity && this.#position < bodyEnd) {
      throw new TransferError('network.truncated', `${bodyEnd - this.#position} bytes short`);
    }
  }

  #take(chunk: Buffer, bodyEnd: number): Promise<void> | 'enough' | null {
    if (this.#position + chunk.length > bodyEnd) {
      throw new TransferError('server.tooManyBytes', `more than the announced ${bodyEnd} bytes`);
    }
    const room = this.#end - this.#position;
    const wanted = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#position += wanted.length;
    this.#options.onReceived(wanted.length);
    const written = this.#gatherer.add(wanted);
    // At the very end of the body the reader waits for its clean end instead.
    if (this.#position === this.#end && this.#end < bodyEnd) {
      this.#options.limiter.charge(chunk.length);
      return 'enough';
    }
    const granted = this.#options.limiter.take(chunk.length, this.#options.signal);
    if (written === null || granted === null) return written ?? granted;
    return both(written, granted);
  }
}

async function both(first: Promise<void>, second: Promise<void>): Promise<void> {
  await Promise.all([first, second]);
}

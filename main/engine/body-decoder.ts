import { once } from 'node:events';
import * as zlib from 'node:zlib';
import type { DecodableCoding } from './content-coding.ts';
import { foreignCode, TransferError } from './transfer-error.ts';

type Decompressor = zlib.Gunzip | zlib.Inflate | zlib.InflateRaw | zlib.BrotliDecompress | zlib.ZstdDecompress;

/** Decoded at once. No more than a few of these wait for the taker, though a few kilobytes may decode to gigabytes. */
const PIECE_BYTES = 64 * 1024;

/**
 * Undoes a content coding, chunk by chunk. `decode` hands on what a chunk made; `end` must be called after the last and
 * throws when the coded stream is not complete.
 *
 * Ends with `Symbol.dispose`.
 */
export class BodyDecoder implements Disposable {
  readonly #coding: DecodableCoding;
  readonly #take: (bytes: Buffer) => Promise<void>;
  #stream: Decompressor | null = null;
  #reading: Promise<void> | null = null;
  #codedBytes = 0;

  /** `take` gets the decoded bytes in order, one piece at a time. */
  constructor(coding: DecodableCoding, take: (bytes: Buffer) => Promise<void>) {
    this.#coding = coding;
    this.#take = take;
  }

  /** Returns when everything that the chunk made so far was taken, or may still be held by the decoder. */
  async decode(chunk: Buffer): Promise<void> {
    const stream = this.#open(chunk);
    this.#codedBytes += chunk.length;
    // A copy: the memory of the chunk is used again, and the decoder's thread may read it later.
    if (!stream.write(Buffer.from(chunk))) await this.#untilReady(once(stream, 'drain'));
  }

  /** Returns when everything was decoded and taken. */
  async end(): Promise<void> {
    if (this.#stream === null) return; // An empty body is an empty file.
    this.#stream.end();
    await this.#reading;
    // Some decoders stop at what looks like an end and ignore the rest; random bytes of a file that was never coded do.
    if (this.#stream.bytesWritten < this.#codedBytes) {
      throw new TransferError('network.badResponse', 'bytes behind the end of the coded body');
    }
  }

  [Symbol.dispose](): void {
    this.#stream?.destroy();
  }

  /** Waits for the stream, or throws what reading it threw. */
  async #untilReady(ready: Promise<unknown>): Promise<void> {
    try {
      await Promise.race([ready, this.#reading]);
    } catch (error) {
      throw toCodingError(error);
    }
  }

  #open(first: Buffer): Decompressor {
    if (this.#stream !== null) return this.#stream;
    const stream = createStream(this.#coding, first);
    this.#stream = stream;
    this.#reading = this.#read(stream);
    this.#reading.catch(() => {}); // It is awaited by `decode` and `end`.
    return stream;
  }

  async #read(stream: Decompressor): Promise<void> {
    try {
      for await (const bytes of stream) await this.#take(bytes);
    } catch (error) {
      throw toCodingError(error);
    }
  }
}

function createStream(coding: DecodableCoding, first: Buffer): Decompressor {
  const options = { chunkSize: PIECE_BYTES };
  switch (coding) {
    case 'gzip':
      return zlib.createGunzip(options);
    case 'br':
      return zlib.createBrotliDecompress(options);
    case 'zstd':
      return zlib.createZstdDecompress(options);
    case 'deflate':
      // Many servers send it without the zlib frame that RFC 9110, 8.4.1.2 wants.
      return hasZlibHeader(first) ? zlib.createInflate(options) : zlib.createInflateRaw(options);
  }
}

/** RFC 1950, 2.2: method 8, and the first two bytes are a multiple of 31. */
function hasZlibHeader(first: Buffer): boolean {
  const [method = 0, flags] = first;
  return (method & 0x8f) === 8 && (flags === undefined || ((method << 8) | flags) % 31 === 0);
}

function toCodingError(error: unknown): unknown {
  const code = foreignCode(error) ?? '';
  // zlib's way to say that the stream ended too early.
  if (code === 'Z_BUF_ERROR') return new TransferError('network.truncated', 'the coded body ends too early');
  if (/^(?:Z_|ERR__|ZSTD_|ERR_BROTLI|ERR_ZSTD)/u.test(code))
    return new TransferError('network.badResponse', `coded body: ${code}`);
  return error;
}

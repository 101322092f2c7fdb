import { createHash } from 'node:crypto';
import { testBytes } from '../../support/test-bytes.ts';

/** No multiple of anything that is asked for, so that a byte at a wrong place is noticed. */
const PERIOD_BYTES = 4 * 1024 * 1024 + 13;

/** A file of any size that costs little memory and no time to serve: pseudo-random bytes that repeat. */
export class PatternedFile {
  readonly sizeBytes: number;
  readonly #period: Buffer;

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
    this.#period = testBytes(1, 0, PERIOD_BYTES);
  }

  /** Up to so many bytes from there on; fewer at the end of a period. Not to be written to. */
  slice(at: number, bytes: number): Buffer {
    const from = at % PERIOD_BYTES;
    return this.#period.subarray(from, Math.min(from + bytes, PERIOD_BYTES));
  }

  /** SHA-256 in hex. */
  sha256(): string {
    const hash = createHash('sha256');
    for (let at = 0; at < this.sizeBytes;) {
      const piece = this.slice(at, this.sizeBytes - at);
      hash.update(piece);
      at += piece.length;
    }
    return hash.digest('hex');
  }
}

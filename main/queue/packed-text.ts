/** One allocation; large ones lie outside of V8's heap and cost its collector nothing. */
const CHUNK_BYTES = 2 ** 20;
/** Texts that are longer do not go into a chunk. Rows have some hundred bytes. */
export const LONGEST_PACKED_BYTES = 2 ** 16;

/**
 * Many texts in few large blocks of bytes. As texts of their own they would take twice the memory, and the collector would look at
 * each of them again and again.
 */
export class PackedTexts {
  readonly #chunks: Buffer[] = [];
  #used = CHUNK_BYTES;

  /** @param text of at most `LONGEST_PACKED_BYTES` in UTF-8. @returns where its `bytes` lie. */
  add(text: string, bytes: number): number {
    const [chunk, start] = this.#room(bytes);
    chunk.write(
      text,
      start,
      bytes, // As many bytes as units: it is ASCII, and this way is three times as fast.
      text.length === bytes ? 'latin1' : 'utf8',
    );
    return this.#taken(bytes);
  }

  /** Takes over a text of another. @returns where it lies here. */
  take(from: PackedTexts, at: number, bytes: number): number {
    const [chunk, start] = this.#room(bytes);
    const source = at % CHUNK_BYTES;
    from.#chunks[Math.floor(at / CHUNK_BYTES)]?.copy(chunk, start, source, source + bytes);
    return this.#taken(bytes);
  }

  read(at: number, bytes: number): string {
    const start = at % CHUNK_BYTES;
    return this.#chunks[Math.floor(at / CHUNK_BYTES)]?.toString('utf8', start, start + bytes) ?? '';
  }

  /** The chunk and the place in it for so many bytes. */
  #room(bytes: number): readonly [Buffer, number] {
    const last = this.#chunks.at(-1);
    if (last !== undefined && this.#used + bytes <= CHUNK_BYTES) return [last, this.#used];
    const fresh = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#chunks.push(fresh);
    this.#used = 0;
    return [fresh, 0];
  }

  #taken(bytes: number): number {
    const at = (this.#chunks.length - 1) * CHUNK_BYTES + this.#used;
    this.#used += bytes;
    return at;
  }
}

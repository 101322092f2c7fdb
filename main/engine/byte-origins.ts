import { addRange, countBytes, subtractRanges, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';

/** Who brought which bytes of a file in this run. */
export class ByteOrigins {
  readonly #ranges = new Map<string, ByteRanges>();

  note(host: string, range: ByteRange): void {
    this.#ranges.set(host, addRange(this.#ranges.get(host) ?? [], range));
  }

  /** Bytes that are given up come from nobody. */
  forget(range: ByteRange): void {
    for (const [host, ranges] of this.#ranges) this.#ranges.set(host, subtractRanges(ranges, [range]));
  }

  /** Who brought any of these bytes, most first; the bytes of earlier runs came from nobody. */
  of({ start, end }: ByteRange): readonly { readonly host: string; readonly bytes: number }[] {
    const beside = [
      { start: 0, end: start },
      { start: end, end: Infinity },
    ];
    return [...this.#ranges]
      .map(([host, ranges]) => ({ host, bytes: countBytes(subtractRanges(ranges, beside)) }))
      .filter(({ bytes }) => bytes > 0)
      .toSorted((a, b) => b.bytes - a.bytes);
  }
}

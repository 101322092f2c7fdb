/** Above this a line is fast, in bytes each millisecond: 25 MB/s, 200 Mbit/s, over one connection. */
const FAST_BYTES_PER_MS = 25_000;
/** After so many bytes it is judged anew. */
const JUDGED_BYTES = 512 * 1024;

/** Tells from what came lately whether a connection is so fast that what its bytes cost the processor matters. */
export class FastLine {
  #isFast = false;
  #bytes = 0;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  get isFast(): boolean {
    return this.#isFast;
  }

  /** Bytes came. @param nowMs a monotonic clock */
  note(bytes: number, nowMs: number): void {
    this.#bytes += bytes;
    if (this.#bytes < JUDGED_BYTES) return;
    this.#isFast = this.#bytes >= (nowMs - this.#sinceMs) * FAST_BYTES_PER_MS;
    this.#bytes = 0;
    this.#sinceMs = nowMs;
  }
}

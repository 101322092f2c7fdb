/** People see movement at five steps a second; more messages would only cost. In milliseconds. */
const TELL_EVERY_MS = 200;

/** Counts what a thread has read of its file, and tells it from time to time. */
export class ReadCounter {
  readonly #tell: (bytes: number) => void;
  #bytes = 0;
  #toldMs = performance.now();

  constructor(tell: (bytes: number) => void) {
    this.#tell = tell;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TELL_EVERY_MS) return;
    this.#toldMs = nowMs;
    this.#tell(this.#bytes);
  }
}

/** A slower connection leaves little in the socket even when this thread is held up, so that it never counts as behind. */
const FAST_BYTES_PER_SECOND = 8 * 1024 * 1024;
/** For so long those that begin meanwhile are taken to be behind as well, in milliseconds. */
const BEHIND_FOR_MS = 500;

/** Whether bytes come faster than they are read, now or a moment ago. It is one thread that reads them all. */
export class ReadingLag {
  #behindAtMs = -Infinity;

  /** From each connection that reads: whether more has come than it read in time, and its speed. */
  isBehind(
    connections: readonly { readonly isBehind: boolean; readonly bytesPerSecond: number }[],
    nowMs: number,
  ): boolean {
    const behind = connections.filter((one) => one.isBehind && one.bytesPerSecond >= FAST_BYTES_PER_SECOND);
    if (behind.length > 0 && 2 * behind.length >= connections.length) this.#behindAtMs = nowMs;
    return nowMs - this.#behindAtMs < BEHIND_FOR_MS;
  }
}

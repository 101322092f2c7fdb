/** A slower connection leaves little in the socket even when this thread is held up, so that it never counts as behind. */
const FAST_BYTES_PER_SECOND = 8 * 1024 * 1024;
/** For so long those that begin meanwhile are taken to be behind as well, in milliseconds. */
const BEHIND_FOR_MS = 500;
/** A thread that hardly ever waits for its sockets is what all of them wait for. */
const FULL_LOAD = 0.9;

/** What a connection tells: whether more has come than it read in time, and its speed. */
export type ReadingConnection = { readonly isBehind: boolean; readonly bytesPerSecond: number };

/**
 * Whether bytes come faster than they are read, now or a moment ago. It is one thread that reads them all: either most sockets
 * have a lot in each turn of the event loop, or each has little, since the next turn comes at once.
 */
export class ReadingLag {
  #behindAtMs = -Infinity;

  /** @param now.threadLoad the part of the last moments in which the thread did not wait, 0 to 1 */
  isBehind(
    connections: readonly ReadingConnection[],
    now: { readonly ms: number; readonly threadLoad: number },
  ): boolean {
    const fast = connections.filter(({ bytesPerSecond }) => bytesPerSecond >= FAST_BYTES_PER_SECOND);
    const behind = now.threadLoad >= FULL_LOAD ? fast : fast.filter(({ isBehind }) => isBehind);
    if (behind.length > 0 && 2 * behind.length >= connections.length) this.#behindAtMs = now.ms;
    return now.ms - this.#behindAtMs < BEHIND_FOR_MS;
  }
}

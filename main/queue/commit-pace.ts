/** What committing may take of the main thread in the long run, as a share of its time. */
const SHARE = 0.25;
/** So much of it may come at once, in milliseconds: a download that comes alone has five commits and waits for none of them. */
const AT_ONCE_MS = 25;
/** However slow the disk is, this long after a commit another may come, in milliseconds. */
const LONGEST_MS = 100;

/**
 * How soon after a commit another may come, so that a slow disk does not take the main thread: a leaky bucket that each commit
 * fills with the time it took, and that runs out at a quarter of the time that passes.
 */
export class CommitPace {
  #fillMs = 0;
  #atMs = 0;

  /** Notes a commit, in milliseconds of one steady clock. @returns how long the next one waits, in milliseconds */
  note(startedMs: number, endedMs: number): number {
    this.#fillMs = Math.max(0, this.#fillMs - (startedMs - this.#atMs) * SHARE) + (endedMs - startedMs) * (1 - SHARE);
    this.#atMs = endedMs;
    return Math.min(Math.max(0, this.#fillMs - AT_ONCE_MS) / SHARE, LONGEST_MS);
  }
}

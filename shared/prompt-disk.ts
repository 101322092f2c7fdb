/** A call that takes no longer than this is prompt, in milliseconds: half a MiB into the page cache takes a fifth of one. */
const PROMPT_MS = 2;
/** So long, beyond that, calls may hold their thread up in one go, in milliseconds: nobody sees or hears it. */
const CREDIT_MS = 100;
/** Of the thread's time, so much may go into waiting for a disk that is slower; the other transfers get the rest. */
const SHARE = 0.25;
/** A call in another thread that has not returned for so long, in milliseconds: the disk may have stopped to answer. */
const OVERDUE_MS = 100;

/** How long a folder is taken to lie where it lay, in milliseconds: something else may be mounted there. */
const FOLDER_KEPT_MS = 1000;
/** Of so many folders it is remembered at most where they lie. */
const MOST_FOLDERS = 1000;

/**
 * Decides whether a call to a disk is made at once, in a thread that has other things to do (the engine's, the main
 * thread), instead of in Node's pool. The hop to the pool costs more than most calls do, but a disk that does not answer must
 * stop nobody. So: only on the one disk whose silence stops Sluice anyway, since its list lies there and each commit
 * waits for it; only while that disk answers promptly; and only while nothing that was asked of it is overdue.
 *
 * Each thread has one of its own (`docs/decisions/direct-calls.md`).
 */
export class PromptDisk {
  readonly #nowMs: () => number;
  #device: bigint | null;
  /** How long calls may still hold the thread up, in milliseconds; below zero after one that took longer. */
  #creditMs = CREDIT_MS;
  #creditAtMs = 0;
  /** The credit was used up and is not whole again. */
  #isSlow = false;
  /** When the calls began that are under way elsewhere, the oldest first. */
  readonly #waiting = new Set<{ readonly sinceMs: number }>();
  readonly #folders = new Map<string, { readonly device: bigint; readonly untilMs: number }>();

  /** @param device the `dev` of the list's folder (`stat`); `null`: no disk is prompt. @param nowMs a monotonic clock. */
  constructor(device: bigint | null, nowMs: () => number) {
    this.#device = device;
    this.#nowMs = nowMs;
  }

  /** The list's folder turned out to lie there. */
  setDevice(device: bigint | null): void {
    this.#device = device;
  }

  /** Whether a call to this device may be made at once, by `call`. */
  mayCall(device: bigint): boolean {
    if (device !== this.#device) return false;
    const nowMs = this.#nowMs();
    this.#refill(nowMs);
    const [oldest] = this.#waiting;
    return !this.#isSlow && (oldest === undefined || nowMs - oldest.sinceMs < OVERDUE_MS);
  }

  /** Where a folder lies, as a call that went through the pool has told. */
  noteFolder(folder: string, device: bigint): void {
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    this.#folders.set(folder, { device, untilMs: this.#nowMs() + FOLDER_KEPT_MS });
  }

  /** Where a folder lay a moment ago; `null` when nobody has looked. */
  deviceOf(folder: string): bigint | null {
    const known = this.#folders.get(folder);
    return known !== undefined && this.#nowMs() < known.untilMs ? known.device : null;
  }

  /** Makes a call at once. @throws what it throws */
  call<Value>(operation: () => Value): Value {
    const fromMs = this.#nowMs();
    try {
      return operation();
    } finally {
      const nowMs = this.#nowMs();
      this.#refill(nowMs);
      this.#creditMs -= Math.max(0, nowMs - fromMs - PROMPT_MS);
      if (this.#creditMs <= 0) this.#isSlow = true;
    }
  }

  /** Notes a call to this device that is made in another thread, until it returns. @throws what it throws */
  async watch<Value>(device: bigint, operation: () => Promise<Value>): Promise<Value> {
    if (device !== this.#device) return await operation();
    const waiting = { sinceMs: this.#nowMs() };
    this.#waiting.add(waiting);
    try {
      return await operation();
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  #refill(nowMs: number): void {
    this.#creditMs = Math.min(CREDIT_MS, this.#creditMs + (nowMs - this.#creditAtMs) * SHARE);
    this.#creditAtMs = nowMs;
    if (this.#creditMs === CREDIT_MS) this.#isSlow = false;
  }
}

import { statfs } from 'node:fs/promises';

/** How long an answer is good, in milliseconds. */
const GOOD_FOR_MS = 5000;
/** What is told is rounded to this: a number that moves with every byte tells nobody more. */
const STEP_BYTES = 10_000_000;

/**
 * How much room there is where new downloads go. It looks only when someone reads it, so that an idle app never does;
 * the answer of a slow disk comes with a later reading.
 */
export class FreeSpace {
  readonly #input: { readonly folder: () => string; readonly nowMs: () => number; readonly onChange: () => void };
  #bytes: number | null = null;
  #folder = '';
  #askedAtMs = -Infinity;
  #isAsking = false;

  constructor(input: { readonly folder: () => string; readonly nowMs: () => number; readonly onChange: () => void }) {
    this.#input = input;
  }

  /** Free bytes for this user as last known; `null` when the disk does not tell. */
  bytes(): number | null {
    const folder = this.#input.folder();
    const isOld = this.#input.nowMs() - this.#askedAtMs >= GOOD_FOR_MS || folder !== this.#folder;
    if (isOld && !this.#isAsking) void this.#ask(folder);
    return this.#bytes;
  }

  async #ask(folder: string): Promise<void> {
    this.#isAsking = true;
    const bytes = await freeBytes(folder);
    this.#isAsking = false;
    this.#askedAtMs = this.#input.nowMs();
    this.#folder = folder;
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    this.#input.onChange();
  }
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return Math.round((bavail * bsize) / STEP_BYTES) * STEP_BYTES;
  } catch {
    return null; // The folder is not made yet, or its disk is away; the downloads that go there say so.
  }
}

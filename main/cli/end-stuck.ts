import { endAtLast, endNow } from '../app/last-resort.ts';
import { errorLine } from './output.ts';

/** The core's own bounds are 15 s together; this is for a main thread that is stuck itself. In milliseconds. */
const LONGEST_END_MS = 20_000;
const WORDS =
  'A disk does not answer, and Sluice ends without it. What was synced is kept; the next start goes on with it.';

/** Bounds the end of a command whose main thread may get stuck while it ends. Disposing calls it off. */
export function boundEnd(): Disposable {
  return endAtLast(LONGEST_END_MS, `${errorLine(WORDS)}\n`);
}

/** A disk does not answer: the list is closed and its lock given back, and the process ends here. */
export function endStuck(complain: (text: string) => void): void {
  complain(WORDS);
  endNow();
}

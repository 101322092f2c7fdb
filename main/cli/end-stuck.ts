import { endNow } from '../app/last-resort.ts';

/** The core's own bounds are 15 s together; this is for a main thread that is stuck itself. In milliseconds. */
export const LONGEST_END_MS = 20_000;

/** A disk does not answer: the list is closed and its lock given back, and the process ends here. */
export function endStuck(complain: (text: string) => void): void {
  complain(
    'A disk does not answer, and Sluice ends without it. What was synced is kept; the next start goes on with it.',
  );
  endNow();
}

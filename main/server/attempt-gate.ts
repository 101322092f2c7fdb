import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Clock } from '../app/ports.ts';
import type { Peers } from './peers.ts';

export type AttemptVerdict = 'right' | 'wrong';

/** Checks a secret that came over a connection; answers late while someone guesses. Never rejects. */
export type AttemptGate = { readonly check: (candidate: string, connection: Duplex) => Promise<AttemptVerdict> };

const WINDOW_MS = 60_000;
/** Each different wrong candidate beyond the free ones makes all answers later by this much. */
const DELAY_STEP_MS = 100;
/** A program that waits for an answer has not given up by then. */
const MAX_DELAY_MS = 5000;
/** Beyond this many the delay does not grow any more, so they need not be remembered. */
const MAX_REMEMBERED = 1000;

/**
 * A gate before `matches`. The right secret is always recognised, so nobody can be locked out by someone else's guesses
 * (docs/decisions/wrong-secrets.md). Guessing is made slow instead: once there were `freeWrongPerMinute` *different* wrong
 * candidates within a minute, every answer comes late, right and wrong ones alike (else the time would tell), and each
 * connection has only one candidate under way.
 *
 * - A candidate that was told to be wrong is answered at once: it tells a guesser nothing new, and a program that polls
 *   with an old secret slows nobody down.
 * - A connection that showed the right secret before is not slowed down when it shows it again.
 */
export function createAttemptGate(options: {
  /** Must take the same time for every candidate. */
  readonly matches: (candidate: string) => boolean;
  readonly freeWrongPerMinute: number;
  readonly clock: Clock;
  readonly peers: Peers;
}): AttemptGate {
  const { clock, peers } = options;
  /** Different wrong candidates of the last minute by their digest, oldest first. */
  const wrong = new Map<string, { readonly atMs: number; wasTold: boolean }>();
  /** The last check of each connection: the next one waits for it. */
  const turns = new WeakMap<Duplex, Promise<unknown>>();

  async function judge(candidate: string, connection: Duplex): Promise<AttemptVerdict> {
    if (connection.destroyed) return 'wrong';
    forgetOld(clock.nowMs());
    const digest = createHash('sha256').update(candidate).digest('base64');
    // Asked first: the secret may have become what was wrong a moment ago.
    const verdict = options.matches(candidate) ? 'right' : 'wrong';
    if (verdict === 'wrong' && wrong.get(digest)?.wasTold === true) return 'wrong';
    const delayMs = delayFor(wrong.size);
    if (verdict === 'right') wrong.delete(digest);
    if (verdict === 'wrong' && wrong.size < MAX_REMEMBERED && !wrong.has(digest)) {
      wrong.set(digest, { atMs: clock.nowMs(), wasTold: false });
    }
    if (delayMs > 0 && !(verdict === 'right' && peers.isProven(connection))) await wait(delayMs);
    // A verdict nobody hears must not be given to the next who asks the same, or it could be had without the wait.
    if (connection.destroyed) return 'wrong';
    const entry = wrong.get(digest);
    if (entry !== undefined) entry.wasTold = true;
    if (verdict === 'right') peers.prove(connection);
    return verdict;
  }

  function forgetOld(nowMs: number): void {
    for (const [digest, { atMs }] of wrong) {
      if (nowMs - atMs < WINDOW_MS) return;
      wrong.delete(digest);
    }
  }

  function delayFor(wrongCount: number): number {
    return Math.min(Math.max(wrongCount - options.freeWrongPerMinute + 1, 0) * DELAY_STEP_MS, MAX_DELAY_MS);
  }

  function wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => void clock.after(delayMs, resolve));
  }

  return {
    check(candidate, connection) {
      const before = turns.get(connection) ?? Promise.resolve();
      const verdict = before.then(() => judge(candidate, connection));
      turns.set(connection, verdict);
      return verdict;
    },
  };
}

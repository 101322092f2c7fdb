import { createHash } from 'node:crypto';

export type AttemptVerdict = 'right' | 'wrong' | 'tooMany';

/** Checks a secret, and stops looking at it after too many different wrong ones. */
export type AttemptGate = { readonly check: (candidate: string) => AttemptVerdict };

const WINDOW_MS = 60_000;

/**
 * A gate before `matches`. After `maxWrongPerMinute` *different* wrong candidates within a minute, no candidate is looked
 * at (not even a right one) until the oldest of them is a minute old: answering only the wrong ones with "too many"
 * would still let someone guess at full speed. The same wrong candidate again tells a guesser nothing new and is not
 * counted, so a program that polls with an old secret locks nobody out.
 */
export function createAttemptGate(options: {
  readonly matches: (candidate: string) => boolean;
  readonly maxWrongPerMinute: number;
  readonly nowMs: () => number;
}): AttemptGate {
  const wrongAtMs = new Map<string, number>();
  return {
    check(candidate) {
      const nowMs = options.nowMs();
      for (const [digest, atMs] of wrongAtMs) if (nowMs - atMs >= WINDOW_MS) wrongAtMs.delete(digest);
      const digest = createHash('sha256').update(candidate).digest('base64');
      if (wrongAtMs.has(digest)) return options.matches(candidate) ? 'right' : 'wrong';
      if (wrongAtMs.size >= options.maxWrongPerMinute) return 'tooMany';
      if (options.matches(candidate)) return 'right';
      wrongAtMs.set(digest, nowMs);
      return 'wrong';
    },
  };
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Random tokens that the server gave out. Only their SHA-256 is kept, so a memory dump or a log holds no token. */
export type TokenSet = {
  /** A new token: 32 random bytes as base64url. Above the bound the oldest token ends. */
  readonly mint: () => string;
  /** Whether the token is valid now; it stays valid. */
  readonly has: (candidate: string) => boolean;
  /** Whether the token was valid; it ends with this call. */
  readonly take: (candidate: string) => boolean;
};

type Entry = { readonly digest: Buffer; readonly expiresAtMs: number };

/** An empty set. `lifetimeMs` may be `Infinity`; `nowMs` is wall-clock milliseconds. */
export function createTokenSet(options: {
  readonly maxTokens: number;
  readonly lifetimeMs: number;
  readonly nowMs: () => number;
}): TokenSet {
  let entries: Entry[] = [];

  function find(candidate: string): Entry | undefined {
    const nowMs = options.nowMs();
    entries = entries.filter((entry) => entry.expiresAtMs > nowMs);
    const digest = sha256(candidate);
    let found: Entry | undefined;
    // Every entry is looked at, so the time taken does not tell which one matched.
    for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry;
    return found;
  }

  return {
    mint() {
      const token = randomToken();
      entries = [...entries, { digest: sha256(token), expiresAtMs: options.nowMs() + options.lifetimeMs }].slice(
        -options.maxTokens,
      );
      return token;
    },
    has: (candidate) => find(candidate) !== undefined,
    take(candidate) {
      const found = find(candidate);
      entries = entries.filter((entry) => entry !== found);
      return found !== undefined;
    },
  };
}

/** 32 random bytes as base64url: nobody guesses it. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares two secrets of any length in a time that does not depend on where they differ. */
export function secretsEqual(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * A token bucket: bytes that may be taken now, and the rate at which more may be. Bytes are taken only when they are
 * there, so over any time no more are taken than rate x time + `burstBytes`. What came without being asked for is a debt,
 * which is paid before anything is taken. Pure.
 *
 * What a late timer costs is made up for, but never so fast that any second would be noticeably above the limit: what was
 * taken during the last second is remembered.
 */
export type TokenBucket = {
  /** 0 means no limit. */
  readonly bytesPerSecond: number;
  readonly availableBytes: number;
  readonly atMs: number;
  /** What was taken during the last second, oldest first. */
  readonly recent: readonly Spent[];
};

type Spent = { readonly atMs: number; readonly bytes: number };

const WINDOW_MS = 1000;
/** What is taken within this time counts as one, so that few are remembered, in milliseconds. */
const SPENT_TOGETHER_MS = 5;
/** The most that any second may have of the rate. */
const MOST_IN_WINDOW = 1.04;

/** What is not taken is kept for this long at most: a timer may be so late without costing anything. */
const BURST_SECONDS = 0.2;
/** What may be taken at once, in seconds of the rate: small, so that all who wait move several times a second. */
const GRANT_SECONDS = 0.02;
/** Less than this is never granted: a system call for a few bytes would cost more than it brings. */
const MINIMUM_GRANT_BYTES = 512;

/** A bucket that is still empty, so that many transfers which begin do not begin with a burst. */
export function createBucket(bytesPerSecond: number, nowMs: number): TokenBucket {
  return { bytesPerSecond, availableBytes: 0, atMs: nowMs, recent: [] };
}

/** The most that is ever available at once. */
export function burstBytes(bytesPerSecond: number): number {
  // Room for two: with less, every timer that is a little late would lose some of the rate.
  return Math.max(bytesPerSecond * BURST_SECONDS, 2 * MINIMUM_GRANT_BYTES);
}

/** The most that one may take at once, in whole bytes; `Infinity` without a limit. */
export function grantBytes(bytesPerSecond: number): number {
  if (bytesPerSecond === 0) return Infinity;
  return Math.max(Math.floor(bytesPerSecond * GRANT_SECONDS), MINIMUM_GRANT_BYTES);
}

/** The bucket at a later time. Time that goes backwards changes nothing. */
export function refill(bucket: TokenBucket, nowMs: number): TokenBucket {
  const { bytesPerSecond, availableBytes } = bucket;
  const seconds = Math.max(0, nowMs - bucket.atMs) / 1000;
  const filled = Math.min(burstBytes(bytesPerSecond), availableBytes + bytesPerSecond * seconds);
  return { ...bucket, availableBytes: filled, atMs: Math.max(nowMs, bucket.atMs) };
}

/** The bucket with another rate from now on: what was saved up is no more than it could have saved itself. */
export function changeRate(bucket: TokenBucket, bytesPerSecond: number): TokenBucket {
  // Without a limit nothing is counted, so nothing was saved up either; nor is the debt of a fast rate paid at a slow one.
  const most = Math.min(bucket.availableBytes, burstBytes(bytesPerSecond));
  const saved = bucket.bytesPerSecond === 0 ? 0 : Math.max(most, -grantBytes(bytesPerSecond));
  return { bytesPerSecond, availableBytes: saved, atMs: bucket.atMs, recent: [] };
}

/** Takes bytes out. When they are not there it is a debt; negative ones are given back. */
export function spend(bucket: TokenBucket, bytes: number): TokenBucket {
  if (bucket.bytesPerSecond === 0) return bucket;
  const recent = bucket.recent.filter(({ atMs }) => atMs > bucket.atMs - WINDOW_MS);
  const last = recent.at(-1);
  if (last !== undefined && last.atMs > bucket.atMs - SPENT_TOGETHER_MS) {
    recent[recent.length - 1] = { atMs: last.atMs, bytes: last.bytes + bytes };
  } else {
    recent.push({ atMs: bucket.atMs, bytes });
  }
  return { ...bucket, availableBytes: bucket.availableBytes - bytes, recent };
}

/** Milliseconds until so many bytes (at most `burstBytes`) may be taken; 0 when they may. */
export function waitMs(bucket: TokenBucket, bytes: number): number {
  if (bucket.bytesPerSecond === 0) return 0;
  const missing = Math.max(0, bytes - bucket.availableBytes);
  return Math.max((missing / bucket.bytesPerSecond) * 1000, windowWaitMs(bucket, bytes));
}

/** Until so many bytes fit into the last second; what is more than a second may have fits when nothing else is in it. */
function windowWaitMs({ bytesPerSecond, atMs, recent }: TokenBucket, bytes: number): number {
  const inWindow = recent.filter((spent) => spent.atMs > atMs - WINDOW_MS);
  let freeAtMs = atMs;
  let sum = inWindow.reduce((total, spent) => total + spent.bytes, bytes);
  for (const spent of inWindow) {
    if (sum <= bytesPerSecond * MOST_IN_WINDOW) break;
    sum -= spent.bytes;
    freeAtMs = spent.atMs + WINDOW_MS;
  }
  // Remembered with the first of what was taken together, so the last of it is younger.
  return freeAtMs === atMs ? 0 : freeAtMs + SPENT_TOGETHER_MS - atMs;
}

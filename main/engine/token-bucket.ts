/**
 * A token bucket: bytes that may be taken now, and the rate at which more may be. Bytes are taken only when they are
 * there, so over any time no more are taken than rate x time + `burstBytes`. Pure.
 */
export type TokenBucket = {
  /** 0 means no limit. */
  readonly bytesPerSecond: number;
  readonly availableBytes: number;
  readonly atMs: number;
};

/** What is not taken is kept for this long at most, so that a pause does not turn into a burst. */
const BURST_SECONDS = 0.05;
/** What may be taken at once, in seconds of the rate: small, so that all who wait move several times a second. */
const GRANT_SECONDS = 0.02;
/** Less than this is never granted: a system call for a few bytes would cost more than it brings. */
const MINIMUM_GRANT_BYTES = 512;

/** A bucket that is still empty, so that many transfers which begin do not begin with a burst. */
export function createBucket(bytesPerSecond: number, nowMs: number): TokenBucket {
  return { bytesPerSecond, availableBytes: 0, atMs: nowMs };
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
  return { bytesPerSecond, availableBytes: filled, atMs: Math.max(nowMs, bucket.atMs) };
}

/** The bucket with another rate from now on: what was saved up is no more than it could have saved itself. */
export function changeRate(bucket: TokenBucket, bytesPerSecond: number): TokenBucket {
  // Without a limit nothing is counted, so nothing was saved up either.
  const saved = bucket.bytesPerSecond === 0 ? 0 : Math.min(bucket.availableBytes, burstBytes(bytesPerSecond));
  return { bytesPerSecond, availableBytes: saved, atMs: bucket.atMs };
}

/** Takes bytes out. They must be there: see `waitMs`. */
export function spend(bucket: TokenBucket, bytes: number): TokenBucket {
  if (bucket.bytesPerSecond === 0) return bucket;
  return { ...bucket, availableBytes: bucket.availableBytes - bytes };
}

/** Milliseconds until so many bytes (at most `burstBytes`) are there; 0 when they are. */
export function waitMs(bucket: TokenBucket, bytes: number): number {
  if (bucket.bytesPerSecond === 0 || bucket.availableBytes >= bytes) return 0;
  return ((bytes - bucket.availableBytes) / bucket.bytesPerSecond) * 1000;
}

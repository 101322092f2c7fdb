/**
 * A token bucket that counts upwards: bytes charged so far and bytes granted so far. Whoever charged bytes may go on when
 * the grant has reached the charge, so places in the queue are plain numbers and a change of the rate moves them all. Pure.
 */
export type TokenBucket = {
  /** 0 means no limit. */
  readonly bytesPerSecond: number;
  readonly chargedBytes: number;
  readonly grantedBytes: number;
  readonly atMs: number;
};

/** Unused grant is kept for this long at most, so that a pause does not turn into a burst. */
const BURST_SECONDS = 0.05;

/** A bucket in which nothing was charged yet. */
export function createBucket(bytesPerSecond: number, nowMs: number): TokenBucket {
  return { bytesPerSecond, chargedBytes: 0, grantedBytes: 0, atMs: nowMs };
}

/** The bucket at a later time. Time that goes backwards changes nothing. */
export function refill(bucket: TokenBucket, nowMs: number): TokenBucket {
  const seconds = Math.max(0, nowMs - bucket.atMs) / 1000;
  const most = bucket.chargedBytes + bucket.bytesPerSecond * BURST_SECONDS;
  const grantedBytes =
    bucket.bytesPerSecond === 0
      ? bucket.chargedBytes
      : Math.max(bucket.grantedBytes, Math.min(most, bucket.grantedBytes + bucket.bytesPerSecond * seconds));
  return { ...bucket, grantedBytes, atMs: Math.max(nowMs, bucket.atMs) };
}

/** Takes bytes out; the new `chargedBytes` is the ticket to wait for. */
export function charge(bucket: TokenBucket, bytes: number): TokenBucket {
  return { ...bucket, chargedBytes: bucket.chargedBytes + bytes };
}

/** Milliseconds until a ticket is granted; 0 when it is. */
export function waitMs(bucket: TokenBucket, ticket: number): number {
  if (bucket.bytesPerSecond === 0 || bucket.grantedBytes >= ticket) return 0;
  return ((ticket - bucket.grantedBytes) / bucket.bytesPerSecond) * 1000;
}

/**
 * A token bucket: bytes that may be granted now, and the rate at which more may be. Bytes are granted only when they are
 * there, so over any time no more are granted than rate x time + `burstBytes`. What came without being asked for is a debt,
 * which is paid before anything is granted. Pure.
 *
 * What a late timer costs is made up for, but no second has noticeably more than the limit: what was read during the last second is
 * remembered by the time at which it was read, and what is granted and not read yet may come at any moment, so it counts
 * beside it. A thread that is held up reads late, and often all at once.
 */
export type TokenBucket = {
  /** 0 means no limit. */
  readonly bytesPerSecond: number;
  readonly availableBytes: number;
  readonly atMs: number;
  /** What was read during the last second, oldest first. */
  readonly recent: readonly Reads[];
};

/** Reads that count as one. */
type Reads = { readonly sinceMs: number; readonly untilMs: number; readonly bytes: number };

const WINDOW_MS = 1000;
/** What is read within this time counts as one, so that few are remembered, in milliseconds. */
const READ_TOGETHER_MS = 5;
/** The most that any second may have of the rate. */
const MOST_IN_WINDOW = 1.04;

/** What is not granted is kept for this long at most: a timer may be so late without costing anything. */
const BURST_SECONDS = 0.2;
/** What may be granted at once, in seconds of the rate: small, so that all who wait move several times a second. */
const GRANT_SECONDS = 0.02;
/**
 * What all who share a limit may hold unread, in seconds of the rate: it counts for as long as it is not read, so those that fell silent
 * with a grant take that much from the others.
 */
const HELD_SECONDS = 0.06;
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

/** The most that one may be granted at once when so many share the limit, in whole bytes; `Infinity` without a limit. */
export function grantBytes(bytesPerSecond: number, sharing = 1): number {
  if (bytesPerSecond === 0) return Infinity;
  const seconds = Math.min(GRANT_SECONDS, HELD_SECONDS / Math.max(1, sharing));
  return Math.max(Math.floor(bytesPerSecond * seconds), MINIMUM_GRANT_BYTES);
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

/** Grants bytes. When they are not there it is a debt; negative ones are given back. */
export function grant(bucket: TokenBucket, bytes: number): TokenBucket {
  if (bucket.bytesPerSecond === 0) return bucket;
  return { ...bucket, availableBytes: bucket.availableBytes - bytes };
}

/** Remembers bytes that were read now. */
export function noteRead(bucket: TokenBucket, bytes: number): TokenBucket {
  if (bucket.bytesPerSecond === 0) return bucket;
  const { atMs } = bucket;
  const recent = inWindow(bucket);
  const last = recent.at(-1);
  if (last !== undefined && last.sinceMs > atMs - READ_TOGETHER_MS) {
    recent[recent.length - 1] = { ...last, untilMs: atMs, bytes: last.bytes + bytes };
  } else {
    recent.push({ sinceMs: atMs, untilMs: atMs, bytes });
  }
  return { ...bucket, recent };
}

/**
 * Milliseconds until so many bytes (at most `burstBytes`) may be granted, while `heldBytes` are granted and not read; 0 when
 * they may be.
 */
export function waitMs(bucket: TokenBucket, bytes: number, heldBytes: number): number {
  if (bucket.bytesPerSecond === 0) return 0;
  const missing = Math.max(0, bytes - bucket.availableBytes);
  return Math.max((missing / bucket.bytesPerSecond) * 1000, windowWaitMs(bucket, bytes + heldBytes));
}

/** Until so many bytes fit into the last second; what is more than a second may have fits when nothing else is in it. */
function windowWaitMs(bucket: TokenBucket, bytes: number): number {
  const { bytesPerSecond, atMs } = bucket;
  const recent = inWindow(bucket);
  let freeAtMs = atMs;
  let sum = recent.reduce((total, reads) => total + reads.bytes, bytes);
  for (const reads of recent) {
    if (sum <= bytesPerSecond * MOST_IN_WINDOW) break;
    sum -= reads.bytes;
    freeAtMs = reads.untilMs + WINDOW_MS;
  }
  return freeAtMs - atMs;
}

function inWindow({ recent, atMs }: TokenBucket): Reads[] {
  return recent.filter(({ untilMs }) => untilMs > atMs - WINDOW_MS);
}

/** A connection as its speed was measured over the last seconds. */
export type MeasuredConnection = {
  readonly bytesPerSecond: number;
  readonly remainingBytes: number;
  /** For how many milliseconds it has been looked at. */
  readonly measuredMs: number;
  /** Nobody has been asked to take over from it. */
  readonly replaceable: boolean;
};

/** Others have not shown yet what they can do, in milliseconds. */
const MIN_MEASURED_MS = 3000;
/** Clearly below the others: at less than this part of their mean. */
const SLOW_SHARE = 0.3;
/** What ends by itself within this time is not worth a request, in seconds. */
const WORTH_SECONDS = 3;

/**
 * Which connection should be replaced: one that is much slower than the others and would be the last to end, so that all
 * would wait for it. `usualBytesPerSecond` is the speed of those that have ended; it stands for the others when there are
 * none. `null`: none. Pure.
 */
export function findSlowConnection<Connection extends MeasuredConnection>(
  connections: readonly Connection[],
  usualBytesPerSecond: number | null,
): Connection | null {
  const grown = connections.filter(({ measuredMs }) => measuredMs >= MIN_MEASURED_MS);
  const last = grown.toSorted((a, b) => secondsLeft(b) - secondsLeft(a))[0];
  if (last === undefined || !last.replaceable || secondsLeft(last) < WORTH_SECONDS) return null;
  const others = grown.filter((connection) => connection !== last);
  const usual =
    others.length === 0
      ? (usualBytesPerSecond ?? 0)
      : others.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0) / others.length;
  return last.bytesPerSecond < SLOW_SHARE * usual ? last : null;
}

function secondsLeft({ remainingBytes, bytesPerSecond }: MeasuredConnection): number {
  if (remainingBytes <= 0) return 0;
  return bytesPerSecond === 0 ? Infinity : remainingBytes / bytesPerSecond;
}

/**
 * A limited connection should get at least this, in bytes per second: more connections would only be slower ones. Two records
 * of TLS, which are of no use before they are whole (RFC 8446, 5.1), so that a download is seen to move.
 */
const MINIMUM_BYTES_PER_SECOND = 32 * 1024;

/**
 * How many connections a transfer should have now. Pure; the one place that decides it.
 *
 * `allowed` is the cap the user or the settings gave, lowered by what the server refused. One more connection pays only
 * when it gets at least `minimumBytes`, and under a limit (`Infinity` without) at least 32 KiB/s.
 */
export function chooseConnectionCount(input: {
  readonly splittable: boolean;
  readonly allowed: number;
  readonly missingBytes: number;
  readonly minimumBytes: number;
  readonly limitBytesPerSecond: number;
}): number {
  if (input.missingBytes <= 0) return 0;
  if (!input.splittable) return Math.min(1, input.allowed);
  const paying = Math.floor(
    Math.min(input.missingBytes / input.minimumBytes, input.limitBytesPerSecond / MINIMUM_BYTES_PER_SECOND),
  );
  return Math.max(0, Math.min(input.allowed, Math.max(1, paying)));
}

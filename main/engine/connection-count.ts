/**
 * How many connections a transfer should have now. Pure; the one place that decides it.
 *
 * `allowed` is the cap the user or the settings gave, lowered by what the server refused. One more connection pays only
 * when it gets at least `minimumBytes`.
 */
export function chooseConnectionCount(input: {
  readonly splittable: boolean;
  readonly allowed: number;
  readonly missingBytes: number;
  readonly minimumBytes: number;
}): number {
  if (input.missingBytes <= 0) return 0;
  if (!input.splittable) return Math.min(1, input.allowed);
  return Math.max(0, Math.min(input.allowed, Math.max(1, Math.floor(input.missingBytes / input.minimumBytes))));
}

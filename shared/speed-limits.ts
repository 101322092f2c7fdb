/** The limits that menus offer, in bytes per second over all downloads; 0 means none. Any other is set in the settings. */
const SPEED_LIMITS: readonly number[] = [0, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000];

/** The same, with the one that holds now where it is another. */
export function offeredLimits(current: number): readonly number[] {
  return SPEED_LIMITS.includes(current) ? SPEED_LIMITS : [...SPEED_LIMITS, current];
}

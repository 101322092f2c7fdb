/** One of the hosts that a file comes from, with the speeds of its connections that have shown what they can do. */
export type MeasuredHost = { readonly host: string; readonly speeds: readonly number[] };

/** Who brings less than this part of what the fastest brings costs more than it gives: others wait for its last range. */
const SLOW_SHARE = 0.05;

/** The host that is far slower than the fastest one; `null` when there is none. Pure. */
export function findSlowHost<Host extends MeasuredHost>(hosts: readonly Host[]): Host | null {
  const total = ({ speeds }: Host): number => speeds.reduce((sum, speed) => sum + speed, 0);
  const measured = hosts.filter(({ speeds }) => speeds.length > 0).toSorted((a, b) => total(a) - total(b));
  const slowest = measured[0];
  const fastest = measured.at(-1);
  if (slowest === undefined || fastest === undefined) return null;
  return total(slowest) < SLOW_SHARE * total(fastest) ? slowest : null;
}

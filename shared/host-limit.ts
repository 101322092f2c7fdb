/**
 * How fast all downloads from one server together may be. `host` is that of the link, without port; also of all names below it, which share
 * the limit.
 */
export type HostLimit = { readonly host: string; readonly bytesPerSecond: number };

/** The limit for a host, which may have a port: of those that fit the one with the longest name; `null` for none. */
export function hostLimitFor(limits: readonly HostLimit[], host: string): HostLimit | null {
  const name = host.toLowerCase().replace(/:\d+$/u, '');
  const fitting = limits.filter((limit) => name === limit.host || name.endsWith(`.${limit.host}`));
  return fitting.toSorted((a, b) => b.host.length - a.host.length)[0] ?? null;
}

import * as z from 'zod';

/** How fast all downloads from one server together may be. */
export const hostLimitSchema = z.object({
  /** Of the link, without port; also of all names below it, which share the limit. */
  host: z
    .string()
    .trim()
    .toLowerCase()
    .max(300)
    .regex(/^(?:\[[\da-f:.]+\]|[^\s/:@[\]]+)$/u, 'a server without port, such as example.org'),
  bytesPerSecond: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
});
export type HostLimit = z.infer<typeof hostLimitSchema>;

/** The limit for a host, which may have a port: of those that fit the one with the longest name; `null` for none. */
export function hostLimitFor(limits: readonly HostLimit[], host: string): HostLimit | null {
  const name = host.toLowerCase().replace(/:\d+$/u, '');
  const fitting = limits.filter((limit) => name === limit.host || name.endsWith(`.${limit.host}`));
  return fitting.toSorted((a, b) => b.host.length - a.host.length)[0] ?? null;
}

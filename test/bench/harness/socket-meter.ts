import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How often the sockets are looked at, in milliseconds. */
const LOOK_MS = 30;
/** A look that took longer says nothing about a moment, in milliseconds. */
const LONGEST_LOOK_MS = 12;

/** Bytes that a program had read from its sockets by a moment. */
export type MeterReading = { readonly atMs: number; readonly bytes: number };

/**
 * Counts what is read from all sockets that lead to a port, from outside: what the kernel has received less what it still
 * holds (`ss`, Linux). Ends with `stop()`.
 */
export function meterSockets(port: number): { readonly stop: () => Promise<readonly MeterReading[]> } {
  const readings: MeterReading[] = [];
  const sockets = new Map<string, number>();
  const over = new AbortController();
  const work = (async () => {
    while (!over.signal.aborted) {
      const startedAtMs = performance.now();
      for (const [socket, bytes] of await readSockets(port)) sockets.set(socket, bytes);
      // A socket that has closed keeps what was seen of it last.
      const bytes = [...sockets.values()].reduce((sum, one) => sum + one, 0);
      const endedAtMs = performance.now();
      if (endedAtMs - startedAtMs <= LONGEST_LOOK_MS) readings.push({ atMs: endedAtMs, bytes });
      await new Promise((resolve) => {
        setTimeout(resolve, Math.max(1, LOOK_MS - (endedAtMs - startedAtMs)));
      });
    }
  })();
  return {
    stop: async () => {
      over.abort();
      await work;
      return readings;
    },
  };
}

async function readSockets(port: number): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await promisify(execFile)('ss', ['-tinHO', 'dport', '=', `:${port}`]);
  const found = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    const [, held, , local] = line.trim().split(/\s+/u);
    const received = /\bbytes_received:(\d+)/u.exec(line)?.[1];
    if (held !== undefined && local !== undefined && received !== undefined) {
      found.set(local, Number(received) - Number(held));
    }
  }
  return found;
}

/** The most bytes per second in any window of so many seconds, and over all. */
export function ratesOf(
  readings: readonly MeterReading[],
  windowMs: number,
): { readonly mean: number; readonly most: number } {
  const first = readings[0] ?? { atMs: 0, bytes: 0 };
  const last = readings.at(-1) ?? first;
  let most = 0;
  let from = 0;
  for (const to of readings) {
    while ((readings[from + 1]?.atMs ?? Infinity) <= to.atMs - windowMs) from += 1;
    const start = readings[from] ?? first;
    // The window reaches a little further than asked: by a look.
    if (to.atMs - start.atMs >= windowMs) most = Math.max(most, (to.bytes - start.bytes) / (to.atMs - start.atMs));
  }
  return { mean: ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000, most: most * 1000 };
}

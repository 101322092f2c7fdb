import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** How often the sockets are looked at, in milliseconds. */
const LOOK_MS = 30;
/** A look that took longer says nothing about a moment, in milliseconds. */
const LONGEST_LOOK_MS = 12;

/** Who has read nothing for so long reads nothing at all, in milliseconds. */
const FIRST_BYTE_BOUND_MS = 30_000;

/** Bytes that a program had read from its sockets at some moment between these two. */
export type MeterReading = { readonly sinceMs: number; readonly atMs: number; readonly bytes: number };

/** Ends with `stop()`. */
export type SocketMeter = {
  /** Resolves when it has watched for so long since the first byte. @throws when none comes. */
  readonly hasWatched: (ms: number) => Promise<void>;
  readonly stop: () => Promise<readonly MeterReading[]>;
};

/**
 * Counts what is read from all sockets that lead to a port, from outside: what the kernel has received less what it still
 * holds (`ss`, Linux).
 */
export function meterSockets(port: number): SocketMeter {
  const readings: MeterReading[] = [];
  const sockets = new Map<string, number>();
  const over = new AbortController();
  const startedAtMs = performance.now();
  const work = (async () => {
    while (!over.signal.aborted) {
      const lookedAtMs = performance.now();
      for (const [socket, bytes] of await readSockets(port)) sockets.set(socket, bytes);
      // A socket that has closed keeps what was seen of it last.
      const bytes = [...sockets.values()].reduce((sum, one) => sum + one, 0);
      const endedAtMs = performance.now();
      if (endedAtMs - lookedAtMs <= LONGEST_LOOK_MS) readings.push({ sinceMs: lookedAtMs, atMs: endedAtMs, bytes });
      // Looking all the time would cost the program that is watched.
      await delay(Math.max(1, LOOK_MS - (endedAtMs - lookedAtMs)));
    }
  })();
  const hasWatched = async (ms: number): Promise<void> => {
    for (;;) {
      const first = readings.find(({ bytes }) => bytes > 0);
      const last = readings.at(-1);
      if (first !== undefined && last !== undefined && last.atMs - first.atMs >= ms) return;
      if (first === undefined && performance.now() - startedAtMs > FIRST_BYTE_BOUND_MS)
        throw new Error('nothing comes');
      await delay(LOOK_MS);
    }
  };
  return {
    hasWatched,
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

/**
 * The most bytes per second in any window of so many seconds, and over all. A window is taken to be as long as it may have been: what a
 * busy program reads at once would otherwise be counted in a window that began before.
 */
export function ratesOf(
  readings: readonly MeterReading[],
  windowMs: number,
): { readonly mean: number; readonly most: number } {
  const first = readings[0] ?? { sinceMs: 0, atMs: 0, bytes: 0 };
  const last = readings.at(-1) ?? first;
  let most = 0;
  let from = 0;
  for (const to of readings) {
    // The window reaches a little further than asked: by a look.
    while ((readings[from + 1]?.sinceMs ?? Infinity) <= to.atMs - windowMs) from += 1;
    const start = readings[from] ?? first;
    const ms = to.atMs - start.sinceMs;
    if (ms >= windowMs) most = Math.max(most, (to.bytes - start.bytes) / ms);
  }
  return { mean: ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000, most: most * 1000 };
}

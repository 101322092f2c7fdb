import type { DownloadId } from '../../shared/download.ts';
import type { HostLine } from './waiting-line.ts';

/** What runs on a host now. */
export type HostLoad = {
  readonly transfers: number;
  /** Connections that these transfers may use together. */
  readonly connections: number;
};

export type ScheduleInput = {
  /** Who waits, by host. No more of a line is read than is needed. */
  readonly waiting: ReadonlyMap<string, HostLine>;
  /** Whether one that waits could start now: it may still be let go of. */
  readonly isReady: (id: DownloadId) => boolean;
  readonly running: ReadonlyMap<string, HostLoad>;
  readonly maxActive: number;
  readonly maxPerHost: number;
  /** Hosts that nothing may be started on now: they asked to be left alone, or cannot be reached. */
  readonly isHeld: (host: string) => boolean;
  /** Connections that a host is known to allow all downloads together; `null` when no such limit is known. */
  readonly connectionLimit: (host: string) => number | null;
};

/** One start. `connections` is the most it may use of what the host allows; `null` without such a limit. */
export type Start = { readonly id: DownloadId; readonly connections: number | null };

/** Which downloads start now, in order. Pure: the same input gives the same answer. */
export function schedule(input: ScheduleInput): Start[] {
  let free = input.maxActive;
  for (const { transfers } of input.running.values()) free -= transfers;
  if (free <= 0) return [];
  const hosts = [...input.waiting.keys()].flatMap((host) => openHost(input, host, free) ?? []);
  const starts: Start[] = [];
  while (free > 0) {
    const next = earliest(hosts);
    if (next === null) break;
    starts.push(take(next));
    free -= 1;
  }
  return starts;
}

/** The shortest of the delays after which it is worth scheduling again; `null` when nothing waits for a time. */
export function shortest(delaysMs: Iterable<number>): number | null {
  let least: number | null = null;
  for (const delay of delaysMs) if (least === null || delay < least) least = delay;
  return least;
}

/** A host with room, and those who could start on it, in order. */
type OpenHost = {
  readonly line: Iterator<readonly [DownloadId, number]>;
  head: readonly [DownloadId, number] | null;
  places: number;
  /** Connections left under the host's limit; `null` without one. */
  connections: number | null;
  /** Starts that the connections left are shared among. */
  sharers: number;
};

function openHost(input: ScheduleInput, host: string, free: number): OpenHost | null {
  const line = input.waiting.get(host);
  const load = input.running.get(host) ?? { transfers: 0, connections: 0 };
  const places = input.maxPerHost - load.transfers;
  if (line === undefined || places <= 0 || input.isHeld(host)) return null;
  const limit = input.connectionLimit(host);
  // Even a host that refuses nearly everything takes one connection at a time.
  const connections = limit === null ? null : Math.max(limit, 1) - load.connections;
  if (connections !== null && connections <= 0) return null;
  const ready = readyOnes(line, input.isReady);
  const open = { line: ready, head: null, places, connections, sharers: Math.min(line.size, places, free) };
  return advance(open) ? open : null;
}

function* readyOnes(
  line: HostLine,
  isReady: (id: DownloadId) => boolean,
): Generator<readonly [DownloadId, number], void> {
  for (const entry of line) if (isReady(entry[0])) yield entry;
}

function advance(host: OpenHost): boolean {
  const next = host.line.next();
  host.head = next.done === true ? null : next.value;
  return host.head !== null;
}

function earliest(hosts: readonly OpenHost[]): OpenHost | null {
  let first: OpenHost | null = null;
  let firstNumber = Infinity;
  for (const host of hosts) {
    if (host.head === null || host.places <= 0 || host.connections === 0) continue;
    const [, number] = host.head;
    if (number >= firstNumber) continue;
    first = host;
    firstNumber = number;
  }
  return first;
}

function take(host: OpenHost): Start {
  const id = host.head?.[0];
  if (id === undefined) throw new Error('a host without anyone waiting was chosen');
  let connections: number | null = null;
  if (host.connections !== null) {
    connections = Math.max(1, Math.floor(host.connections / Math.max(host.sharers, 1)));
    host.connections -= connections;
  }
  host.sharers -= 1;
  host.places -= 1;
  advance(host);
  return { id, connections };
}

import type { DownloadId } from '../../shared/download.ts';
import { comparePlaces, outranks, type QueuePlace } from './queue-place.ts';
import type { WaitingHosts } from './waiting-line.ts';

/** What runs on a host now. */
export type HostLoad = {
  /** Those whose links name it. */
  readonly transfers: number;
  /** Those whose links name another host and lead here. */
  readonly guests: number;
  /** Connections that these transfers may use together. */
  readonly connections: number;
};

/** Of a host on which nothing runs. */
export const NO_LOAD: HostLoad = { transfers: 0, guests: 0, connections: 0 };

export type ScheduleInput = {
  /** No more of it is read than is needed: its cost is that of what runs, not of what waits. */
  readonly waiting: WaitingHosts;
  /** Whether one that waits could start now: it may still be let go of. */
  readonly isReady: (id: DownloadId) => boolean;
  readonly running: ReadonlyMap<string, HostLoad>;
  readonly maxActive: number;
  readonly maxPerHost: number;
  /** The host that the links of a host lead to, as far as is known: there both count. */
  readonly answeredBy: (host: string) => string;
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
  const open: OpenHost[] = [];
  const rooms = new Map<string, Room>();
  const starts: Start[] = [];
  const startThoseBefore = (place: QueuePlace | null): void => {
    for (let next = earliest(open, place); next !== null && free > 0; next = earliest(open, place)) {
      starts.push(take(next));
      free -= 1;
    }
  };
  for (const { host, place } of input.waiting.heads()) {
    startThoseBefore(place);
    if (free <= 0) return starts;
    const opened = openHost(input, rooms, { host, free });
    if (opened !== null) open.push(opened);
  }
  startThoseBefore(null);
  return starts;
}

/** One run, as who must give way is chosen from them. */
export type RunningPlace = {
  readonly host: string;
  /** The host that its link led to. */
  readonly answeredBy: string;
  readonly place: QueuePlace;
  /** It is being let go of: its place comes free. */
  readonly isLeaving: boolean;
  /** It moves bytes, and goes on with them later. */
  readonly mayGiveWay: boolean;
};

/**
 * Who gives its place up to one of a higher priority that could not start, the last of the queue first. Asked after the
 * starts. Pure.
 */
export function whoGivesWay(input: ScheduleInput & { readonly runs: readonly RunningPlace[] }): DownloadId[] {
  const { waiting, isReady, isHeld, runs, running } = input;
  const isFull = [...running.values()].reduce((sum, { transfers }) => sum + transfers, 0) >= input.maxActive;
  const leaving = runs.filter(({ isLeaving }) => isLeaving);
  const candidates = runs.filter(({ mayGiveWay }) => mayGiveWay).toSorted((a, b) => comparePlaces(b.place, a.place));
  const chosen: DownloadId[] = [];
  for (const { host, place: head } of waiting.heads()) {
    // The first of the candidates has the lowest priority: who does not outrank it outranks none, and nor do those behind.
    if (candidates[0] === undefined || !outranks(head.priority, candidates[0].place.priority)) break;
    if (isHeld(host)) continue;
    const full = hostsOf(input, host).filter((one) => hasNoRoom(input, one));
    // With room everywhere it is something else that keeps it, and nobody's place would help.
    if (!isFull && full.length === 0) continue;
    const helps = (run: RunningPlace): boolean => full.every((one) => run.host === one || run.answeredBy === one);
    for (const { id, priority } of waiting.line(host)) {
      if (!isReady(id)) continue;
      if (takeOut(leaving, helps) !== null) continue;
      const one = takeOut(candidates, (run) => helps(run) && outranks(priority, run.place.priority));
      if (one === null) break;
      chosen.push(one.place.id);
    }
  }
  return chosen;
}

/** Where a start on a host takes place: there, and where its links lead. */
function hostsOf({ answeredBy }: ScheduleInput, host: string): readonly string[] {
  const server = answeredBy(host);
  return server === host ? [host] : [host, server];
}

function hasNoRoom({ running, maxPerHost, connectionLimit }: ScheduleInput, host: string): boolean {
  const load = running.get(host) ?? NO_LOAD;
  const limit = connectionLimit(host);
  return load.transfers + load.guests >= maxPerHost || (limit !== null && load.connections >= Math.max(limit, 1));
}

function takeOut<Item>(items: Item[], fits: (item: Item) => boolean): Item | null {
  const index = items.findIndex(fits);
  return index === -1 ? null : (items.splice(index, 1)[0] ?? null);
}

/** The shortest of the delays after which it is worth scheduling again; `null` when nothing waits for a time. */
export function shortest(delaysMs: Iterable<number>): number | null {
  let least: number | null = null;
  for (const delay of delaysMs) if (least === null || delay < least) least = delay;
  return least;
}

/** What a host has left. Several hosts whose links lead to one share that one's. */
type Room = {
  places: number;
  /** Connections left under the host's limit; `null` without one. */
  connections: number | null;
  /** Starts that the connections left are shared among. */
  sharers: number;
};

/** A host with room, and those who could start on it, in order. */
type OpenHost = {
  readonly line: Iterator<QueuePlace>;
  head: QueuePlace | null;
  /** Its own, and that of the host that its links lead to. */
  readonly rooms: readonly Room[];
};

function openHost(
  input: ScheduleInput,
  rooms: Map<string, Room>,
  { host, free }: { readonly host: string; readonly free: number },
): OpenHost | null {
  if (input.isHeld(host)) return null;
  const own = hostsOf(input, host).map((one) => roomOf(input, rooms, one));
  if (!own.every(hasPlace)) return null;
  const places = Math.min(free, ...own.map((room) => room.places));
  const sharers = countUpTo(places, input.waiting.line(host));
  for (const room of own) room.sharers = Math.min(room.sharers + sharers, room.places);
  const open = { line: readyOnes(input.waiting.line(host), input.isReady), head: null, rooms: own };
  return advance(open) ? open : null;
}

function roomOf(input: ScheduleInput, rooms: Map<string, Room>, host: string): Room {
  const known = rooms.get(host);
  if (known !== undefined) return known;
  const load = input.running.get(host) ?? NO_LOAD;
  const limit = input.connectionLimit(host);
  const room = {
    places: input.maxPerHost - load.transfers - load.guests,
    // Even a host that refuses nearly everything takes one connection at a time.
    connections: limit === null ? null : Math.max(limit, 1) - load.connections,
    sharers: 0,
  };
  rooms.set(host, room);
  return room;
}

function hasPlace({ places, connections }: Room): boolean {
  return places > 0 && (connections === null || connections > 0);
}

function countUpTo(most: number, line: Iterable<QueuePlace>): number {
  let count = 0;
  for (const _place of line) {
    if (count >= most) break;
    count += 1;
  }
  return count;
}

function* readyOnes(line: Iterable<QueuePlace>, isReady: (id: DownloadId) => boolean): Generator<QueuePlace, void> {
  for (const place of line) if (isReady(place.id)) yield place;
}

function advance(host: OpenHost): boolean {
  const next = host.line.next();
  host.head = next.done === true ? null : next.value;
  return host.head !== null;
}

/** @param before only who comes before that place. */
function earliest(hosts: readonly OpenHost[], before: QueuePlace | null): OpenHost | null {
  let first: OpenHost | null = null;
  let bound = before;
  for (const host of hosts) {
    if (host.head === null || !host.rooms.every(hasPlace)) continue;
    if (bound !== null && comparePlaces(host.head, bound) >= 0) continue;
    first = host;
    bound = host.head;
  }
  return first;
}

function take(host: OpenHost): Start {
  const id = host.head?.id;
  if (id === undefined) throw new Error('a host without anyone waiting was chosen');
  const shares = host.rooms.flatMap(({ connections, sharers }) =>
    connections === null ? [] : [Math.max(1, Math.floor(connections / Math.max(sharers, 1)))],
  );
  const connections = shares.length === 0 ? null : Math.min(...shares);
  for (const room of host.rooms) {
    if (room.connections !== null) room.connections -= connections ?? 0;
    room.sharers -= 1;
    room.places -= 1;
  }
  advance(host);
  return { id, connections };
}

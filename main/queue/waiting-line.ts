import type { DownloadId, Priority } from '../../shared/download.ts';
import { linkParts } from '../../shared/url.ts';
import type { Download } from '../store/download-record.ts';
import { comparePlaces, edgeOf, placeOf, type QueuePlace } from './queue-place.ts';
import { createSortedTree, sortedTreeOf } from './sorted-tree.ts';
import { textHash } from './text-hash.ts';

/** One that waits, and for which host. */
export type Seat = { readonly host: string; readonly place: QueuePlace };

/** Who waits, as the scheduler reads it: no more of it than it needs. */
export type WaitingHosts = {
  /** The first of each host, in the order of the queue. */
  readonly heads: () => Iterable<Seat>;
  /** All of one host, in the order of the queue. */
  readonly line: (host: string) => Iterable<QueuePlace>;
};

/** What the line looks at in a download. */
type Waiting = Pick<Download, 'id' | 'url' | 'priority' | 'position'>;

/** All that is kept of one that waits, since a hundred thousand may, each for a host of its own. */
class Waiter implements QueuePlace {
  readonly id: DownloadId;
  readonly priority: Priority;
  readonly position: number;
  host: string;
  /** Of the host: numbers are compared faster than texts. */
  readonly hash: number;

  constructor({ id, priority, position }: QueuePlace, host: string) {
    this.id = id;
    this.priority = priority;
    this.position = position;
    this.host = host;
    this.hash = textHash(host);
  }
}

/**
 * Who waits for a place, by host and in the order of the queue: a host that is busy costs nothing however many wait for
 * it, and neither does a host whose turn does not come.
 */
export class WaitingLine implements WaitingHosts {
  /** All that wait: those of one host lie together. A tree for each host would cost 500 bytes a host, a map of hosts 100. */
  #byHost = createSortedTree<Waiter, undefined>(compareSeats);
  #heads = createSortedTree<Waiter, undefined>(comparePlaces);
  /** Who was given to `load`. */
  #loaded: Waiter[] = [];

  *heads(): Generator<Seat, void> {
    for (const waiter of this.#heads.keys()) yield { host: waiter.host, place: placeOf(waiter) };
  }

  *line(host: string): Generator<QueuePlace, void> {
    for (const waiter of this.#byHost.keys(new Waiter(edgeOf('high', 'first'), host))) {
      if (waiter.host !== host) return;
      yield placeOf(waiter);
    }
  }

  /** Takes in what the last process left: in the line from `endLoad` on. Only into a line in which nobody waits. */
  load(download: Waiting): void {
    this.#loaded.push(new Waiter(download, copyOf(hostOf(download))));
  }

  /** All that were loaded get their places at once, in a quarter of the time that it takes each to look for its own. */
  endLoad(): void {
    const loaded = this.#loaded;
    this.#loaded = [];
    const byHost = loaded.toSorted(compareSeats);
    const heads = new Set<Waiter>();
    let last: Waiter | undefined;
    for (const waiter of byHost) {
      if (waiter.host === last?.host) waiter.host = last.host; // One text for all of them.
      else heads.add(waiter);
      last = waiter;
    }
    this.#byHost = sortedTreeOf(byHost, compareSeats);
    // In the order in which they were loaded, which is nearly theirs.
    const inOrder = loaded.filter((waiter) => heads.has(waiter)).toSorted(comparePlaces);
    this.#heads = sortedTreeOf(inOrder, comparePlaces);
  }

  /** Takes a download into the line, where its priority and position put it. */
  enter(download: Waiting): void {
    const seat = seatOf(download);
    const before = this.#neighbour(seat, 'before');
    const behind = before ?? this.#neighbour(seat, 'behind');
    const waiter = new Waiter(download, behind?.host ?? copyOf(seat.host));
    this.#byHost.set(waiter, undefined);
    if (before !== undefined) return;
    if (behind !== undefined) this.#heads.delete(behind);
    this.#heads.set(waiter, undefined);
  }

  /** Takes a download out that entered as it is given here. */
  leave(download: Waiting): void {
    const seat = seatOf(download);
    if (!this.#byHost.delete(seat) || this.#neighbour(seat, 'before') !== undefined) return;
    this.#heads.delete(seat);
    const next = this.#neighbour(seat, 'behind');
    if (next !== undefined) this.#heads.set(next, undefined);
  }

  /** Who stands beside a seat in the line of its host. */
  #neighbour(seat: Waiter, side: 'before' | 'behind'): Waiter | undefined {
    const next = side === 'before' ? this.#byHost.nextLowerKey(seat) : this.#byHost.nextHigherKey(seat);
    return next?.host === seat.host ? next : undefined;
  }
}

function seatOf(download: Waiting): Waiter {
  return new Waiter(download, hostOf(download));
}

function hostOf({ url }: Waiting): string {
  const { start, end } = linkParts(url).host;
  return url.slice(start, end);
}

/** A part of a link would keep the whole link. */
function copyOf(host: string): string {
  return Buffer.from(host).toString();
}

/** By host, in whatever order of the hosts, then by place. */
function compareSeats(a: Waiter, b: Waiter): number {
  return a.hash - b.hash || compareTexts(a.host, b.host) || comparePlaces(a, b);
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

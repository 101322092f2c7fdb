import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import { comparePlaces, edgeOf, placeOf, type QueuePlace } from './queue-place.ts';
import { createSortedTree } from './sorted-tree.ts';

/** One that waits, and for which host. */
export type Seat = { readonly host: string; readonly place: QueuePlace };

/** Who waits, as the scheduler reads it: no more of it than it needs. */
export type WaitingHosts = {
  /** The first of each host, in the order of the queue. */
  readonly heads: () => IterableIterator<Seat>;
  /** All of one host, in the order of the queue. */
  readonly line: (host: string) => Generator<QueuePlace, void>;
  /** How many wait for a host. */
  readonly count: (host: string) => number;
};

type HostEntry = { readonly number: number; count: number; head: Seat };

/**
 * Who waits for a place, by host and in the order of the queue: a host that is busy costs nothing however many wait for
 * it, and neither does a host whose turn does not come.
 */
export class WaitingLine implements WaitingHosts {
  readonly #hosts = new Map<string, HostEntry>();
  readonly #seats = new Map<DownloadId, Seat>();
  /** All that wait: those of one host lie together, by its number. A tree for each host would cost 500 bytes a host. */
  readonly #byHost = createSortedTree<{ readonly number: number; readonly place: QueuePlace }, Seat>(
    (a, b) => a.number - b.number || comparePlaces(a.place, b.place),
  );
  readonly #heads = createSortedTree<QueuePlace, Seat>(comparePlaces);
  #lastNumber = 0;

  heads(): IterableIterator<Seat> {
    return this.#heads.values();
  }

  *line(host: string): Generator<QueuePlace, void> {
    const number = this.#hosts.get(host)?.number;
    if (number === undefined) return;
    for (const [key, seat] of this.#byHost.entries({ number, place: edgeOf('high', 'first') })) {
      if (key.number !== number) return;
      yield seat.place;
    }
  }

  count(host: string): number {
    return this.#hosts.get(host)?.count ?? 0;
  }

  /** Takes a download into the line, where its priority and position put it. */
  enter(download: Pick<Download, 'id' | 'url' | 'priority' | 'position'>): void {
    const { host } = new URL(download.url);
    const place = placeOf(download);
    const seat = { host, place };
    this.#seats.set(place.id, seat);
    const entry = this.#hosts.get(host);
    if (entry === undefined) {
      this.#lastNumber += 1;
      this.#hosts.set(host, { number: this.#lastNumber, count: 1, head: seat });
      this.#byHost.set({ number: this.#lastNumber, place }, seat);
      this.#heads.set(place, seat);
      return;
    }
    entry.count += 1;
    this.#byHost.set({ number: entry.number, place }, seat);
    if (comparePlaces(place, entry.head.place) < 0) this.#lead(entry, seat);
  }

  /** Takes a download out, if it is there. */
  leave(id: DownloadId): void {
    const seat = this.#seats.get(id);
    const entry = seat === undefined ? undefined : this.#hosts.get(seat.host);
    if (seat === undefined || entry === undefined) return;
    this.#seats.delete(id);
    this.#byHost.delete({ number: entry.number, place: seat.place });
    entry.count -= 1;
    if (entry.head !== seat) return;
    const next = this.#byHost.nextHigherPair({ number: entry.number, place: seat.place });
    if (next !== undefined && next[0].number === entry.number) {
      this.#lead(entry, next[1]);
      return;
    }
    this.#heads.delete(seat.place);
    this.#hosts.delete(seat.host);
  }

  #lead(entry: HostEntry, seat: Seat): void {
    this.#heads.delete(entry.head.place);
    this.#heads.set(seat.place, seat);
    entry.head = seat;
  }
}

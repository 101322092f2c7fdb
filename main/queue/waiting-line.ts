import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import { comparePlaces, edgeOf, placeOf, type QueuePlace } from './queue-place.ts';
import { createSortedTree } from './sorted-tree.ts';

/** One that waits, and for which host. */
export type Seat = { readonly host: string; readonly place: QueuePlace };

/** Who waits, as the scheduler reads it: no more of it than it needs. */
export type WaitingHosts = {
  /** The first of each host, in the order of the queue. */
  readonly heads: () => Iterable<Seat>;
  /** All of one host, in the order of the queue. */
  readonly line: (host: string) => Iterable<QueuePlace>;
  /** How many wait for a host. */
  readonly count: (host: string) => number;
};

/** One object for each that waits, since a hundred thousand may. */
type Waiter = QueuePlace & { readonly host: HostEntry };

type HostEntry = { readonly name: string; readonly number: number; count: number; head: Waiter | null };

/**
 * Who waits for a place, by host and in the order of the queue: a host that is busy costs nothing however many wait for
 * it, and neither does a host whose turn does not come.
 */
export class WaitingLine implements WaitingHosts {
  readonly #hosts = new Map<string, HostEntry>();
  readonly #waiters = new Map<DownloadId, Waiter>();
  /** All that wait: those of one host lie together, by its number. A tree for each host would cost 500 bytes a host. */
  readonly #byHost = createSortedTree<Waiter, undefined>(
    (a, b) => a.host.number - b.host.number || comparePlaces(a, b),
  );
  readonly #heads = createSortedTree<Waiter, undefined>(comparePlaces);
  #lastNumber = 0;

  *heads(): Generator<Seat, void> {
    for (const waiter of this.#heads.keys()) yield { host: waiter.host.name, place: placeOf(waiter) };
  }

  *line(name: string): Generator<QueuePlace, void> {
    const host = this.#hosts.get(name);
    if (host === undefined) return;
    for (const waiter of this.#byHost.keys({ host, ...edgeOf('high', 'first') })) {
      if (waiter.host !== host) return;
      yield placeOf(waiter);
    }
  }

  count(host: string): number {
    return this.#hosts.get(host)?.count ?? 0;
  }

  /** Takes a download into the line, where its priority and position put it. */
  enter(download: Pick<Download, 'id' | 'url' | 'priority' | 'position'>): void {
    const host = this.#hostOf(download.url);
    const waiter: Waiter = { host, ...placeOf(download) };
    this.#waiters.set(waiter.id, waiter);
    this.#byHost.set(waiter, undefined);
    host.count += 1;
    if (host.head === null || comparePlaces(waiter, host.head) < 0) this.#lead(host, waiter);
  }

  /** Takes a download out, if it is there. */
  leave(id: DownloadId): void {
    const waiter = this.#waiters.get(id);
    if (waiter === undefined) return;
    const { host } = waiter;
    this.#waiters.delete(id);
    this.#byHost.delete(waiter);
    host.count -= 1;
    if (host.head !== waiter) return;
    const next = this.#byHost.nextHigherKey(waiter);
    this.#lead(host, next?.host === host ? next : null);
    if (host.head === null) this.#hosts.delete(host.name);
  }

  #hostOf(url: string): HostEntry {
    const name = new URL(url).host;
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    this.#lastNumber += 1;
    const host: HostEntry = { name, number: this.#lastNumber, count: 0, head: null };
    this.#hosts.set(name, host);
    return host;
  }

  #lead(host: HostEntry, waiter: Waiter | null): void {
    if (host.head !== null) this.#heads.delete(host.head);
    if (waiter !== null) this.#heads.set(waiter, undefined);
    host.head = waiter;
  }
}

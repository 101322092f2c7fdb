import { assertNever } from '../../shared/assert-never.ts';
import type { QueueMove } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import { comparePlaces, hasEnded, placeOf, type QueuePlace } from './queue-place.ts';
import { createSortedTree } from './sorted-tree.ts';

/** With less room between two positions, those behind are moved on; what numbers can tell apart is far less. */
const SMALLEST_GAP = 2 ** -20;

/**
 * The order of all downloads that have not ended, and what moving some of them makes of their places. Positions are
 * numbers with room between them, so that a move writes the rows that are moved and mostly no others.
 */
export class QueueOrder {
  readonly #rows: () => Iterable<Download>;
  readonly #tree = createSortedTree<QueuePlace, QueuePlace>(comparePlaces);
  readonly #places = new Map<DownloadId, QueuePlace>();
  /** Most starts see no move, so the order is made when it is first asked for, and kept up from then on. */
  #isMade = false;
  #lowest = 0;
  #highest = 0;

  /** @param rows all downloads that have not ended, as they are now. */
  constructor(rows: () => Iterable<Download>) {
    this.#rows = rows;
  }

  /** A position behind all that were ever given. */
  nextPosition(): number {
    this.#highest = Math.floor(this.#highest) + 1;
    return this.#highest;
  }

  /** Follows a download: it is new, changed, or (with `null`) gone. */
  follow(id: DownloadId, download: Download | null): void {
    if (download !== null) {
      this.#lowest = Math.min(this.#lowest, download.position);
      this.#highest = Math.max(this.#highest, download.position);
    }
    if (!this.#isMade) return;
    if (download !== null && !hasEnded(download)) this.#put(download);
    else this.#drop(id);
  }

  /** All that have not ended, in order. */
  all(): DownloadId[] {
    this.#make();
    return Array.from(this.#tree.keys(), ({ id }) => id);
  }

  /** Moves `ids`, which keep their own order. @returns the places that changed; empty when there was nothing to move. */
  move(ids: Iterable<DownloadId>, to: QueueMove): QueuePlace[] {
    this.#make();
    const moved = Array.from(new Set(ids), (id) => this.#places.get(id))
      .filter((place) => place !== undefined)
      .toSorted(comparePlaces);
    const changed = this.#moveTo(moved, to);
    changed.forEach((place) => this.#put(place));
    return changed;
  }

  #moveTo(moved: readonly QueuePlace[], to: QueueMove): QueuePlace[] {
    switch (to.kind) {
      case 'top':
        return moved.toReversed().map((place) => ({ ...place, position: this.#positionBefore() }));
      case 'bottom':
        return moved.map((place) => ({ ...place, position: this.nextPosition() }));
      case 'up':
        return this.#step(moved, 'before');
      case 'down':
        return this.#step(moved.toReversed(), 'behind');
      case 'before':
      case 'behind': {
        const target = this.#places.get(to.id);
        return target === undefined ? [] : this.#beside(moved, target, to.kind);
      }
      default:
        return assertNever(to);
    }
  }

  /** Each goes to the other side of its neighbour of the same priority; those that stand at the end stay there. */
  #step(moved: readonly QueuePlace[], side: 'before' | 'behind'): QueuePlace[] {
    const changed = new Map<DownloadId, QueuePlace>();
    const stays = new Set<DownloadId>();
    for (const { id } of moved) {
      const place = this.#places.get(id);
      const neighbour = this.#next(place, side);
      if (place === undefined || neighbour === undefined || stays.has(neighbour.id)) {
        stays.add(id);
        continue;
      }
      for (const one of this.#beside([place], neighbour, side)) {
        this.#put(one); // The next of them may stand beside it.
        changed.set(one.id, one);
      }
    }
    return [...changed.values()];
  }

  /** Whoever comes among those of another priority takes on that priority. */
  #beside(moved: readonly QueuePlace[], target: QueuePlace, side: 'before' | 'behind'): QueuePlace[] {
    const movedIds = new Set(moved.map(({ id }) => id));
    if (movedIds.has(target.id)) return [];
    let other = this.#next(target, side);
    while (other !== undefined && movedIds.has(other.id)) other = this.#next(other, side);
    const { priority } = target;
    const line = moved.map((place) => ({ ...place, priority }));
    if (other === undefined && side === 'behind') {
      return line.map((place) => ({ ...place, position: this.nextPosition() }));
    }
    if (other === undefined) return line.toReversed().map((place) => ({ ...place, position: this.#positionBefore() }));
    const [start, behind] = side === 'before' ? [other, target] : [target, other];
    return spread(line, start.position, this.#from(behind, movedIds));
  }

  #positionBefore(): number {
    this.#lowest = Math.ceil(this.#lowest) - 1;
    return this.#lowest;
  }

  /** The neighbour of the same priority. */
  #next(place: QueuePlace | undefined, side: 'before' | 'behind'): QueuePlace | undefined {
    if (place === undefined) return undefined;
    const next = side === 'before' ? this.#tree.nextLowerKey(place) : this.#tree.nextHigherKey(place);
    return next?.priority === place.priority ? next : undefined;
  }

  /** The places of one priority from one on, without some. */
  *#from(first: QueuePlace, without: ReadonlySet<DownloadId>): Generator<QueuePlace, void> {
    for (const place of this.#tree.keys(first)) {
      if (place.priority !== first.priority) return;
      if (!without.has(place.id)) yield place;
    }
  }

  #make(): void {
    if (this.#isMade) return;
    this.#isMade = true;
    const open = Array.from(this.#rows()).filter((row) => !hasEnded(row));
    // In order, each of them goes to the end of the tree.
    for (const row of open.toSorted(comparePlaces)) this.#put(row);
  }

  #put(wanted: QueuePlace): void {
    const before = this.#places.get(wanted.id);
    if (before !== undefined && comparePlaces(before, wanted) === 0) return;
    this.#drop(wanted.id);
    const place = placeOf(wanted);
    this.#places.set(place.id, place);
    this.#tree.set(place, place);
  }

  #drop(id: DownloadId): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#tree.delete(place);
    this.#places.delete(id);
  }
}

/** Puts a line behind the position `start`, and moves those behind it on where they must give it room. */
function spread(line: readonly QueuePlace[], start: number, behind: Iterable<QueuePlace>): QueuePlace[] {
  const all = [...line];
  for (const next of behind) {
    const step = (next.position - start) / (all.length + 1);
    if (step >= SMALLEST_GAP) return all.map((place, index) => ({ ...place, position: start + step * (index + 1) }));
    all.push(next);
  }
  return all.map((place, index) => ({ ...place, position: start + index + 1 }));
}

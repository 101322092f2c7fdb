import { assertNever } from '../../shared/assert-never.ts';
import type { QueueMove } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import { at, inSafeOrder, spread, stepDown, stepUp, type MovePlan, type PlaceChange, type Run } from './move-plan.ts';
import { comparePlaces, hasEnded, placeOf, type QueuePlace } from './queue-place.ts';
import { createSortedTree } from './sorted-tree.ts';

/** Rows that are put in order in one step: some milliseconds, since each has to be read. */
const ROWS_PER_STEP = 2000;

type Changes = { readonly places: readonly PlaceChange[]; readonly moved: number };

/**
 * The order of all downloads that have not ended, and what moving some of them makes of their places. Positions are
 * numbers with room between them, so that a move writes the rows that are moved and mostly no others.
 */
export class QueueOrder {
  readonly #rows: () => Iterable<Download>;
  readonly #tree = createSortedTree<QueuePlace, QueuePlace>(comparePlaces);
  readonly #places = new Map<DownloadId, QueuePlace>();
  /** Most starts see no move, so the order is made when it is first asked for, and kept up from then on. */
  #making: Iterator<Download> | 'notYet' | 'made' = 'notYet';
  #lowest = 0;
  #highest = 0;

  /** @param rows all downloads that have not ended, as they are when they are read. */
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
    if (this.#making === 'notYet') return;
    if (download !== null && !hasEnded(download)) this.#put(download);
    else this.#drop(id);
  }

  /** All that have not ended, in order. */
  all(): DownloadId[] {
    while (!this.make());
    return Array.from(this.#tree.keys(), ({ id }) => id);
  }

  /** Makes some of the order, if it is not made yet: some milliseconds' worth. @returns whether it is made. */
  make(): boolean {
    if (this.#making === 'made') return true;
    this.#making = this.#making === 'notYet' ? this.#rows()[Symbol.iterator]() : this.#making;
    for (let count = 0; count < ROWS_PER_STEP; count += 1) {
      const next = this.#making.next();
      if (next.done === true) {
        this.#making = 'made';
        return true;
      }
      if (!hasEnded(next.value)) this.#put(next.value);
    }
    return false;
  }

  /** What is to change for `ids` to move, which keep their own order. Nothing does until it is told by `follow`. */
  plan(ids: Iterable<DownloadId>, to: QueueMove): MovePlan {
    while (!this.make());
    const moved = Array.from(new Set(ids), (id) => this.#places.get(id))
      .filter((place) => place !== undefined)
      .toSorted(comparePlaces);
    const changes = this.#changes(moved, to);
    return { changes: inSafeOrder(changes.places), moved: changes.moved };
  }

  #changes(moved: readonly QueuePlace[], to: QueueMove): Changes {
    const all = (places: readonly PlaceChange[]): Changes => ({ places, moved: moved.length });
    switch (to.kind) {
      case 'top':
        return all(moved.toReversed().map((place) => at(place, this.#positionBefore())));
      case 'bottom':
        return all(moved.map((place) => at(place, this.nextPosition())));
      case 'up':
      case 'down':
        return this.#step(moved, to.kind === 'up' ? stepUp : stepDown);
      case 'before':
      case 'behind': {
        const target = this.#places.get(to.id);
        const others = new Set(moved.map(({ id }) => id));
        if (target === undefined || others.has(target.id)) return { places: [], moved: 0 };
        return all(this.#beside(moved, target, to.kind, others));
      }
      default:
        return assertNever(to);
    }
  }

  /**
   * Those that stand together change places with their neighbour of the same priority, which costs a place for that one only;
   * those that stand at the end stay there.
   */
  #step(moved: readonly QueuePlace[], step: (run: Run) => readonly PlaceChange[]): Changes {
    const places: PlaceChange[] = [];
    let count = 0;
    for (const run of this.#runs(moved)) {
      const changes = step(run);
      places.push(...changes);
      if (changes.length > 0) count += run.run.length;
    }
    return { places, moved: count };
  }

  /** Those of one priority that stand together, and who of that priority stands on either side. @param moved in order. */
  *#runs(moved: readonly QueuePlace[]): Generator<Run, void> {
    const [first] = moved;
    if (first === undefined) return;
    let before = this.#tree.nextLowerKey(first);
    let run: QueuePlace[] = [];
    let next = 0;
    for (const place of this.#tree.keys(first)) {
      const [head] = run;
      const isMoved = place.id === moved[next]?.id;
      if (head !== undefined && (!isMoved || place.priority !== head.priority)) {
        yield runOf(before, run, place);
        before = run.at(-1);
        run = [];
      }
      if (isMoved) {
        run.push(place);
        next += 1;
      } else if (next === moved.length) return;
      else before = place;
    }
    yield runOf(before, run, undefined);
  }

  /** Whoever comes among those of another priority takes on that priority. @param ids of those that move. */
  #beside(
    moved: readonly QueuePlace[],
    target: QueuePlace,
    side: 'before' | 'behind',
    ids: ReadonlySet<DownloadId>,
  ): readonly PlaceChange[] {
    const { priority } = target;
    const other = this.#nearest(target, side, ids);
    if (other !== undefined) {
      const [start, behind] = side === 'before' ? [other, target] : [target, other];
      return spread(moved, priority, start.position, this.#from(behind, ids));
    }
    if (side === 'behind') return moved.map((place) => at(place, this.nextPosition(), priority));
    return moved.toReversed().map((place) => at(place, this.#positionBefore(), priority));
  }

  #positionBefore(): number {
    this.#lowest = Math.ceil(this.#lowest) - 1;
    return this.#lowest;
  }

  /** The neighbour of the same priority that is not one of those. */
  #nearest(place: QueuePlace, side: 'before' | 'behind', without: ReadonlySet<DownloadId>): QueuePlace | undefined {
    const others = side === 'before' ? this.#tree.entriesReversed(place) : this.#tree.entries(place);
    for (const [other] of others) {
      if (other.priority !== place.priority) return undefined;
      if (other.id !== place.id && !without.has(other.id)) return other;
    }
    return undefined;
  }

  /** The places of one priority from one on, without some. */
  *#from(first: QueuePlace, without: ReadonlySet<DownloadId>): Generator<QueuePlace, void> {
    for (const place of this.#tree.keys(first)) {
      if (place.priority !== first.priority) return;
      if (!without.has(place.id)) yield place;
    }
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

function runOf(before: QueuePlace | undefined, run: readonly QueuePlace[], behind: QueuePlace | undefined): Run {
  const same = (place: QueuePlace | undefined): QueuePlace | undefined =>
    place?.priority === run[0]?.priority ? place : undefined;
  return { before: same(before), run, behind: same(behind) };
}

import { MAX_FACETS, type Facet } from '../../shared/window-frame.ts';

/** Values that are looked at when the largest are told: some more than those, so that a few may fall back. */
const LEADERS = 4 * MAX_FACETS;

/**
 * How often each value occurs, and which do most. With a hundred thousand hosts a pass over all of them for each change would be
 * too much: a few leaders are kept, and chosen anew when too many have fallen behind the others, or have come up.
 */
export class CountedValues {
  readonly #counts = new Map<string, number>();
  /** Invariant: whoever is not among them has at most `#floor`, and they have at least that. `null`: to be chosen. */
  #leaders: Set<string> | null = null;
  #floor = 0;

  add(value: string, by: 1 | -1): void {
    const count = (this.#counts.get(value) ?? 0) + by;
    if (count === 0) this.#counts.delete(value);
    else this.#counts.set(value, count);
    if (count > this.#floor) this.#leaders?.add(value);
    else if (count < this.#floor || count === 0) this.#leaders?.delete(value);
  }

  count(value: string): number {
    return this.#counts.get(value) ?? 0;
  }

  /** The `MAX_FACETS` that occur most, in the order of their names. */
  largest(): readonly Facet[] {
    const facets = Array.from(this.#currentLeaders(), (value): Facet => ({ value, count: this.count(value) }));
    const most = facets.length <= MAX_FACETS ? facets : facets.toSorted((a, b) => b.count - a.count);
    return most.slice(0, MAX_FACETS).toSorted((a, b) => (a.value < b.value ? -1 : 1));
  }

  #currentLeaders(): ReadonlySet<string> {
    const size = this.#leaders?.size ?? 0;
    const isEnough = size >= Math.min(MAX_FACETS, this.#counts.size) && size <= 4 * LEADERS;
    if (this.#leaders === null || !isEnough) this.#leaders = this.#chosen();
    return this.#leaders;
  }

  #chosen(): Set<string> {
    this.#floor = this.#floorFor(LEADERS);
    const leaders = new Set<string>();
    for (const [value, count] of this.#counts) if (count > this.#floor) leaders.add(value);
    for (const [value, count] of this.#counts) {
      if (leaders.size >= LEADERS) break;
      if (count === this.#floor) leaders.add(value);
    }
    return leaders;
  }

  /** The highest count that so many values have or exceed; 0 when there are fewer values. */
  #floorFor(wanted: number): number {
    const valuesWith = new Map<number, number>();
    for (const count of this.#counts.values()) valuesWith.set(count, (valuesWith.get(count) ?? 0) + 1);
    let values = 0;
    for (const [count, having] of [...valuesWith].toSorted(([a], [b]) => b - a)) {
      values += having;
      if (values >= wanted) return count;
    }
    return 0;
  }
}

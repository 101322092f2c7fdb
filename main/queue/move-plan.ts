import { comparePlaces, type QueuePlace } from './queue-place.ts';

/** With less room between two positions, those behind are moved on; what numbers can tell apart is far less. */
const SMALLEST_GAP = 2 ** -20;

/** One download that gets another place. */
export type PlaceChange = { readonly from: QueuePlace; readonly to: QueuePlace };

/** What a move makes of places. */
export type MovePlan = {
  /**
   * Also of some that were not asked to move. Invariant: after any number of them, from the first on, those that move stand among
   * themselves as they did, and so do all others.
   */
  readonly changes: readonly PlaceChange[];
  /** How many of those that were asked to move do. */
  readonly moved: number;
};

/** Some that stand together, and their neighbours of the same priority. */
export type Run = {
  readonly before: QueuePlace | undefined;
  readonly run: readonly QueuePlace[];
  readonly behind: QueuePlace | undefined;
};

/** The same place in its line, at another position. */
export function at(from: QueuePlace, position: number, priority = from.priority): PlaceChange {
  return { from, to: { id: from.id, priority, position } };
}

/** The one before a run goes behind it; without room there, all of them take each other's positions. */
export function stepUp({ before, run, behind }: Run): readonly PlaceChange[] {
  const last = run.at(-1);
  if (before === undefined || last === undefined) return [];
  const room = behind === undefined ? 2 : behind.position - last.position;
  if (room / 2 >= SMALLEST_GAP) return [at(before, last.position + room / 2)];
  return rotated([before, ...run], 1);
}

/** The one behind a run goes before it; without room there, as in `stepUp`. */
export function stepDown({ before, run, behind }: Run): readonly PlaceChange[] {
  const [first] = run;
  if (behind === undefined || first === undefined) return [];
  const room = before === undefined ? 2 : first.position - before.position;
  if (room / 2 >= SMALLEST_GAP) return [at(behind, first.position - room / 2)];
  return rotated([...run, behind], -1);
}

/** Each takes the position of the one before it, and the first that of the last; or the other way round for -1. */
function rotated(line: readonly QueuePlace[], by: 1 | -1): readonly PlaceChange[] {
  const { length } = line;
  return line.map((place, index) => at(place, line[(index + length - by) % length]?.position ?? 0));
}

/** Puts a line behind the position `start`, and moves those behind it on where they must give it room. */
export function spread(
  line: readonly QueuePlace[],
  priority: QueuePlace['priority'],
  start: number,
  behind: Iterable<QueuePlace>,
): readonly PlaceChange[] {
  const all = [...line];
  const spaced = (step: number): readonly PlaceChange[] =>
    all.map((place, index) => at(place, start + step * (index + 1), priority));
  for (const next of behind) {
    const step = (next.position - start) / (all.length + 1);
    if (step >= SMALLEST_GAP) return spaced(step);
    all.push(next);
  }
  return spaced(1);
}

/** Who goes back goes from the last on, who comes forward from the first on: so nobody passes another who moves, too. */
export function inSafeOrder(places: readonly PlaceChange[]): readonly PlaceChange[] {
  const back = places.filter(({ from, to }) => comparePlaces(from, to) < 0);
  const forward = places.filter(({ from, to }) => comparePlaces(from, to) > 0);
  return [
    ...back.toSorted((a, b) => comparePlaces(b.from, a.from)),
    ...forward.toSorted((a, b) => comparePlaces(a.from, b.from)),
  ];
}

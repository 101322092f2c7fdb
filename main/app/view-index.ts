import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ViewSort, ViewSpec } from '../../shared/contract.ts';
import type { ListColumns } from './list-columns.ts';
import { LiveView, type LiveNumbers, type LiveValue } from './live-view.ts';
import { SortedView, type OrderedIds } from './sorted-view.ts';
import { filterOf, isWithin, RUNNING_RANK } from './view-rule.ts';
import type { ViewChange } from './view-row.ts';

/** Views that are kept up at once; a window has one, and what it had a moment ago is often asked for again. */
const MAX_VIEWS = 12;

/** What a live column shows; each is 0 for what does not run. */
const LIVE_VALUES = {
  speed: (progress) => progress.bytesPerSecond,
  timeLeft: (progress) => progress.secondsLeft ?? Infinity,
} as const satisfies Partial<Record<ViewSort, LiveValue>>;

type View = {
  readonly spec: ViewSpec;
  readonly base: SortedView;
  readonly ids: OrderedIds;
  /** Settles when it is sorted; `null` while nobody sorts it in turns of its own. */
  sorting: Promise<void> | null;
};

/** The views that windows watch: filtered, searched, sorted, and kept up with each commit. */
export class ViewIndex {
  readonly #columns: ListColumns;
  readonly #numbers: LiveNumbers;
  /** By what they show; the one that was asked for last is the last. */
  readonly #views = new Map<string, View>();
  /** Who points at the list now. */
  readonly #holders = new Set<object>();

  /** @param columns all downloads; follow each commit through `apply`. */
  constructor(columns: ListColumns, numbers: LiveNumbers) {
    this.#columns = columns;
    this.#numbers = numbers;
  }

  /**
   * The ids of a view as of the last commit; `null` while they are being sorted: each call does some milliseconds of it, and a
   * short list is sorted by the first.
   */
  ids(spec: ViewSpec): OrderedIds | null {
    const view = this.#viewOf(spec);
    return view.base.advance() ? view.ids : null;
  }

  /** The ids of a view as of the last commit, good until the next. What takes long is done in turns of the event loop of its own. */
  async made(spec: ViewSpec): Promise<OrderedIds> {
    const view = this.#viewOf(spec);
    view.sorting ??= sortInTurns(view.base).finally(() => {
      view.sorting = null;
    });
    await view.sorting;
    return view.ids;
  }

  /** Takes over a commit. */
  apply(changes: readonly ViewChange[]): void {
    if (changes.length === 0) return;
    const coming = Array.from(this.#views.values(), ({ base }) => ({ base, rows: base.leave(changes) }));
    this.#columns.apply(changes);
    for (const { base, rows } of coming) base.enter(rows);
  }

  /** While anyone holds them, views sorted by live numbers keep their order. */
  hold(holder: object, isHeld: boolean): void {
    if (isHeld) this.#holders.add(holder);
    else this.#holders.delete(holder);
  }

  #viewOf(spec: ViewSpec): View {
    const key = JSON.stringify(spec);
    const view = this.#views.get(key) ?? this.#create(spec);
    this.#views.delete(key);
    this.#views.set(key, view);
    if (this.#views.size > MAX_VIEWS) this.#forgetOne();
    return view;
  }

  /** Searches go first: whoever ends one wants the whole list back at once. */
  #forgetOne(): void {
    const [oldest] = this.#views.keys();
    const search = [...this.#views].find(([, { spec }]) => spec.search !== '')?.[0];
    this.#views.delete(search ?? oldest ?? '');
  }

  #create(spec: ViewSpec): View {
    const { sort, descending } = spec;
    const base = new SortedView({
      columns: this.#columns,
      has: filterOf(spec),
      sort,
      descending,
      candidates: () => this.#candidates(spec),
    });
    if (sort !== 'speed' && sort !== 'timeLeft') return { spec, base, ids: base, sorting: null };
    const ids = new LiveView(base, {
      running: RUNNING_RANK,
      valueOf: LIVE_VALUES[sort],
      descending,
      numbers: this.#numbers,
      isHeld: () => this.#holders.size > 0,
    });
    return { spec, base, ids, sorting: null };
  }

  /** Of the views that have all of this one, the shortest: one more letter of a search looks only through what was found. */
  #candidates(spec: ViewSpec): readonly number[] | null {
    let shortest: readonly number[] | null = null;
    let isTurned = false;
    for (const { spec: whole, base } of this.#views.values()) {
      if (whole.sort !== spec.sort || base.slots === null || !isWithin(spec, whole)) continue;
      if (shortest !== null && shortest.length <= base.slots.length) continue;
      shortest = base.slots;
      isTurned = whole.descending !== spec.descending;
    }
    return isTurned ? (shortest?.toReversed() ?? null) : shortest;
  }
}

async function sortInTurns(view: SortedView): Promise<void> {
  while (!view.advance()) await nextTurn();
}

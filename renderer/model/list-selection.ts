import type { DownloadId } from '../../shared/download.ts';
import { createObservable, type Readable } from './observable.ts';
import type { RowRange } from './row-window.ts';

/** The row that has the keyboard. The index is where it stood last. */
export type CurrentRow = { readonly id: DownloadId; readonly index: number };

/** How a click or a key changes the selection: `only` replaces it, `toggle` is Ctrl, `extend` is Shift, `keep` moves the focus alone. */
export type SelectMode = 'only' | 'toggle' | 'extend' | 'keep';

/** Which rows are selected, by id, so that the selection survives sorting, scrolling and progress. */
export type ListSelection = {
  readonly selected: Readable<ReadonlySet<DownloadId>>;
  readonly current: Readable<CurrentRow | null>;
  readonly select: (index: number, mode: SelectMode) => Promise<void>;
  readonly selectAll: () => Promise<void>;
  /** Selects nothing; the row with the keyboard keeps it. */
  readonly clear: () => void;
  /** Another view is shown: nothing is selected and no row has the keyboard. */
  readonly reset: () => void;
  /** Finds the current row again after rows moved; the one that took its place when it is gone. */
  readonly followOrder: () => void;
  /** What an action on `id` means: the whole selection when `id` is part of it (or not given), else `id` alone. */
  readonly targets: (id?: DownloadId) => readonly DownloadId[];
};

const NONE: ReadonlySet<DownloadId> = new Set();

export function createListSelection(ports: {
  readonly idAt: (index: number) => DownloadId | undefined;
  readonly indexOf: (id: DownloadId) => number | undefined;
  readonly total: () => number;
  /** Asks the core for the ids at places that this window does not watch; `null` when that did not work. */
  readonly fetchIds: (range: RowRange) => Promise<readonly DownloadId[] | null>;
}): ListSelection {
  const selected = createObservable(NONE);
  const current = createObservable<CurrentRow | null>(null);
  let anchor: CurrentRow | null = null;
  // A change made while ids are fetched wins over the fetched ones.
  let changes = 0;

  function setSelected(ids: ReadonlySet<DownloadId>): void {
    changes += 1;
    selected.set(ids);
  }

  async function selectRange(range: RowRange): Promise<void> {
    const known: DownloadId[] = [];
    for (let index = range.start; index < range.end; index += 1) {
      const id = ports.idAt(index);
      if (id !== undefined) known.push(id);
    }
    setSelected(new Set(known));
    if (known.length === range.end - range.start) return;
    const change = changes;
    const ids = await ports.fetchIds(range);
    if (ids !== null && change === changes) setSelected(new Set(ids));
  }

  function toggle(id: DownloadId): void {
    const ids = new Set(selected.get());
    if (!ids.delete(id)) ids.add(id);
    setSelected(ids);
  }

  return {
    selected,
    current,
    async select(index, mode) {
      const id = ports.idAt(index);
      if (id === undefined) return;
      const row = { id, index };
      const from = anchor ?? current.get() ?? row;
      current.set(row);
      if (mode === 'extend') {
        anchor = from;
        const fromIndex = ports.indexOf(from.id) ?? from.index;
        await selectRange({ start: Math.min(fromIndex, index), end: Math.max(fromIndex, index) + 1 });
        return;
      }
      // The focus alone also comes with the press of a mouse button, before the click that extends from the anchor.
      if (mode !== 'keep') anchor = row;
      if (mode === 'toggle') toggle(id);
      if (mode === 'only') setSelected(new Set([id]));
    },
    async selectAll() {
      await selectRange({ start: 0, end: ports.total() });
    },
    clear() {
      anchor = null;
      setSelected(NONE);
    },
    reset() {
      anchor = null;
      current.set(null);
      setSelected(NONE);
    },
    followOrder() {
      const row = current.get();
      if (row === null) return;
      const index = ports.indexOf(row.id);
      if (index === row.index) return;
      if (index !== undefined) {
        current.set({ id: row.id, index });
        return;
      }
      const next = Math.min(row.index, ports.total() - 1);
      const id = ports.idAt(next);
      current.set(id === undefined ? null : { id, index: next });
    },
    targets(id) {
      const ids = selected.get();
      if (id !== undefined) return ids.has(id) ? [...ids] : [id];
      if (ids.size > 0) return [...ids];
      const row = current.get();
      return row === null ? [] : [row.id];
    },
  };
}

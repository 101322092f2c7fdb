import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createListSelection } from '../../../renderer/model/list-selection.ts';
import { toDownloadId, type DownloadId } from '../../../shared/download.ts';

/** A list of ids 1..count, of which only `watched` places are known without asking. */
function setUp(count: number, watched = count) {
  let order = Array.from({ length: count }, (_, index) => toDownloadId(index + 1));
  const fetches: (readonly [number, number])[] = [];
  let hold: (() => void) | null = null;
  const selection = createListSelection({
    idAt: (index) => (index < watched ? order[index] : undefined),
    indexOf: (id) => {
      const index = order.indexOf(id);
      return index === -1 || index >= watched ? undefined : index;
    },
    total: () => order.length,
    async fetchIds(range) {
      fetches.push([range.start, range.end]);
      if (hold !== null) await new Promise<void>((resolve) => (hold = resolve));
      return order.slice(range.start, range.end);
    },
  });
  return {
    selection,
    fetches,
    reorder: (next: readonly number[]) => (order = next.map(toDownloadId)),
    holdFetches: () => (hold = () => undefined),
    release: () => hold?.(),
  };
}

function chosen(selection: { readonly selected: { readonly get: () => ReadonlySet<DownloadId> } }): number[] {
  return [...selection.selected.get()].toSorted((a, b) => a - b);
}

describe('selection', () => {
  test('a click selects one, Ctrl adds and takes away', async () => {
    const { selection } = setUp(10);
    await selection.select(2, 'only');
    await selection.select(4, 'toggle');
    assert.deepEqual(chosen(selection), [3, 5]);
    await selection.select(2, 'toggle');
    assert.deepEqual(chosen(selection), [5]);
    await selection.select(0, 'only');
    assert.deepEqual(chosen(selection), [1]);
  });

  test('Shift extends from the anchor in both directions', async () => {
    const { selection } = setUp(10);
    await selection.select(4, 'only');
    await selection.select(6, 'extend');
    assert.deepEqual(chosen(selection), [5, 6, 7]);
    await selection.select(3, 'extend');
    assert.deepEqual(chosen(selection), [4, 5]);
  });

  test('the focus that comes before a shift click does not move the anchor', async () => {
    const { selection } = setUp(10);
    await selection.select(1, 'only');
    await selection.select(4, 'keep');
    await selection.select(4, 'extend');
    assert.deepEqual(chosen(selection), [2, 3, 4, 5]);
  });

  test('the anchor is a download, not a place', async () => {
    const { selection, reorder } = setUp(5);
    await selection.select(0, 'only');
    reorder([5, 4, 1, 2, 3]);
    await selection.select(3, 'extend');
    assert.deepEqual(chosen(selection), [1, 2]);
  });

  test('all selects all, asking for what is not watched', async () => {
    const { selection, fetches } = setUp(1000, 200);
    await selection.selectAll();
    assert.equal(selection.selected.get().size, 1000);
    assert.deepEqual(fetches, [[0, 1000]]);
  });

  test('a change made while ids are fetched wins', async () => {
    const { selection, holdFetches, release } = setUp(1000, 200);
    holdFetches();
    const all = selection.selectAll();
    assert.equal(selection.selected.get().size, 200, 'the watched ones are selected at once');
    await selection.select(7, 'only');
    release();
    await all;
    assert.deepEqual(chosen(selection), [8]);
  });

  test('the row with the keyboard is followed when rows move, and replaced when it goes', async () => {
    const { selection, reorder } = setUp(5);
    await selection.select(1, 'only');
    reorder([9, 1, 2, 3, 4, 5]);
    selection.followOrder();
    assert.deepEqual(selection.current.get(), { id: 2, index: 2 });
    reorder([9, 1, 3, 4, 5]);
    selection.followOrder();
    assert.deepEqual(selection.current.get(), { id: 3, index: 2 });
    reorder([9]);
    selection.followOrder();
    assert.deepEqual(selection.current.get(), { id: 9, index: 0 });
    reorder([]);
    selection.followOrder();
    assert.equal(selection.current.get(), null);
  });

  test('an action means the selection when the row is part of it, else the row alone', async () => {
    const { selection } = setUp(10);
    assert.deepEqual(selection.targets(), []);
    await selection.select(0, 'only');
    await selection.select(1, 'toggle');
    assert.deepEqual(selection.targets(toDownloadId(2)), [1, 2]);
    assert.deepEqual(selection.targets(toDownloadId(9)), [9]);
    selection.clear();
    assert.deepEqual(selection.targets(), [2], 'the row with the keyboard');
  });
});

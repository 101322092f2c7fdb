import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createDownloadListStore } from '../../../renderer/model/download-list-store.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { frameOf, ids, NO_COUNTS, progressOf, rowOf } from './fake-core.ts';

const [one, two, three] = [toDownloadId(1), toDownloadId(2), toDownloadId(3)];

function storeWatching(start: number, end: number) {
  const store = createDownloadListStore();
  store.expectFreshView([{ start, end }]);
  return store;
}

describe('the list of a window', () => {
  test('places rows and knows where each stands', () => {
    const store = storeWatching(0, 200);
    const verdict = store.apply(
      frameOf({ revision: 7, total: 2, placements: [{ start: 0, ids: ids(2, 1) }], rows: [rowOf(1), rowOf(2)] }),
    );
    assert.equal(verdict, 'applied');
    assert.equal(store.total.get(), 2);
    assert.equal(store.idAt(0), two);
    assert.equal(store.indexOf(one), 1);
    assert.equal(store.rowOf(two)?.name, 'file-2.zip');
  });

  test('renders only the row whose numbers moved', () => {
    const store = storeWatching(0, 200);
    store.apply(frameOf({ total: 2, placements: [{ start: 0, ids: ids(1, 2) }], rows: [rowOf(1), rowOf(2)] }));
    const calls: string[] = [];
    store.subscribeRow(one, () => calls.push('row 1'));
    store.subscribeRow(two, () => calls.push('row 2'));
    store.order.subscribe(() => calls.push('order'));
    store.summary.subscribe(() => calls.push('summary'));
    store.total.subscribe(() => calls.push('total'));
    store.apply(frameOf({ revision: 2, total: 2, progress: [progressOf(2, 500)] }));
    assert.deepEqual(calls, ['row 2']);
    assert.equal(store.progressOf(two)?.receivedBytes, 500);
  });

  test('tells folders, hosts and kinds only when their numbers changed', () => {
    const store = storeWatching(0, 200);
    const categories = { video: 0, audio: 0, images: 0, documents: 0, archives: 1, programs: 0, other: 0 };
    const facets = (count: number) => ({ categories, folders: [], hosts: [{ value: 'a.example', count }] });
    let changes = 0;
    store.facets.subscribe(() => (changes += 1));
    store.apply(frameOf({ revision: 1, facets: facets(1) }));
    store.expectFreshView([{ start: 0, end: 200 }]);
    store.apply(frameOf({ revision: 2, facets: facets(1) }));
    assert.equal(changes, 1);
    store.apply(frameOf({ revision: 3, facets: facets(2) }));
    assert.equal(changes, 2);
  });

  test('tells a change of the sums only when they changed', () => {
    const store = storeWatching(0, 200);
    let changes = 0;
    store.summary.subscribe(() => (changes += 1));
    store.apply(frameOf({ revision: 1 }));
    store.apply(frameOf({ revision: 2 }));
    assert.equal(changes, 1);
    store.apply(frameOf({ revision: 3, counts: { ...NO_COUNTS, queued: 1 } }));
    store.apply(frameOf({ revision: 4, counts: { ...NO_COUNTS, queued: 1 }, active: ids(3) }));
    assert.equal(changes, 3);
  });

  test('reports a gap, changes nothing by it, and starts anew after asking again', () => {
    const store = storeWatching(0, 200);
    store.apply(frameOf({ revision: 1, total: 5 }));
    assert.equal(store.apply(frameOf({ revision: 3, total: 9 })), 'gap');
    assert.equal(store.total.get(), 5);
    store.expectFreshView([{ start: 0, end: 200 }]);
    assert.equal(store.apply(frameOf({ revision: 8, total: 9 })), 'applied');
    assert.equal(store.apply(frameOf({ revision: 9, total: 10 })), 'applied');
    assert.equal(store.total.get(), 10);
  });

  test('forgets places behind the end of a list that became shorter', () => {
    const store = storeWatching(0, 200);
    store.apply(
      frameOf({ total: 3, placements: [{ start: 0, ids: ids(1, 2, 3) }], rows: [1, 2, 3].map((id) => rowOf(id)) }),
    );
    store.apply(frameOf({ revision: 2, total: 1, placements: [{ start: 0, ids: ids(3) }] }));
    assert.equal(store.idAt(0), three);
    assert.equal(store.idAt(1), undefined);
    assert.equal(store.indexOf(one), undefined);
    assert.equal(store.rowOf(one), undefined);
  });

  test('forgets rows that are no longer watched, and keeps the active ones', () => {
    const store = storeWatching(0, 2);
    store.apply(frameOf({ total: 300, placements: [{ start: 0, ids: ids(1, 2) }], rows: [rowOf(1), rowOf(2)] }));
    store.expectFreshView([{ start: 200, end: 201 }]);
    store.apply(
      frameOf({
        revision: 5,
        total: 300,
        placements: [{ start: 200, ids: ids(3) }],
        rows: [rowOf(3), rowOf(2)],
        active: ids(2),
      }),
    );
    assert.equal(store.rowOf(one), undefined);
    assert.equal(store.rowOf(two)?.id, two);
    assert.equal(store.idAt(0), undefined);
    assert.equal(store.idAt(200), three);
  });

  test('tells each change of facts with what was before', () => {
    const store = storeWatching(0, 200);
    const moves: string[] = [];
    store.onRowChange((before, after) => moves.push(`${before.state.kind} > ${after.state.kind}`));
    store.apply(frameOf({ total: 1, placements: [{ start: 0, ids: ids(1) }], rows: [rowOf(1)] }));
    store.apply(frameOf({ revision: 2, total: 1, rows: [rowOf(1, { kind: 'completed', atMs: 5 })] }));
    assert.deepEqual(moves, ['queued > completed']);
  });

  test('after any frames, places and indexes say the same', () => {
    const order = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 8 }), (orders) => {
        const store = storeWatching(0, 200);
        orders.forEach((list, index) => {
          store.apply(
            frameOf({
              revision: index + 1,
              total: list.length,
              placements: [{ start: 0, ids: ids(...list) }],
              rows: list.map((id) => rowOf(id)),
            }),
          );
        });
        const last = orders.at(-1) ?? [];
        for (let id = 1; id <= 30; id += 1) {
          const place = last.indexOf(id);
          assert.equal(store.indexOf(toDownloadId(id)), place === -1 ? undefined : place);
          if (place !== -1) assert.equal(store.idAt(place), id);
        }
        assert.equal(store.idAt(last.length), undefined);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ListColumns } from '../../../main/app/list-columns.ts';
import { ROWS_PER_STEP } from '../../../main/app/slot-order.ts';
import { sortInSteps } from '../../../main/app/sort-in-steps.ts';
import { SortedView } from '../../../main/app/sorted-view.ts';
import { ViewIndex } from '../../../main/app/view-index.ts';
import { viewChanges, viewRowOf } from '../../../main/app/view-row.ts';
import type { ViewSpec } from '../../../shared/contract.ts';
import type { CommittedChange } from '../../../main/queue/download-table.ts';
import type { Download } from '../../../main/store/download-record.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { sampleDownload } from '../../support/sample-downloads.ts';

const BY_NAME: ViewSpec = {
  filter: 'all', category: null, folder: null, host: null, search: '', sort: 'name', descending: false,
}; // prettier-ignore

/** Names whose order is that of their digits. */
function named(id: number, number: number): Download {
  return sampleDownload(id, { wishedName: `file ${String(number).padStart(5, '0')}` });
}

function byName(rows: Iterable<Download>): readonly DownloadId[] {
  return [...rows]
    .toSorted(
      (a, b) =>
        ((a.wishedName ?? '') < (b.wishedName ?? '') ? -1 : Number(a.wishedName !== b.wishedName)) || a.id - b.id,
    )
    .map(({ id }) => id);
}

describe('a view that is sorted in steps', () => {
  test('has what was committed between them', async () => {
    const first = Array.from({ length: 3 * ROWS_PER_STEP }, (_, index) => named(index + 1, (index * 7919) % 10_007));
    const rows = new Map(first.map((row) => [row.id, row]));
    const columns = new ListColumns();
    for (const row of first) columns.add(viewRowOf(row));
    const index = new ViewIndex(columns, { progressOf: () => undefined, nowMs: () => 0 });
    const commit = (...changes: CommittedChange[]): void => {
      for (const { before, after } of changes) {
        if (after !== null) rows.set(after.id, after);
        else if (before !== null) rows.delete(before.id);
      }
      index.apply(viewChanges(changes));
    };
    assert.equal(index.ids(BY_NAME), null);
    // Rows of each third of the list: some were looked at already, some were not.
    const early = [0, ROWS_PER_STEP, 2 * ROWS_PER_STEP].flatMap((start) => first.slice(start, start + 300));
    commit(...early.map((before) => ({ before, after: { ...before, wishedName: 'file 05000' } })));
    assert.equal(index.ids(BY_NAME), null);
    commit(...first.slice(5000, 5500).map((before) => ({ before, after: null })));
    commit({ before: null, after: named(99_999, 1) });
    const ids = await index.made(BY_NAME);
    assert.deepEqual(ids.slice(0, ids.length), byName(rows.values()));
  });

  test('looks at no more rows in one of them than it may', () => {
    const columns = new ListColumns();
    for (let id = 1; id <= 10 * ROWS_PER_STEP; id += 1) columns.add(viewRowOf(named(id, 50_000 - id)));
    let looks = 0;
    const has = (): boolean => {
      looks += 1;
      return true;
    };
    const view = new SortedView({ columns, has, sort: 'name', descending: false, candidates: () => null });
    let steps = 0;
    for (let isMade = false; !isMade; steps += 1) {
      looks = 0;
      isMade = view.advance();
      assert.ok(looks <= ROWS_PER_STEP, `${looks} rows in one step`);
    }
    assert.ok(steps > 10, `${steps} steps`);
  });

  test('compares no more in one of them than a few thousand rows take', () => {
    const perStep = 64;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat()), { maxLength: 700 }), (items) => {
        let comparisons = 0;
        const steps = sortInSteps(
          items,
          ([a], [b]) => {
            comparisons += 1;
            return a - b;
          },
          perStep,
        );
        for (;;) {
          comparisons = 0;
          const step = steps.next();
          // What a run of 64 takes, and the last step of a merge beside it.
          assert.ok(comparisons <= 12 * perStep, `${comparisons} comparisons`);
          if (step.done !== true) continue;
          assert.deepEqual(
            step.value,
            items.toSorted(([a], [b]) => a - b),
          );
          return;
        }
      }),
    );
  });
});

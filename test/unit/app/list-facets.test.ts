import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CountedValues } from '../../../main/app/counted-values.ts';
import { ListColumns } from '../../../main/app/list-columns.ts';
import { ListFacets } from '../../../main/app/list-facets.ts';
import { viewChanges, viewRowOf } from '../../../main/app/view-row.ts';
import { MAX_FACETS } from '../../../shared/window-frame.ts';
import type { DownloadId } from '../../../shared/download.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { sampleDownload } from '../../support/sample-downloads.ts';

const KINDS = ['a.mp4', 'b.zip', 'c.iso', 'd.pdf', 'e'];
const FOLDERS = ['/one', '/two'];
const HOSTS = ['a.example', 'b.example:81'];

function download(id: number, kind: number): Download {
  return sampleDownload(id, {
    url: `https://${HOSTS[kind % 2]}/${KINDS[kind % KINDS.length]}`,
    directory: FOLDERS[kind % 2] ?? '',
  });
}

function columnsOf(rows: Iterable<Download>): ListColumns {
  const columns = new ListColumns();
  for (const row of rows) columns.add(viewRowOf(row));
  return columns;
}

function countAfresh(rows: ReadonlyMap<DownloadId, Download>): unknown {
  return new ListFacets(columnsOf(rows.values())).current();
}

describe('ListFacets', () => {
  test('counts by each commit what counting everything anew would find', () => {
    const step = fc.record({ id: fc.integer({ min: 1, max: 6 }), kind: fc.option(fc.integer({ min: 0, max: 9 })) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const rows = new Map<DownloadId, Download>();
        const facets = new ListFacets(columnsOf([]));
        facets.current();
        for (const { id, kind } of steps) {
          const after = kind === null ? null : download(id, kind);
          const before = rows.get(download(id, 0).id) ?? null;
          if (after === null) rows.delete(download(id, 0).id);
          else rows.set(after.id, after);
          facets.apply(viewChanges([{ before, after }]));
        }
        assert.deepEqual(facets.current(), countAfresh(rows));
      }),
    );
  });

  test('stays the same object while only progress and states change', () => {
    const row = download(1, 0);
    const facets = new ListFacets(columnsOf([row]));
    const first = facets.current();
    facets.apply(viewChanges([{ before: row, after: { ...row, state: { kind: 'paused' } } }]));
    assert.equal(facets.current(), first);
  });

  test('knows the largest of many hosts, whoever comes up and falls back', () => {
    const step = fc.record({ host: fc.integer({ min: 0, max: 700 }), by: fc.constantFrom(1, 1, -1) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 300, maxLength: 1200 }), (steps) => {
        const counts = new Map(Array.from({ length: 600 }, (_, host) => [`${host}`, 1]));
        const counted = new CountedValues();
        for (const host of counts.keys()) counted.add(host, 1);
        for (const [index, { host, by }] of steps.entries()) {
          const before = counts.get(`${host}`) ?? 0;
          if (before + by < 0) continue;
          counts.set(`${host}`, before + by);
          counted.add(`${host}`, by === 1 ? 1 : -1);
          if (index % 100 !== 0) continue;
          const largest = counted.largest();
          for (const { value, count } of largest) assert.equal(count, counts.get(value));
          const most = [...counts.values()].toSorted((a, b) => b - a).slice(0, MAX_FACETS);
          assert.deepEqual(
            largest.map(({ count }) => count).toSorted((a, b) => b - a),
            most,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  test('tells the folders that have the most, by name', () => {
    const many = Array.from({ length: MAX_FACETS + 5 }, (_, index) =>
      sampleDownload(index + 1, { directory: `/${String(index).padStart(3, '0')}` }),
    );
    const last = sampleDownload(999, { directory: '/054' });
    const facets = new ListFacets(columnsOf([...many, last])).current();
    assert.equal(facets.folders.length, MAX_FACETS);
    assert.deepEqual(facets.folders.at(-1), { value: '/054', count: 2 });
    assert.deepEqual(facets.folders[0], { value: '/000', count: 1 });
  });
});

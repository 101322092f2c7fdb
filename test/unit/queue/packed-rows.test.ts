import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PackedRows } from '../../../main/queue/packed-rows.ts';
import { RowPacker } from '../../../main/queue/row-packer.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { toDownloadId, type DownloadId } from '../../../shared/download.ts';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';
import { withoutCredentials } from '../../../shared/url.ts';
import { anyDownload } from '../../support/any-download.ts';
import { sampleDownload } from '../../support/sample-downloads.ts';

const ID = toDownloadId(7);

describe('packing a download', () => {
  test('gives it back as it was, whatever it is', () => {
    const packer = new RowPacker();
    fc.assert(
      fc.property(anyDownload, fc.boolean(), (download, isUsual) => {
        const name = download.reservation?.target ?? '';
        const usual = {
          reservation: download.reservation && { ...download.reservation, part: name + PART_SUFFIX },
          facts: download.facts && { ...download.facts, suggestedName: name },
        };
        const row = { ...download, ...(isUsual ? usual : {}), id: ID };
        assert.deepEqual(packer.unpack(ID, packer.pack(row)), row);
      }),
      { numRuns: 300 },
    );
  });
});

/** A download as it lies on the list: its link has been parsed. */
const listed = anyDownload.map((row) => ({ ...row, url: new URL(row.url).href }));

/** Few ids, so that they are met again, and few rows that are kept as they are. */
const step = fc.record({
  kind: fc.constantFrom('set', 'load', 'get', 'delete'),
  id: fc.integer({ min: 1, max: 9 }),
  row: listed,
});

describe('packed rows', () => {
  test('hold what a map would hold, oldest first', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const rows = new PackedRows(2);
        const plain = new Map<DownloadId, Download>();
        for (const one of steps) {
          const id = toDownloadId(one.id);
          if (one.kind === 'delete') {
            rows.delete(id);
            plain.delete(id);
          } else if (one.kind === 'get') assert.deepEqual(rows.get(id), plain.get(id));
          else if (one.kind === 'set' || !plain.has(id)) {
            const row = { ...one.row, id };
            plain.set(id, row);
            rows[one.kind](row);
          }
        }
        const sorted = [...plain.values()].toSorted((a, b) => a.id - b.id);
        assert.deepEqual(
          [...rows.ids()],
          sorted.map(({ id }) => id),
        );
        assert.deepEqual([...rows.values()], sorted);
        for (const row of plain.values()) {
          assert.deepEqual(rows.peek(row.id), row);
          assert.ok([...rows.maybeWithLink([withoutCredentials(row.url)])].some(({ id }) => id === row.id));
          const name = row.reservation?.target;
          if (name !== undefined) assert.ok([...rows.maybeWithTarget([name])].some(({ id }) => id === row.id));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('are the same object as long as few others are used', () => {
    const rows = new PackedRows(10);
    for (let id = 1; id <= 100; id += 1) rows.load(sampleDownload(id));
    const watched = rows.get(ID);
    for (let id = 20; id < 29; id += 1) rows.get(toDownloadId(id));
    assert.equal(rows.get(ID), watched);
  });

  test('find a link whatever login stands in it', () => {
    const rows = new PackedRows();
    rows.load(sampleDownload(1, { url: 'https://user:word@example.org/a@b' }));
    rows.load(sampleDownload(2, { url: 'https://example.org/other' }));
    const ids = (link: string): DownloadId[] => Array.from(rows.maybeWithLink([link]), ({ id }) => id);
    assert.deepEqual(ids('https://example.org/a@b'), [1]);
    assert.deepEqual(ids('https://example.org/b'), []);
  });

  test('keep rows that are too long to be packed, and all others after many changes', () => {
    const rows = new PackedRows(4);
    const long = sampleDownload(1, { headers: [{ name: 'X-Long', value: 'ä'.repeat(70_000) }] });
    rows.load(long);
    // More than is ever left lying about.
    const value = 'v'.repeat(10_000);
    for (let change = 0; change < 2000; change += 1) {
      const headers = [{ name: 'X-Change', value: `${change} ${value}` }];
      rows.set(sampleDownload(2 + (change % 20), { headers }));
    }
    assert.deepEqual(rows.get(toDownloadId(1)), long);
    for (const { id, headers } of rows.values()) {
      if (id === 1) continue;
      assert.equal(headers[0]?.value, `${1980 + id - 2} ${value}`);
    }
  });
});

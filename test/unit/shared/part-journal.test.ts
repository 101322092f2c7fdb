import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BLOCK_BYTES, isBlockChecksum, latestBlocks, type BlockChecksum } from '../../../shared/block-checksum.ts';
import {
  journalHeader,
  journalLine,
  journalPath,
  parseJournal,
  type JournalHeader,
} from '../../../shared/part-journal.ts';

const nullable = fc.option(fc.string({ maxLength: 30 }), { nil: null });
const header: fc.Arbitrary<JournalHeader> = fc.record(
  {
    url: fc.webUrl(),
    sizeBytes: fc.option(fc.maxSafeNat(), { nil: null }),
    etag: nullable,
    lastModified: nullable,
    contentType: nullable,
  },
  { noNullPrototype: true },
);
const piece = fc
  .tuple(fc.nat(5), fc.nat(1000), fc.integer({ min: 1, max: 1000 }), fc.nat(0xff_ff_ff_ff))
  .map(([block, start, length, crc32]): BlockChecksum => {
    return { start: block * BLOCK_BYTES + start, end: block * BLOCK_BYTES + start + length, crc32 };
  });
const pieces = fc.array(piece, { minLength: 1, maxLength: 10 });

describe('the journal of a part file', () => {
  test('gives back the last header and the last sum of each byte', () => {
    fc.assert(
      fc.property(header, header, fc.array(pieces), pieces, (first, last, lines, more) => {
        const text =
          journalHeader(first) + lines.map(journalLine).join('') + `\n${journalHeader(last)}${journalLine(more)}`;
        assert.deepEqual(parseJournal(text), { header: last, blocks: latestBlocks([...lines.flat(), ...more]) });
      }),
    );
  });

  test('that was cut anywhere loses only what was written last', () => {
    fc.assert(
      fc.property(header, pieces, pieces, fc.nat(), (head, first, second, cut) => {
        const kept = journalHeader(head) + journalLine(first);
        const last = journalLine(second);
        const text = kept + last.slice(0, cut % last.length);
        assert.deepEqual(parseJournal(text), { header: head, blocks: latestBlocks(first) });
        // The next run goes on behind half a line.
        const continued = parseJournal(`${text}\n${journalHeader(head)}${journalLine(second)}`);
        assert.deepEqual(continued, { header: head, blocks: latestBlocks([...first, ...second]) });
      }),
    );
  });

  test('of anyone else never throws and holds only what can be', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.oneof(fc.double(), fc.maxSafeInteger(), fc.string())).map((values) => JSON.stringify(values)),
      fc
        .record({ sluicePart: fc.constant(1), url: fc.anything(), sizeBytes: fc.anything() })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.boolean(), header, fc.array(line), (isOurs, head, lines) => {
        const journal = parseJournal((isOurs ? journalHeader(head) : '') + lines.map((text) => `${text}\n`).join(''));
        if (journal === null) return;
        assert.ok(journal.blocks.every(isBlockChecksum));
        assert.equal(typeof journal.header.url, 'string');
        const { sizeBytes } = journal.header;
        assert.ok(sizeBytes === null || (Number.isSafeInteger(sizeBytes) && sizeBytes >= 0));
      }),
    );
  });

  test('stands beside the part file, and nowhere for any other file', () => {
    assert.equal(journalPath('/a/b.zip.sluice-part'), '/a/b.zip.sluice-info');
    assert.equal(journalPath('/a/b.zip'), null);
  });
});

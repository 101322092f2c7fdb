import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Output } from '../../../main/cli/output.ts';
import { createLiveDisplay, createPlainDisplay, createQuietDisplay } from '../../../main/cli/progress-display.ts';
import { barText, nextPlainLine, progressLine, type FileProgress } from '../../../main/cli/progress-line.ts';
import { columnsOf } from '../../../main/cli/terminal-text.ts';

const FILE: FileProgress = {
  name: 'file.iso',
  state: 'downloading',
  sizeBytes: 1_000_000_000,
  receivedBytes: 500_000_000,
  continuedBytes: 0,
  bytesPerSecond: 12_300_000,
  secondsLeft: 41,
  check: null,
  retry: null,
};

const ALONE = { ended: 0, total: 1 };

function fakeOutput(size: { readonly columns: number; readonly rows: number }): { output: Output; written: string[] } {
  const written: string[] = [];
  const output: Output = {
    result: (line) => written.push(`out:${line}\n`),
    say: (line) => written.push(`${line}\n`),
    draw: (text) => written.push(text),
    canRedraw: true,
    resultIsTerminal: true,
    unicode: false,
    columns: () => size.columns,
    rows: () => size.rows,
  };
  return { output, written };
}

test('a wide terminal shows name, bar, percent, size, speed and time left', () => {
  const line = progressLine(FILE, 100, { unicode: false });
  assert.match(line, /^file\.iso +#+\.+ +50% +500 MB\/1\.00 GB +12\.3 MB\/s +41s$/u);
});

test('a narrow terminal keeps the name and the percent', () => {
  assert.match(progressLine(FILE, 24, { unicode: false }), /^file\.iso +50%$/u);
  assert.match(progressLine(FILE, 13, { unicode: false }), /^file\.iso  50%$/u);
});

test('a row that waits for another try counts down and says why', () => {
  const retry = { waitMs: 6001, attempt: '2 of 5', reason: 'The server is busy (503).' };
  const file = { ...FILE, state: 'retrying' as const, retry };
  const line = progressLine(file, 100, { unicode: false });
  assert.match(line, /^file\.iso +50%  try 2 of 5 in 7s  The server is busy \(503\)\.$/u);
  assert.match(progressLine(file, 30, { unicode: false }), /try 2 of 5 in 7s$/u);
});

test('a file of unknown size has no bar and no percent', () => {
  const line = progressLine({ ...FILE, sizeBytes: null, secondsLeft: null }, 100, { unicode: false });
  assert.match(line, /^file\.iso +500 MB +12\.3 MB\/s +--$/u);
});

test('no line is ever wider than the terminal', () => {
  const file = fc.record({
    name: fc.string({ unit: 'grapheme', maxLength: 200 }),
    state: fc.constantFrom('probing' as const, 'downloading' as const, 'retrying' as const, 'finishing' as const),
    sizeBytes: fc.option(fc.nat({ max: 2 ** 31 - 1 })),
    receivedBytes: fc.nat({ max: 2 ** 31 - 1 }),
    continuedBytes: fc.constant(0),
    bytesPerSecond: fc.nat({ max: 2 ** 31 - 1 }),
    secondsLeft: fc.option(fc.nat()),
    check: fc.option(fc.record({ doneBytes: fc.nat(), totalBytes: fc.nat(), bytesPerSecond: fc.nat() })),
    retry: fc.option(
      fc.record({ waitMs: fc.integer(), attempt: fc.constant('2 of 5'), reason: fc.string({ unit: 'grapheme' }) }),
    ),
  });
  fc.assert(
    fc.property(file, fc.integer({ min: 1, max: 300 }), fc.boolean(), (file, columns, unicode) => {
      assert.ok(columnsOf(progressLine(file, columns, { unicode })) <= columns);
    }),
  );
});

test('a file that is checked shows how far that is, live and in plain lines', () => {
  const checked = { ...FILE, check: { doneBytes: 430, totalBytes: 1000, bytesPerSecond: 10 } };
  assert.match(progressLine(checked, 100, { unicode: false }), / 43%.* checking/u);
  assert.equal(nextPlainLine(checked, { tenth: 9, atMs: 0 }, 5000)?.line, 'file.iso: checking, 43%');
  assert.equal(nextPlainLine(checked, { tenth: 9, atMs: 0 }, 4999), null);
});

test('a bar has exactly its columns and is full only at the end', () => {
  assert.equal(barText(0, 4, false), '....');
  assert.equal(barText(0.99, 4, false), '###.');
  assert.equal(barText(1, 4, false), '####');
  assert.equal(barText(2, 4, true), '━━━━');
});

test('plain lines come at each tenth and every five seconds', () => {
  const said = { tenth: 4, atMs: 1000 };
  assert.equal(nextPlainLine(FILE, said, 1500)?.line, 'file.iso: 50%, 500 MB/1.00 GB, 12.3 MB/s, 41s left');
  assert.equal(nextPlainLine(FILE, { tenth: 5, atMs: 1000 }, 5999), null);
  assert.notEqual(nextPlainLine(FILE, { tenth: 5, atMs: 1000 }, 6000), null);
  assert.equal(nextPlainLine({ ...FILE, state: 'retrying' }, said, 99_000), null);
});

test('the plain display says where a continued file starts', () => {
  const { output, written } = fakeOutput({ columns: 80, rows: 24 });
  const display = createPlainDisplay(output);
  display.update(new Map([[1, { ...FILE, continuedBytes: 500_000_000 }]]), 0, ALONE);
  display.update(new Map([[1, FILE]]), 100, ALONE);
  display.update(new Map([[1, { ...FILE, receivedBytes: 600_000_000 }]]), 200, ALONE);
  assert.deepEqual(written, [
    'file.iso: started, 1.00 GB, continues at 500 MB\n',
    'file.iso: 60%, 600 MB/1.00 GB, 12.3 MB/s, 41s left\n',
  ]);
});

test('the live display draws over its own lines, and lines that stay go above them', () => {
  const { output, written } = fakeOutput({ columns: 80, rows: 24 });
  const display = createLiveDisplay(output);
  const two = new Map([
    [1, FILE],
    [2, { ...FILE, name: 'other.iso' }],
  ]);
  display.update(two, 0, ALONE);
  written.length = 0;
  display.update(two, 250, ALONE);
  assert.ok(written.join('').startsWith('\r\u001B[2A'), 'goes up by the two lines of before');
  written.length = 0;
  display.say('note');
  assert.deepEqual(written.slice(0, 2), ['\r\u001B[2A\u001B[J', 'note\n']);
  written.length = 0;
  display.end();
  display.end();
  assert.deepEqual(written, ['\r\u001B[2A\u001B[J']);
});

test('what a drawn row shows by itself is said only where nothing is drawn', () => {
  const { output, written } = fakeOutput({ columns: 80, rows: 24 });
  createLiveDisplay(output).note('failed, tried again');
  createQuietDisplay(output).note('failed, tried again');
  assert.deepEqual(written, []);
  createPlainDisplay(output).note('failed, tried again');
  assert.deepEqual(written, ['failed, tried again\n']);
});

test('the live display never draws more lines than the terminal has', () => {
  const { output, written } = fakeOutput({ columns: 80, rows: 6 });
  const files = new Map(Array.from({ length: 50 }, (_, index) => [index, FILE]));
  createLiveDisplay(output).update(files, 0, ALONE);
  assert.equal(written.join('').match(/\n/gu)?.length, 4);
  assert.match(written.join(''), /and 47 more/u);
});

test('the quiet display shows results only', () => {
  const { output, written } = fakeOutput({ columns: 80, rows: 24 });
  const display = createQuietDisplay(output);
  display.update(new Map([[1, FILE]]), 0, ALONE);
  display.say('note');
  display.result('/tmp/file.iso');
  assert.deepEqual(written, ['out:/tmp/file.iso\n']);
});

test('below the files of a batch stands how many of all have come, within the height of the terminal', () => {
  const { output, written } = fakeOutput({ columns: 80, rows: 6 });
  const files = new Map(Array.from({ length: 9 }, (_, key) => [key, { ...FILE, name: `${key}.bin` }]));
  createLiveDisplay(output).update(files, 0, { ended: 213, total: 1000 });
  const drawn = written.join('');
  assert.match(drawn, /and 7 more[^\n]*\n213 of 1000 files done, 111 MB\/s/u);
  assert.equal(drawn.match(/\n/gu)?.length, 4);
});

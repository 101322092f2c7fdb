import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ReadingLag } from '../../../main/engine/reading-lag.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Turns of the event loop, in each of which some connections bring bytes. */
type Line = { readonly turns: number; readonly turnMs: number; readonly bytes: readonly number[] };

/** What is said at the end; each connection's bytes of a turn come in `reads` pieces. */
function judge({ turns, turnMs, bytes }: Line, reads = 1): boolean {
  let turn = 0;
  const lag = new ReadingLag(() => turn);
  const readers = bytes.map(() => lag.reader());
  for (; turn < turns; turn += 1) {
    for (const [index, read] of readers.entries()) {
      for (let piece = 0; piece < reads; piece += 1) read((bytes[index] ?? 0) / reads, turn * turnMs);
    }
  }
  return lag.isBehind(turns * turnMs);
}

describe('ReadingLag', () => {
  test('a connection whose buffer is full at each turn is read more slowly than it comes', () => {
    assert.equal(judge({ turns: 100, turnMs: 2, bytes: [512 * KIB] }), true);
  });

  test('the same when it is read in records of TLS', () => {
    assert.equal(judge({ turns: 100, turnMs: 2, bytes: [512 * KIB] }, 32), true);
  });

  test('it is behind when one brings most and the others are hardly read', () => {
    assert.equal(
      judge({ turns: 20, turnMs: 20, bytes: [8 * MIB, ...Array.from({ length: 15 }, () => 93 * KIB)] }),
      true,
    );
  });

  test('a fast line of which each turn finds little is read in time', () => {
    assert.equal(judge({ turns: 1000, turnMs: 0.5, bytes: [128 * KIB, 128 * KIB] }), false);
  });

  test('a slow line of which much is found now and then is slow', () => {
    assert.equal(judge({ turns: 20, turnMs: 50, bytes: [512 * KIB] }), false);
  });

  test('a burst that is over soon is none of it, however often there is one', () => {
    let turn = 0;
    const lag = new ReadingLag(() => turn);
    const read = lag.reader();
    for (; turn < 100; turn += 1) {
      for (let piece = 0; piece < 20; piece += 1) read(512 * KIB, turn * 200);
      assert.equal(lag.isBehind(turn * 200 + 60), false);
    }
  });

  test('it has caught up half a second later', () => {
    let turn = 0;
    const lag = new ReadingLag(() => turn);
    const read = lag.reader();
    for (; turn < 100; turn += 1) read(512 * KIB, turn * 2);
    assert.equal(lag.isBehind(200), true);
    assert.equal(lag.isBehind(600), true);
    assert.equal(lag.isBehind(701), false);
  });

  test('never behind where no turn finds a quarter of a MiB of one connection', () => {
    const lines = fc.record({
      turns: fc.integer({ min: 1, max: 200 }),
      turnMs: fc.integer({ min: 1, max: 40 }),
      bytes: fc.array(fc.integer({ min: 0, max: 256 * KIB - 1 }), { maxLength: 20 }),
    });
    fc.assert(fc.property(lines, fc.integer({ min: 1, max: 4 }), (line, reads) => !judge(line, reads)));
  });

  test('how a turn is read in pieces does not change the verdict', () => {
    const lines = fc.record({
      turns: fc.integer({ min: 1, max: 100 }),
      turnMs: fc.integer({ min: 1, max: 40 }),
      bytes: fc.array(
        fc.integer({ min: 0, max: 8 }).map((blocks) => blocks * 128 * KIB),
        { minLength: 1, maxLength: 20 },
      ),
    });
    fc.assert(fc.property(lines, (line) => judge(line, 1) === judge(line, 8)));
  });
});

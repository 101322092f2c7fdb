import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesText, durationText, percentOf, speedText, timeLeftText } from '../../../main/cli/number-text.ts';

test('writes bytes with three digits and decimal units', () => {
  const cases = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [12_345, '12.3 kB'],
    [999_400, '999 kB'],
    [999_600, '1.00 MB'],
    [1_073_741_824, '1.07 GB'],
    [99_960_000, '100 MB'],
    [3e18, '3000 PB'],
  ] as const;
  for (const [bytes, text] of cases) assert.equal(bytesText(bytes), text);
  assert.equal(speedText(12_345_678), '12.3 MB/s');
});

test('says 100 % only when all of it is there', () => {
  assert.equal(percentOf(999_999, 1_000_000), 99);
  assert.equal(percentOf(1_000_000, 1_000_000), 100);
  assert.equal(percentOf(1_000_001, 1_000_000), 100);
  assert.equal(percentOf(0, 0), 100);
  assert.equal(percentOf(5, null), null);
});

test('writes the time left in at most two units', () => {
  const cases = [
    [0, '0s'],
    [59, '59s'],
    [60, '1m 00s'],
    [3599, '59m 59s'],
    [7500, '2h 05m'],
    [90_000, '1d 1h'],
    [Infinity, '--'],
    [1e9, '--'],
    [null, '--'],
  ] as const;
  for (const [seconds, text] of cases) assert.equal(timeLeftText(seconds), text);
});

test('writes how long it took', () => {
  assert.equal(durationText(0), '0.1 s');
  assert.equal(durationText(3210), '3.2 s');
  assert.equal(durationText(12_400), '12 s');
  assert.equal(durationText(200_000), '3 min 20 s');
  assert.equal(durationText(7_500_000), '2 h 5 min');
});

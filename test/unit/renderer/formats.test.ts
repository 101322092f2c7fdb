import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFormats } from '../../../renderer/format/formats.ts';
import { LANGUAGES } from '../../../shared/language.ts';

const formats = createFormats('en-GB');
const HOUR = 3600;
const DAY = 24 * HOUR;

describe('sizes', () => {
  test('are decimal, with three digits at most', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0 bytes'],
      [1, '1 byte'],
      [999, '999 bytes'],
      [1000, '1 kB'],
      [1234, '1.23 kB'],
      [12_345, '12.3 kB'],
      [123_456, '123 kB'],
      [4_900_000_000, '4.9 GB'],
      [2_199_023_255_552, '2.2 TB'],
    ];
    for (const [bytes, text] of cases) assert.equal(formats.bytes(bytes), text);
  });

  test('never show a thousand of a unit', () => {
    assert.equal(formats.bytes(999_499), '999 kB');
    assert.equal(formats.bytes(999_500), '1 MB');
    assert.equal(formats.bytes(999_999_999), '1 GB');
  });

  test('are written as the region writes numbers', () => {
    assert.equal(createFormats('de-DE').bytes(1_234_000), '1,23 MB');
  });

  test('have a short unit in every language: a whole word does not fit into its column', () => {
    for (const language of LANGUAGES) {
      const { bytes, speed } = createFormats(language);
      for (const text of [bytes(915_000), bytes(915_000_000), speed(915_000), speed(915_000_000)]) {
        assert.ok(text.length <= 10, `${language}: ${text}`);
      }
    }
    assert.equal(createFormats('ar-u-nu-latn').speed(915_000), '915 ك.ب/ث');
  });
});

describe('speeds', () => {
  test('keep their number of digits while they change', () => {
    assert.equal(formats.speed(12_000_000), '12.0 MB/s');
    assert.equal(formats.speed(12_340_000), '12.3 MB/s');
    assert.equal(formats.speed(123_400_000), '123 MB/s');
  });

  test('begin with kilobytes, so that the unit does not jump at the start', () => {
    assert.equal(formats.speed(0), '0 kB/s');
    assert.equal(formats.speed(400), '0.4 kB/s');
  });
});

describe('times left', () => {
  test('are rounded up and have two units at most', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '1 sec'],
      [0.2, '1 sec'],
      [59, '59 secs'],
      [60, '1 min'],
      [61, '2 mins'],
      [HOUR, '1 hr'],
      [HOUR + 5 * 60, '1 hr 5 mins'],
      [DAY, '1 day'],
      [DAY + 3 * HOUR, '1 day 3 hrs'],
    ];
    for (const [seconds, text] of cases) assert.equal(formats.timeLeft(seconds), text);
  });

  test('that nobody will wait for are not told', () => {
    assert.equal(formats.timeLeft(101 * DAY), '∞');
  });
});

test('a percentage is never rounded up: 100 % means all of it', () => {
  assert.equal(formats.percent(0.999), '99%');
  assert.equal(formats.percent(1), '100%');
  assert.equal(formats.percent(1.2), '100%');
});

test('what ends within a day ends at a time, what ends later on a day', () => {
  const night = new Date(2026, 10, 20, 23, 50).getTime();
  assert.equal(formats.end(night + 15 * 60_000, night), '0:05');
  assert.equal(formats.end(night + 2 * 86_400_000, night), '22 Nov 2026');
});

test('a moment of today is a time, an older one a day', () => {
  const noon = new Date(2026, 10, 20, 12, 5).getTime();
  assert.equal(formats.moment(noon, noon + 60_000), '12:05');
  assert.equal(formats.moment(noon, noon + 40 * 86_400_000), '20 Nov');
  assert.equal(formats.moment(noon, noon + 400 * 86_400_000), '20 Nov 2026');
});

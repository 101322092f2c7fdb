import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FIRST_WATCHED_RANGE, planWatchedRange, rowsToRender, shownRows } from '../../../renderer/model/row-window.ts';
import { MAX_WATCHED_ROWS } from '../../../shared/contract.ts';

test('the rows of a scroll position are those that show, even by a pixel', () => {
  assert.deepEqual(shownRows({ scrollTop: 0, viewportHeight: 100, rowHeight: 50 }), { start: 0, end: 2 });
  assert.deepEqual(shownRows({ scrollTop: 49, viewportHeight: 100, rowHeight: 50 }), { start: 0, end: 3 });
  assert.deepEqual(shownRows({ scrollTop: -10, viewportHeight: 0, rowHeight: 50 }), { start: 0, end: 0 });
});

const position = fc.record({
  first: fc.nat(120_000),
  count: fc.integer({ min: 0, max: 60 }),
  total: fc.nat(100_000),
});

test('the rows to render lie within the list and cover those that show', () => {
  fc.assert(
    fc.property(position, ({ first, count, total }) => {
      const rendered = rowsToRender({ start: first, end: first + count }, total);
      assert.ok(rendered.start >= 0 && rendered.start <= rendered.end && rendered.end <= total);
      if (count > 0 && first + count <= total) assert.ok(rendered.start <= first && rendered.end >= first + count);
      assert.ok(rendered.end - rendered.start <= count + 16);
    }),
  );
});

test('the watched range covers what is rendered, never exceeds the contract, and stays while it can', () => {
  fc.assert(
    fc.property(position, ({ first, count, total }) => {
      const rendered = rowsToRender({ start: first, end: first + count }, total);
      const watched = planWatchedRange(rendered, FIRST_WATCHED_RANGE, total);
      assert.ok(watched.start >= 0);
      assert.ok(watched.end - watched.start <= MAX_WATCHED_ROWS);
      assert.ok(watched.start <= rendered.start && watched.end >= rendered.end);
      assert.equal(planWatchedRange(rendered, watched, total), watched);
    }),
  );
});

test('a few rows of scrolling do not ask again', () => {
  const middle = planWatchedRange({ start: 500, end: 530 }, FIRST_WATCHED_RANGE, 10_000);
  assert.equal(planWatchedRange({ start: 520, end: 550 }, middle, 10_000), middle);
  assert.notEqual(planWatchedRange({ start: 620, end: 650 }, middle, 10_000), middle);
});

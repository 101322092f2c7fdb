import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  COLUMNS,
  COLUMN_WIDTHS_PX,
  columnLayoutSchema,
  columnTemplate,
  FIRST_COLUMN_LAYOUT,
  fitColumns,
  moveColumn,
  resizeColumn,
  stepColumn,
  toggleColumn,
  type Column,
} from '../../../renderer/model/columns.ts';

const shownIn = (widthPx: number, layout = FIRST_COLUMN_LAYOUT): readonly Column[] =>
  fitColumns(layout, widthPx).map(({ column }) => column);

const stateWidthIn = (px: number, layout = FIRST_COLUMN_LAYOUT): number | null | undefined =>
  fitColumns(layout, px).find(({ column }) => column === 'state')?.widthPx;

const widthsIn = (px: number): Record<string, number | null> =>
  Object.fromEntries(fitColumns(FIRST_COLUMN_LAYOUT, px).map(({ column, widthPx }) => [column, widthPx]));

describe('the columns of the list', () => {
  test('a wide window has those of the first layout, a narrow one leaves the dispensable ones out', () => {
    assert.deepEqual(shownIn(1200), ['name', 'state', 'size', 'speed', 'timeLeft', 'added']);
    assert.deepEqual(shownIn(640), ['name', 'state', 'size', 'speed', 'timeLeft']);
    assert.deepEqual(shownIn(320), ['name', 'state']);
  });

  test('on a wide screen the state shares the room with the name, unless its width was chosen', () => {
    assert.equal(stateWidthIn(1200), 196);
    const at2000 = stateWidthIn(2000) ?? 0;
    assert.ok(at2000 > 400 && at2000 < 600);
    assert.equal(stateWidthIn(3800), 596);
    assert.equal(stateWidthIn(3800, resizeColumn(FIRST_COLUMN_LAYOUT, 'state', 210)), 210);
  });

  test('where names have little room the others give way a little, all but the size and what a user made so', () => {
    assert.deepEqual(widthsIn(1000), { name: null, state: 196, size: 144, speed: 84, timeLeft: 92, added: 96 });
    assert.deepEqual(widthsIn(840), { name: null, state: 150, size: 144, speed: 78, timeLeft: 80, added: 92 });
    const between = stateWidthIn(900) ?? 0;
    assert.ok(between > 150 && between < 196, String(between));
    assert.equal(stateWidthIn(840, resizeColumn(FIRST_COLUMN_LAYOUT, 'state', 196)), 196);
  });

  test('whatever the layout and the width, the name is there and the columns fit beside it', () => {
    const layout = fc.record({
      order: fc.shuffledSubarray([...COLUMNS]),
      hidden: fc.subarray([...COLUMNS]),
      widthsPx: fc.dictionary(fc.constantFrom(...COLUMNS), fc.integer({ min: 56, max: 300 })),
    });
    fc.assert(
      fc.property(layout, fc.integer({ min: 540, max: 4000 }), (stored, widthPx) => {
        const columns = fitColumns(columnLayoutSchema.parse(stored), widthPx);
        const others = columns.filter(({ column }) => column !== 'name');
        assert.equal(columns.length - others.length, 1);
        const takenPx = others.reduce((sum, one) => sum + (one.widthPx ?? 0) + 12, 0);
        assert.ok(widthPx - takenPx >= 160, `${columnTemplate(columns)} in ${widthPx}`);
      }),
    );
  });

  test('what was remembered by another version is completed', () => {
    const layout = columnLayoutSchema.parse({ order: ['size', 'size', 'name'], hidden: 7 });
    assert.deepEqual(layout.order.slice(0, 2), ['size', 'name']);
    assert.deepEqual(layout.order.toSorted(), [...COLUMNS].toSorted());
    assert.deepEqual(layout.hidden, FIRST_COLUMN_LAYOUT.hidden);
  });

  test('a column is moved before another one, or to the end', () => {
    assert.deepEqual(shownIn(1200, moveColumn(FIRST_COLUMN_LAYOUT, 'added', 'name')).slice(0, 2), ['added', 'name']);
    assert.equal(moveColumn(FIRST_COLUMN_LAYOUT, 'name', null).order.at(-1), 'name');
  });

  test('a step passes the next column that is shown, not one that is hidden', () => {
    const hidden = toggleColumn(FIRST_COLUMN_LAYOUT, 'size');
    const shown = shownIn(1200, hidden);
    assert.deepEqual(shownIn(1200, stepColumn(hidden, 'state', shown, 1)).slice(0, 3), ['name', 'speed', 'state']);
    assert.deepEqual(stepColumn(hidden, 'name', shown, -1), hidden);
    assert.deepEqual(stepColumn(hidden, 'added', shown, 1), hidden);
  });

  test('a width stays within its bounds, and goes back to the usual one', () => {
    const narrow = resizeColumn(FIRST_COLUMN_LAYOUT, 'state', 3);
    assert.equal(narrow.widthsPx.state, COLUMN_WIDTHS_PX.least);
    assert.deepEqual(resizeColumn(narrow, 'state', null), FIRST_COLUMN_LAYOUT);
  });

  test('a hidden column is shown again where it stood', () => {
    const hidden = toggleColumn(FIRST_COLUMN_LAYOUT, 'size');
    assert.ok(!shownIn(1200, hidden).includes('size'));
    assert.deepEqual(shownIn(1200, toggleColumn(hidden, 'size')), shownIn(1200));
  });
});

import { columnsOf, fit, padEnd, padStart } from './terminal-text.ts';

export type TableColumn = { readonly title: string; readonly align: 'left' | 'right' };

const GAP = '  ';
/** The last column is never cut to less. */
const LEAST_LAST = 10;

/**
 * The lines of a table, its title first. The last column takes what is left of the width and is cut there.
 * @param width in terminal columns; `null` cuts nothing.
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number | null,
): string[] {
  const all = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => all.reduce((most, row) => Math.max(most, columnsOf(row[index] ?? '')), 0));
  const before = widths.slice(0, -1).reduce((sum, column) => sum + column + GAP.length, 0);
  const last = columns.length - 1;
  return all.map((row) =>
    columns
      .map((column, index) => {
        const cell = row[index] ?? '';
        const cellWidth = widths[index] ?? 0;
        // Nothing stands behind the last one, so it needs no spaces.
        if (index === last) return width === null ? cell : fit(cell, Math.max(width - before, LEAST_LAST));
        return column.align === 'right' ? padStart(cell, cellWidth) : padEnd(cell, cellWidth);
      })
      .join(GAP)
      .trimEnd(),
  );
}

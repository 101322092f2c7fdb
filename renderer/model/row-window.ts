import type { MAX_WATCHED_ROWS } from '../../shared/contract.ts';

/** Rows `[start, end)` of the view. */
export type RowRange = { readonly start: number; readonly end: number };

/** The contract's bound. Repeated as a value, checked by its type: importing it would bring all of zod into the window. */
const WATCHED_ROWS: typeof MAX_WATCHED_ROWS = 200;

/** Rows kept ready above and below, so that a normal turn of the wheel meets no empty row. */
const OVERSCAN_ROWS = 8;

/** How near the edge of what is watched the visible rows may come before the watched range follows. */
const MARGIN_ROWS = 40;

/** The rows that the scroll position shows, whether they exist or not. All rows have one height. */
export function shownRows(input: {
  readonly scrollTop: number;
  readonly viewportHeight: number;
  readonly rowHeight: number;
}): RowRange {
  return {
    start: Math.max(Math.floor(input.scrollTop / input.rowHeight), 0),
    end: Math.max(Math.ceil((input.scrollTop + input.viewportHeight) / input.rowHeight), 0),
  };
}

/**
 * The rows to put into the page: plain arithmetic, whatever the length of the list. 300,000 rows stay under the tallest
 * element that browsers lay out (Firefox: 17.8 million px).
 */
export function rowsToRender(shown: RowRange, total: number): RowRange {
  const start = Math.min(Math.max(shown.start - OVERSCAN_ROWS, 0), total);
  return { start, end: Math.max(Math.min(shown.end + OVERSCAN_ROWS, total), start) };
}

/**
 * The range to watch for the rows on screen: the present one while it reaches far enough, else one of full length with
 * them in its middle.
 */
export function planWatchedRange(shown: RowRange, watched: RowRange, total: number): RowRange {
  const wantedStart = Math.max(shown.start - MARGIN_ROWS, 0);
  const wantedEnd = Math.min(shown.end + MARGIN_ROWS, total);
  if (wantedStart >= watched.start && wantedEnd <= watched.end) return watched;
  const middle = Math.floor((shown.start + shown.end) / 2);
  const start = Math.max(Math.min(middle - WATCHED_ROWS / 2, total - WATCHED_ROWS), 0);
  return { start, end: start + WATCHED_ROWS };
}

/** What a window watches before it knows how long the list is. */
export const FIRST_WATCHED_RANGE: RowRange = { start: 0, end: WATCHED_ROWS };

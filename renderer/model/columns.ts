import * as z from 'zod';
import type { ViewSort } from '../../shared/contract.ts';

/** The columns of the list, in the order in which a first window has them. */
export const COLUMNS = [
  'name', 'state', 'size', 'speed', 'timeLeft', 'added', 'priority', 'host', 'folder', 'category',
] as const; // prettier-ignore
export type Column = (typeof COLUMNS)[number];

/** What the list sorts by when the title of a column is pressed. */
export const SORT_OF_COLUMN = {
  name: 'name',
  state: 'state',
  size: 'size',
  speed: 'speed',
  timeLeft: 'timeLeft',
  added: 'added',
  priority: 'queue',
  host: 'host',
  folder: 'folder',
  category: 'category',
} as const satisfies Readonly<Record<Column, ViewSort>>;

/** How narrow and how wide a user can make a column, in pixels. */
export const COLUMN_WIDTHS_PX = { least: 56, most: 800 } as const;
/** The name takes what the others leave, and columns are left out before it has less than this. */
const NAME_LEAST_PX = 160;
/** The others give way a little before a name has less than this. */
const NAME_GOOD_PX = 256;
/** Hardly a name is wider. */
const NAME_AMPLE_PX = 560;
/** A bar that is longer shows no more. */
const STATE_MOST_MORE_PX = 400;
/** Between two columns; the same as `column-gap` in `styles/list.css`. */
const GAP_PX = 12;

/** Usual widths, and those in a narrow window. The name has none. */
const WIDTHS_PX: Readonly<Record<Exclude<Column, 'name'>, { readonly usual: number; readonly narrow: number }>> = {
  state: { usual: 196, narrow: 150 },
  size: { usual: 144, narrow: 68 },
  speed: { usual: 84, narrow: 78 },
  timeLeft: { usual: 92, narrow: 80 },
  added: { usual: 96, narrow: 92 },
  priority: { usual: 90, narrow: 72 },
  host: { usual: 150, narrow: 110 },
  folder: { usual: 170, narrow: 120 },
  category: { usual: 100, narrow: 84 },
};

/** Who gives way first when there is no room; what only a user can have asked for goes last. */
const DISPENSABLE = ['added', 'timeLeft', 'size', 'speed', 'category', 'folder', 'host', 'priority'] as const;

export const columnLayoutSchema = z.object({
  /** All columns, shown or not. */
  order: z
    .array(z.enum(COLUMNS))
    .transform(completeOrder)
    .catch([...COLUMNS]),
  hidden: z.array(z.enum(COLUMNS)).catch(['priority', 'host', 'folder', 'category']),
  /** Widths that a user gave, in pixels. */
  widthsPx: z.partialRecord(z.enum(COLUMNS), z.int().min(COLUMN_WIDTHS_PX.least).max(COLUMN_WIDTHS_PX.most)).catch({}),
});

/** Which columns a window shows, in which order and how wide. */
export type ColumnLayout = z.infer<typeof columnLayoutSchema>;

export const FIRST_COLUMN_LAYOUT: ColumnLayout = columnLayoutSchema.parse({});

/** A column on screen. `widthPx` is `null` for the one that takes the rest. */
export type ShownColumn = { readonly column: Column; readonly widthPx: number | null };

/** The columns that fit into a width, in order: first all get their usual width, then narrow ones, then some go. */
export function fitColumns(layout: ColumnLayout, availablePx: number): readonly ShownColumn[] {
  const wanted = layout.order.filter((column) => column === 'name' || !layout.hidden.includes(column));
  const usual = wanted.map((column) => withWidth(column, layout, 'usual'));
  if (fits(usual, availablePx)) return shareRoom(giveWay(usual, layout, availablePx), layout, availablePx);
  let narrow = wanted.map((column) => withWidth(column, layout, 'narrow'));
  for (const dispensable of DISPENSABLE) {
    if (fits(narrow, availablePx)) break;
    narrow = narrow.filter(({ column }) => column !== dispensable);
  }
  return narrow;
}

/** Names come before air between numbers. Not before the size, which says less when it is narrow. */
function giveWay(columns: readonly ShownColumn[], layout: ColumnLayout, availablePx: number): readonly ShownColumn[] {
  const missingPx = NAME_GOOD_PX - NAME_LEAST_PX - (availablePx - neededPx(columns));
  if (missingPx <= 0) return columns;
  const airOf = (column: Column): number => {
    const isFixed = column === 'name' || column === 'size' || layout.widthsPx[column] !== undefined;
    return isFixed ? 0 : WIDTHS_PX[column].usual - WIDTHS_PX[column].narrow;
  };
  const airPx = columns.reduce((sum, { column }) => sum + airOf(column), 0);
  const share = airPx === 0 ? 0 : Math.min(missingPx / airPx, 1);
  return columns.map(({ column, widthPx }) => ({
    column,
    widthPx: widthPx === null ? null : Math.round(widthPx - airOf(column) * share),
  }));
}

/** On a wide screen the state, with its bar, gets half of what names hardly need, so that the two do not stand far apart. */
function shareRoom(columns: readonly ShownColumn[], layout: ColumnLayout, availablePx: number): readonly ShownColumn[] {
  const sparePx = availablePx - neededPx(columns) + NAME_LEAST_PX - NAME_AMPLE_PX;
  if (sparePx <= 0 || layout.widthsPx.state !== undefined) return columns;
  const morePx = Math.min(Math.round(sparePx / 2), STATE_MOST_MORE_PX);
  return columns.map((shown) =>
    shown.column === 'state' && shown.widthPx !== null ? { ...shown, widthPx: shown.widthPx + morePx } : shown,
  );
}

function withWidth(column: Column, layout: ColumnLayout, kind: 'usual' | 'narrow'): ShownColumn {
  if (column === 'name') return { column, widthPx: null };
  return { column, widthPx: layout.widthsPx[column] ?? WIDTHS_PX[column][kind] };
}

function fits(columns: readonly ShownColumn[], availablePx: number): boolean {
  return neededPx(columns) <= availablePx;
}

function neededPx(columns: readonly ShownColumn[]): number {
  const widthsPx = columns.reduce((sum, { widthPx }) => sum + (widthPx ?? NAME_LEAST_PX), 0);
  return widthsPx + GAP_PX * (columns.length - 1);
}

/** The columns as `grid-template-columns`. */
export function columnTemplate(columns: readonly ShownColumn[]): string {
  return columns.map(({ widthPx }) => (widthPx === null ? 'minmax(0, 1fr)' : `${widthPx}px`)).join(' ');
}

/** The layout with one column standing before another one, or behind all for `null`. */
export function moveColumn(layout: ColumnLayout, column: Column, before: Column | null): ColumnLayout {
  if (column === before) return layout;
  const others = layout.order.filter((other) => other !== column);
  const at = before === null ? others.length : others.indexOf(before);
  return { ...layout, order: others.toSpliced(at, 0, column) };
}

/** The layout with a column one place further among those that are shown; unchanged at the end. */
export function stepColumn(layout: ColumnLayout, column: Column, shown: readonly Column[], step: 1 | -1): ColumnLayout {
  const at = shown.indexOf(column);
  if (step === 1) return at + 1 >= shown.length ? layout : moveColumn(layout, column, shown[at + 2] ?? null);
  const neighbour = shown[at - 1];
  return neighbour === undefined ? layout : moveColumn(layout, column, neighbour);
}

/** The layout with a column of another width, in pixels; `null` for its usual one. */
export function resizeColumn(layout: ColumnLayout, column: Column, widthPx: number | null): ColumnLayout {
  const { [column]: _before, ...others } = layout.widthsPx;
  if (widthPx === null) return { ...layout, widthsPx: others };
  const { least, most } = COLUMN_WIDTHS_PX;
  return { ...layout, widthsPx: { ...others, [column]: Math.round(Math.min(Math.max(widthPx, least), most)) } };
}

/** The layout with a column shown or hidden. */
export function toggleColumn(layout: ColumnLayout, column: Column): ColumnLayout {
  const hidden = layout.hidden.includes(column)
    ? layout.hidden.filter((other) => other !== column)
    : [...layout.hidden, column];
  return { ...layout, hidden };
}

/** What was remembered may lack columns that came later, or have one twice. */
function completeOrder(order: readonly Column[]): Column[] {
  return [...new Set([...order, ...COLUMNS])];
}

import { toDownloadId, type DownloadId } from '../../shared/download.ts';
import type { RowAction } from '../model/row-actions.ts';

/** The height of every row, by the density; `styles/list.css` gets it as `--row-height`. */
export let ROW_HEIGHT_PX = 54;

/** Rows have another height from now on; the list is made anew after it (`appearance.ts`). */
export function setRowHeight(pixels: number): void {
  ROW_HEIGHT_PX = pixels;
}

/** The height of the column titles, which cover the top of the scroller; `--head-height` in the style sheet. */
export const HEADER_HEIGHT_PX = 32;

/** A row that an event happened in. */
export type Place = { readonly id: DownloadId; readonly index: number };

type TargetedEvent = { readonly target: EventTarget };

/** The row of an event; `null` outside of rows. */
export function placeOfEvent(event: TargetedEvent): Place | null {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]') : null;
  if (row === null) return null;
  return { id: toDownloadId(Number(row.dataset['id'])), index: Number(row.dataset['index']) };
}

/** What the row's button at an event does; `null` when it did not happen on one. */
export function actionOfEvent(event: TargetedEvent): RowAction | 'more' | 'answers' | null {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
  // Written by `download-row.tsx`, which has only these.
  return button === null ? null : (button.dataset['action'] as RowAction | 'more' | 'answers');
}

/** Whether an event happened in the column titles. */
export function isInHeader(event: TargetedEvent): boolean {
  return event.target instanceof Element && event.target.closest('.list-head') !== null;
}

/** The element of a row, while it is in the page. */
export function findRow(scroller: HTMLElement | null, id: DownloadId): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-id="${id}"]`) ?? null;
}

/** Whole rows that the scroller shows; one of them stays in sight when a page is turned. */
export function rowsPerPage(scroller: HTMLElement | null): number {
  const height = (scroller?.clientHeight ?? 0) - HEADER_HEIGHT_PX;
  return Math.max(Math.floor(height / ROW_HEIGHT_PX) - 1, 1);
}

/** The first row that is wholly in sight. */
export function firstShownIndex(scroller: HTMLElement | null, total: number): number {
  const index = Math.ceil((scroller?.scrollTop ?? 0) / ROW_HEIGHT_PX);
  return Math.min(index, Math.max(total - 1, 0));
}

/** Whether a part of a row shows in a scroller of that height. */
export function isInSight(
  { scrollTop, heightPx }: { readonly scrollTop: number; readonly heightPx: number },
  index: number,
): boolean {
  const top = index * ROW_HEIGHT_PX;
  return top + ROW_HEIGHT_PX > scrollTop && top < scrollTop + heightPx - HEADER_HEIGHT_PX;
}

/** Scrolls as little as needed. */
export function scrollToRow(scroller: HTMLElement | null, index: number): void {
  if (scroller === null) return;
  const top = index * ROW_HEIGHT_PX;
  const bottom = top + ROW_HEIGHT_PX + HEADER_HEIGHT_PX - scroller.clientHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}

/** Moves the focus among a row and its buttons. */
export function focusInRow(row: HTMLElement | null, direction: 1 | -1): void {
  if (row === null) return;
  const stops: readonly HTMLElement[] = [row, ...row.querySelectorAll<HTMLElement>('button[data-action]')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  stops[Math.min(Math.max(at + direction, 0), stops.length - 1)]?.focus();
}

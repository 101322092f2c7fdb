import type { WindowModel } from '../model/window-model.ts';
import { findRow, firstShownIndex, scrollToRow } from './list-dom.ts';

/** The id of the list's scroller: other parts of the window hand the keyboard to it. */
export const LIST_ID = 'download-list';

/** Gives the list the keyboard: to its current row or, while no row is current, to the list itself. */
export function focusList(model: WindowModel): void {
  const scroller = document.getElementById(LIST_ID);
  const current = model.selection.current.get();
  const row = current === null ? null : findRow(scroller, current.id);
  const target = row ?? scroller?.querySelector<HTMLElement>('[role="grid"]');
  target?.focus({ preventScroll: true });
}

/**
 * Gives the keyboard to a row: the current one, else the first one on screen, which becomes the current one.
 * @returns the row's place, and whether it was current before; `null` when the list has no rows.
 */
export function enterList(model: WindowModel): { readonly index: number; readonly wasCurrent: boolean } | null {
  const { list, selection } = model;
  const current = selection.current.get();
  if (current !== null) {
    focusList(model);
    return { index: current.index, wasCurrent: true };
  }
  return enterRow(model, firstShownIndex(document.getElementById(LIST_ID), list.total.get() ?? 0));
}

/** Gives the keyboard to the first row of all; to the list itself when there is none. Selects nothing. */
export function enterFirstRow(model: WindowModel): void {
  if (enterRow(model, 0) === null) focusList(model);
}

function enterRow(model: WindowModel, index: number): { readonly index: number; readonly wasCurrent: false } | null {
  const id = model.list.idAt(index);
  if (id === undefined) return null;
  const scroller = document.getElementById(LIST_ID);
  scrollToRow(scroller, index);
  // The list moves the focus on to its current row, once that row is in the page.
  focusList(model);
  void model.selection.select(index, 'keep');
  focusList(model);
  return { index, wasCurrent: false };
}

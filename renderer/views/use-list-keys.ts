import { useEffect, useEffectEvent, useRef, type KeyboardEvent, type RefObject } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import { readListKey, type ListKey } from '../model/list-keys.ts';
import type { SelectMode } from '../model/list-selection.ts';
import { enterAction, toggleAction } from '../model/row-actions.ts';
import { enterList } from './focus-list.ts';
import { findRow, focusInRow, isInHeader, rowsPerPage, scrollToRow } from './list-dom.ts';
import type { OpenRowMenu } from './row-menu.tsx';
import { runRowAction, targetsOf } from './run-row-action.ts';
import { toggleDetails } from './use-window-keys.ts';
import { useWindowModel } from './window-model-context.ts';

type MoveKey = Extract<ListKey, { kind: 'move' }>;

/** Where the menu of a row opens when a key asks for it, from the row's start. */
const MENU_INSET_PX = 48;

/** What the keys do in the list, and on the page when nothing else has the focus. */
export function useListKeys(
  scroller: RefObject<HTMLElement | null>,
  openMenu: (menu: OpenRowMenu) => void,
): (event: KeyboardEvent) => void {
  const model = useWindowModel();
  const { list, selection } = model;
  const moveTo = useMoveTo(scroller);

  /** Does what the current row's state makes of a key, to all that is selected with it. */
  function actOnCurrent(choose: typeof enterAction): void {
    const current = selection.current.get();
    const row = current === null ? undefined : list.rowOf(current.id);
    const action = row === undefined ? null : choose(row);
    if (row !== undefined && action !== null) runRowAction(model, action, targetsOf(model, action, row.id));
  }

  function openMenuAtCurrent(): void {
    const current = selection.current.get();
    const element = current === null ? null : findRow(scroller.current, current.id);
    if (current === null || element === null) return;
    const box = element.getBoundingClientRect();
    openMenu({ at: { x: box.left + MENU_INSET_PX, y: box.bottom }, ids: selection.targets(current.id) });
  }

  function runKey(key: ListKey): void {
    const current = selection.current.get();
    switch (key.kind) {
      case 'move':
        return moveTo(targetOfMove(key, current?.index ?? -1), key.mode);
      case 'toggleSelected':
        if (current !== null) void selection.select(current.index, 'toggle');
        return;
      case 'pauseResume':
        return actOnCurrent(toggleAction);
      case 'enter':
        return actOnCurrent(enterAction);
      case 'remove':
        return runRowAction(model, 'remove', selection.targets());
      case 'rename':
        if (current !== null) runRowAction(model, 'rename', [current.id]);
        return;
      case 'copy':
        return runRowAction(model, 'copyLink', selection.targets());
      case 'selectAll':
        void selection.selectAll();
        return;
      case 'menu':
        return openMenuAtCurrent();
      case 'queue':
        void model.commands.move(selection.targets(), { kind: key.to });
        return;
      case 'clear':
        return selection.clear();
      case 'details':
        return toggleDetails(model);
      case 'intoRow':
        return focusInRow(
          current === null ? null : findRow(scroller.current, current.id),
          inReadingOrder(key.direction),
        );
      default:
        return assertNever(key);
    }
  }

  function targetOfMove(key: MoveKey, from: number): number {
    switch (key.to) {
      case 'next':
        return from + 1;
      case 'previous':
        return from - 1;
      case 'pageDown':
        return from + rowsPerPage(scroller.current);
      case 'pageUp':
        return from - rowsPerPage(scroller.current);
      case 'first':
        return 0;
      case 'last':
        return Infinity;
      default:
        return assertNever(key.to);
    }
  }

  /** A key pressed where no row has the focus; @returns whether it was the list's. */
  function runKeyFromOutside(key: ListKey): boolean {
    if (key.kind === 'clear') {
      selection.clear();
      return true;
    }
    const entered = enterList(model);
    if (entered === null) return false;
    const isStep = key.kind === 'move' && (key.to === 'next' || key.to === 'previous');
    // The first step leads to the first row, not past it.
    if (isStep && !entered.wasCurrent) moveTo(entered.index, key.mode);
    else runKey(key);
    return true;
  }

  const onPageKey = useEffectEvent((event: globalThis.KeyboardEvent) => {
    const isOnPage = event.target === document.body && model.dialog.get().kind === 'none';
    if (!isOnPage || event.defaultPrevented) return;
    const key = readListKey(event, model.settings.shortcuts());
    // A text that was marked with the mouse is what Ctrl+C means.
    if (key === null || (key.kind === 'copy' && getSelection()?.isCollapsed === false)) return;
    if (runKeyFromOutside(key)) event.preventDefault();
  });

  useEffect(() => {
    const listener = (event: globalThis.KeyboardEvent): void => {
      onPageKey(event);
    };
    window.addEventListener('keydown', listener);
    return () => {
      window.removeEventListener('keydown', listener);
    };
  }, []);

  return (event) => {
    const key = readListKey(event, model.settings.shortcuts());
    if (key === null || isInHeader(event)) return;
    if (event.target === event.currentTarget) {
      if (runKeyFromOutside(key)) event.preventDefault();
      return;
    }
    // A button keeps its own keys.
    const isOnButton = event.target instanceof HTMLButtonElement;
    if (isOnButton && (key.kind === 'enter' || key.kind === 'pauseResume')) return;
    event.preventDefault();
    runKey(key);
  };
}

/** Moves the keyboard to a row, at once or, when the row is not here yet, as soon as it comes. */
function useMoveTo(scroller: RefObject<HTMLElement | null>): (index: number, mode: SelectMode) => void {
  const { list, selection } = useWindowModel();
  const pending = useRef<{ readonly index: number; readonly mode: SelectMode } | null>(null);

  useEffect(
    () =>
      list.order.subscribe(() => {
        const move = pending.current;
        if (move === null || list.idAt(move.index) === undefined) return;
        pending.current = null;
        void selection.select(move.index, move.mode);
      }),
    [list, selection],
  );

  return (index, mode) => {
    const total = list.total.get() ?? 0;
    if (total === 0) return;
    const target = Math.min(Math.max(index, 0), total - 1);
    scrollToRow(scroller.current, target);
    pending.current = list.idAt(target) === undefined ? { index: target, mode } : null;
    if (pending.current === null) void selection.select(target, mode);
  };
}

/** The right arrow leads onward where lines begin at the left, and back where they begin at the right. */
function inReadingOrder(direction: 1 | -1): 1 | -1 {
  if (document.documentElement.dir !== 'rtl') return direction;
  return direction === 1 ? -1 : 1;
}

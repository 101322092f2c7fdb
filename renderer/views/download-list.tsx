// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by `transform` and drawn by CSS grid, which the boxes of <table> do not take
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { toDownloadId, type DownloadId } from '../../shared/download.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { readListKey, type ListKey } from '../model/list-keys.ts';
import type { SelectMode } from '../model/list-selection.ts';
import { enterAction, rowActions, toggleAction, type RowAction } from '../model/row-actions.ts';
import { DownloadRowView, EmptyRow, ROW_HEIGHT_PX } from './download-row.tsx';
import { EmptyList } from './empty-list.tsx';
import { ListHeader } from './list-header.tsx';
import { RowMenu, runRowAction, type OpenRowMenu } from './row-menu.tsx';
import { useKeepsFocus } from './use-keeps-focus.ts';
import { useRowWindow } from './use-row-window.ts';
import { useWindowModel } from './window-model-context.ts';

const HEADER_HEIGHT_PX = 32;

// The one place where the heights are said; the style sheet computes with them.
const HEIGHTS = {
  '--row-height': `${ROW_HEIGHT_PX}px`,
  '--head-height': `${HEADER_HEIGHT_PX}px`,
} satisfies Record<string, string> as CSSProperties;

/** The list: a virtualised grid with one Tab stop. Rows are handled by delegation, so that they need no callbacks. */
export function DownloadList() {
  const model = useWindowModel();
  const { list, selection, watcher } = model;
  const knownTotal = useReadable(list.total);
  const total = knownTotal ?? 0;
  // Read for its changes: they move rows.
  useReadable(list.order);
  const current = useReadable(selection.current);
  const [menu, setMenu] = useState<OpenRowMenu | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  // A key may lead to a row that is not here yet; the move is made when it comes.
  const pendingMove = useRef<{ readonly index: number; readonly mode: SelectMode } | null>(null);
  const hasFocus = useKeepsFocus(scroller);
  const { range, onScroll } = useRowWindow({
    scroller,
    rowHeight: ROW_HEIGHT_PX,
    headerHeight: HEADER_HEIGHT_PX,
    total,
  });

  useEffect(() => {
    watcher.showRows(range, current?.index ?? null);
  }, [watcher, range, current]);

  // Another view is read from its top.
  useEffect(() => watcher.view.subscribe(() => scroller.current?.scrollTo({ top: 0 })), [watcher]);

  useEffect(
    () =>
      list.order.subscribe(() => {
        const move = pendingMove.current;
        if (move === null || list.idAt(move.index) === undefined) return;
        pendingMove.current = null;
        void selection.select(move.index, move.mode);
      }),
    [list, selection],
  );

  // After each rendering: the row with the keyboard may have been put into the page by any of them.
  useLayoutEffect(() => {
    if (!hasFocus.current || current === null) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-id="${current.id}"]`);
    const focused = document.activeElement;
    const isInOtherRow = focused?.closest('[data-id]') !== element && focused?.closest('.list-rows') !== null;
    if (focused === document.body || isInOtherRow) element?.focus({ preventScroll: true });
  });

  function moveTo(index: number, mode: SelectMode): void {
    if (total === 0) return;
    const target = Math.min(Math.max(index, 0), total - 1);
    scrollToRow(scroller.current, target);
    pendingMove.current = list.idAt(target) === undefined ? { index: target, mode } : null;
    if (pendingMove.current === null) void selection.select(target, mode);
  }

  function moveBy(key: Extract<ListKey, { kind: 'move' }>): void {
    const from = current?.index ?? -1;
    const page = Math.max(
      Math.floor(((scroller.current?.clientHeight ?? 0) - HEADER_HEIGHT_PX) / ROW_HEIGHT_PX) - 1,
      1,
    );
    switch (key.to) {
      case 'next':
        return moveTo(from + 1, key.mode);
      case 'previous':
        return moveTo(from - 1, key.mode);
      case 'pageDown':
        return moveTo(from + page, key.mode);
      case 'pageUp':
        return moveTo(from - page, key.mode);
      case 'first':
        return moveTo(0, key.mode);
      case 'last':
        return moveTo(total - 1, key.mode);
      default:
        return assertNever(key.to);
    }
  }

  /** Does what the current row's state makes of a key, to all that is selected with it. */
  function actOnCurrent(choose: typeof enterAction): void {
    const row = current === null ? undefined : list.rowOf(current.id);
    const action = row === undefined ? null : choose(row.state);
    if (row !== undefined && action !== null) runRowAction(model, action, selection.targets(row.id));
  }

  function openMenuAtCurrent(): void {
    const element = current === null ? null : scroller.current?.querySelector(`[data-id="${current.id}"]`);
    if (current === null || element === null || element === undefined) return;
    const box = element.getBoundingClientRect();
    setMenu({ at: { x: box.left + 48, y: box.top + ROW_HEIGHT_PX - 12 }, ids: selection.targets(current.id) });
  }

  function runKey(key: ListKey): void {
    switch (key.kind) {
      case 'move':
        return moveBy(key);
      case 'toggleSelected':
        if (current !== null) void selection.select(current.index, 'toggle');
        return;
      case 'pauseResume':
        return actOnCurrent(toggleAction);
      case 'enter':
        return actOnCurrent(enterAction);
      case 'remove':
        return runRowAction(model, 'remove', selection.targets());
      case 'copy':
        return runRowAction(model, 'copyLink', selection.targets());
      case 'selectAll':
        void selection.selectAll();
        return;
      case 'menu':
        return openMenuAtCurrent();
      case 'clear':
        selection.clear();
        return;
      case 'intoRow':
        return focusButtonInRow(key.direction);
      default:
        return assertNever(key);
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const key = readListKey(event);
    if (key === null) return;
    const onButton = event.target instanceof HTMLButtonElement;
    // A button keeps its own keys.
    if (onButton && (key.kind === 'enter' || key.kind === 'pauseResume')) return;
    if (isInHeader(event.target)) return;
    event.preventDefault();
    runKey(key);
  }

  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const place = placeOfEvent(event);
    if (place === null) {
      if (!isInHeader(event.target)) selection.clear();
      return;
    }
    const action = actionOfEvent(event);
    if (action === null) {
      void selection.select(
        place.index,
        event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'only',
      );
    } else if (action === 'more') {
      const box = event.target instanceof Element ? event.target.getBoundingClientRect() : new DOMRect();
      openMenu(place, { x: box.left, y: box.bottom + 4 });
    } else {
      const row = list.rowOf(place.id);
      const possible = row === undefined ? undefined : rowActions(row.state).find((name) => name === action);
      if (possible !== undefined) runRowAction(model, possible, [place.id]);
    }
  }

  function openMenu(place: Place, at: OpenRowMenu['at']): void {
    if (!selection.selected.get().has(place.id)) void selection.select(place.index, 'only');
    setMenu({ at, ids: selection.targets(place.id) });
  }

  function onContextMenu(event: MouseEvent<HTMLDivElement>): void {
    const place = placeOfEvent(event);
    if (place === null) return;
    event.preventDefault();
    openMenu(place, { x: event.clientX, y: event.clientY });
  }

  function onDoubleClick(event: MouseEvent<HTMLDivElement>): void {
    const place = placeOfEvent(event);
    const row = place === null ? undefined : list.rowOf(place.id);
    if (row?.state.kind === 'completed' && actionOfEvent(event) === null) runRowAction(model, 'open', [row.id]);
  }

  const tabStop = current?.index ?? range.start;
  return (
    <div className="list" ref={scroller} onScroll={onScroll} style={HEIGHTS}>
      <div
        className="list-grid"
        role="grid"
        aria-label={words.list.label}
        aria-rowcount={total + 1}
        aria-multiselectable="true"
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onContextMenu={onContextMenu}
        onFocus={(event) => {
          const place = placeOfEvent(event);
          if (place !== null && place.id !== current?.id) void selection.select(place.index, 'keep');
        }}
      >
        <ListHeader />
        <div className="list-rows" role="rowgroup" style={{ height: total * ROW_HEIGHT_PX }}>
          {indexesToRender(range, current?.index ?? null, total).map((index) => {
            const id = list.idAt(index);
            if (id === undefined) return <EmptyRow key={`at ${index}`} index={index} />;
            return <DownloadRowView key={id} id={id} index={index} isCurrent={index === tabStop} />;
          })}
        </div>
      </div>
      {knownTotal === 0 ? <EmptyList /> : null}
      {menu === null ? null : (
        <RowMenu
          menu={menu}
          onClose={() => {
            setMenu(null);
          }}
        />
      )}
    </div>
  );

  function focusButtonInRow(direction: 1 | -1): void {
    const element = current === null ? null : scroller.current?.querySelector<HTMLElement>(`[data-id="${current.id}"]`);
    if (element === null || element === undefined) return;
    const stops: readonly HTMLElement[] = [element, ...element.querySelectorAll<HTMLElement>('button[data-action]')];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    stops[Math.min(Math.max(at + direction, 0), stops.length - 1)]?.focus();
  }
}

/** The rows on screen, and the one with the keyboard wherever it is. */
function indexesToRender(
  range: { readonly start: number; readonly end: number },
  current: number | null,
  total: number,
): readonly number[] {
  const end = Math.min(range.end, total);
  const indexes = Array.from({ length: Math.max(end - range.start, 0) }, (_, offset) => range.start + offset);
  if (current !== null && current < total) {
    if (current < range.start) indexes.unshift(current);
    if (current >= end) indexes.push(current);
  }
  return indexes;
}

function isInHeader(target: EventTarget): boolean {
  return target instanceof Element && target.closest('.list-head') !== null;
}

type Place = { readonly id: DownloadId; readonly index: number };

function placeOfEvent(event: { readonly target: EventTarget }): Place | null {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]') : null;
  if (row === null) return null;
  return { id: toDownloadId(Number(row.dataset['id'])), index: Number(row.dataset['index']) };
}

function actionOfEvent(event: { readonly target: EventTarget }): RowAction | 'more' | null {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
  // Written by `download-row.tsx`, which has only these.
  return button === null ? null : (button.dataset['action'] as RowAction | 'more');
}

/** Scrolls as little as needed. The header covers the top of the scroller. */
function scrollToRow(scroller: HTMLElement | null, index: number): void {
  if (scroller === null) return;
  const top = index * ROW_HEIGHT_PX;
  const bottom = top + ROW_HEIGHT_PX + HEADER_HEIGHT_PX - scroller.clientHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}

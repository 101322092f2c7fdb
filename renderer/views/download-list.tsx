// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by `transform` and drawn by CSS grid, which the boxes of <table> do not take
import { useEffect, useLayoutEffect, useRef, useState, type CSSProperties, type RefObject } from 'react';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import type { MenuPoint } from '../components/popup-menu.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { DownloadRowView, EmptyRow } from './download-row.tsx';
import { EmptyList } from './empty-list.tsx';
import { LIST_ID } from './focus-list.ts';
import { columnStyle, ListColumnsContext, type ListColumns } from './list-columns.ts';
import { findRow, HEADER_HEIGHT_PX, ROW_HEIGHT_PX } from './list-dom.ts';
import { ListHeader } from './list-header.tsx';
import { RowMenu, type OpenRowMenu } from './row-menu.tsx';
import { useKeepsFocus } from './use-keeps-focus.ts';
import { useKeepsInSight } from './use-keeps-in-sight.ts';
import { useFittingColumns } from './use-fitting-columns.ts';
import { useListKeys } from './use-list-keys.ts';
import { useListPointer } from './use-list-pointer.ts';
import { useQueueDrag } from './use-queue-drag.ts';
import { useRowWindow } from './use-row-window.ts';
import { useWindowModel } from './window-model-context.ts';

function gridStyle(columns: ListColumns): CSSProperties {
  // React's type knows no custom properties.
  const heights = { '--row-height': `${ROW_HEIGHT_PX}px`, '--head-height': `${HEADER_HEIGHT_PX}px` };
  return { ...heights, ...columnStyle(columns) } as CSSProperties;
}

/** The list: a virtualised grid with one Tab stop. Rows are handled by delegation, so that they need no callbacks. */
export function DownloadList() {
  const { list, selection, watcher } = useWindowModel();
  const total = useReadable(list.total) ?? 0;
  // Read for its changes: they move rows.
  useReadable(list.order);
  const current = useReadable(selection.current);
  const [menu, setMenu] = useState<OpenRowMenu | null>(null);
  const [columnMenuAt, setColumnMenuAt] = useState<MenuPoint | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const onKeyDown = useListKeys(scroller, setMenu);
  const pointer = useListPointer(setMenu);
  const { range, onScroll } = useRowWindow({
    scroller,
    rowHeight: ROW_HEIGHT_PX,
    headerHeight: HEADER_HEIGHT_PX,
    total,
  });
  const columns = useFittingColumns(scroller);
  const isInQueue = useReadable(watcher.view).sort === 'queue';
  const queueDrag = useQueueDrag(scroller);
  useFocusOnCurrent(scroller);
  useKeepsInSight(scroller);

  useEffect(() => {
    watcher.showRows(range, current?.index ?? null);
  }, [watcher, range, current]);

  // Another view is read from its top.
  useEffect(() => watcher.view.subscribe(() => scroller.current?.scrollTo({ top: 0 })), [watcher]);

  const tabStop = current?.index ?? range.start;
  return (
    <div id={LIST_ID} className="list" ref={scroller} onScroll={onScroll} style={gridStyle(columns)}>
      <div
        className="list-grid"
        role="grid"
        aria-label={words.list.label}
        aria-rowcount={total + 1}
        aria-multiselectable="true"
        tabIndex={-1}
        onKeyDown={onKeyDown}
        {...pointer}
        {...queueDrag.handlers}
        onDragStart={(event) => {
          if (!queueDrag.start(event)) pointer.onDragStart(event);
        }}
      >
        <ListColumnsContext value={columns}>
          <ListHeader onMenu={setColumnMenuAt} />
        </ListColumnsContext>
        <div
          className="list-rows"
          role="rowgroup"
          style={{ height: total * ROW_HEIGHT_PX }}
          onPointerEnter={() => {
            watcher.pointAtRows(true);
          }}
          onPointerLeave={() => {
            watcher.pointAtRows(false);
          }}
        >
          {queueDrag.lineAt === null ? null : (
            <div
              className="queue-line"
              aria-hidden="true"
              style={{ transform: `translateY(${queueDrag.lineAt * ROW_HEIGHT_PX}px)` }}
            />
          )}
          {indexesToRender(range, current?.index ?? null, total).map((index) => {
            const id = list.idAt(index);
            if (id === undefined) return <EmptyRow key={`at ${index}`} index={index} />;
            return (
              <DownloadRowView
                key={id}
                id={id}
                index={index}
                isCurrent={index === tabStop}
                columns={columns.names}
                isInQueue={isInQueue}
              />
            );
          })}
        </div>
      </div>
      {total === 0 ? <EmptyList /> : null}
      {/* Menus stand beside the grid: it may hold nothing but rows. */}
      {columnMenuAt === null ? null : (
        <ColumnMenu
          at={columnMenuAt}
          onClose={() => {
            setColumnMenuAt(null);
          }}
        />
      )}
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
}

/** While the list has the focus, the current row has it. */
function useFocusOnCurrent(scroller: RefObject<HTMLElement | null>): void {
  const { selection } = useWindowModel();
  const hasFocus = useKeepsFocus(scroller);
  // After each rendering: the row may have been put into the page, or another one taken out of it, by any of them.
  useLayoutEffect(() => {
    const current = selection.current.get();
    if (!hasFocus.current || current === null) return;
    const element = findRow(scroller.current, current.id);
    const focused = document.activeElement;
    const isInOtherRow = focused?.closest('.list-rows') !== null && focused?.closest('[data-id]') !== element;
    // The list itself has it while no row was current.
    const isOnGrid = focused?.matches('.list-grid') === true;
    if (focused === document.body || isOnGrid || isInOtherRow) element?.focus({ preventScroll: true });
  });
}

/** The rows on screen, and the one with the keyboard wherever it is. */
function indexesToRender(
  range: { readonly start: number; readonly end: number },
  current: number | null,
  total: number,
): readonly number[] {
  const indexes = Array.from({ length: range.end - range.start }, (_, offset) => range.start + offset);
  if (current !== null && current < total) {
    if (current < range.start) indexes.unshift(current);
    if (current >= range.end) indexes.push(current);
  }
  return indexes;
}

import { useEffect, useRef, useState, type DragEvent, type RefObject } from 'react';
import type { DownloadId } from '../../shared/download.ts';
import { hasEnded } from '../model/row-actions.ts';
import { placeOfEvent, ROW_HEIGHT_PX } from './list-dom.ts';
import { useWindowModel } from './window-model-context.ts';

/** So near to the edge of the list, a drag scrolls it, by as much at a time. */
const SCROLL_EDGE_PX = 32;
const SCROLL_STEP_PX = 12;

/** A place between two rows: on which side of which row, and the index of the line there. */
type DropPlace = { readonly id: DownloadId; readonly side: 'before' | 'behind'; readonly line: number };

/**
 * Drags rows to another place in the order in which downloads start, where the list shows that order. The handlers are
 * those of the grid.
 */
export function useQueueDrag(scroller: RefObject<HTMLElement | null>): {
  /** The index before which dragged rows would go; `null` while nothing is dragged. */
  readonly lineAt: number | null;
  /** @returns whether the drag is one of rows in the queue. */
  readonly start: (event: DragEvent) => boolean;
  readonly handlers: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
    readonly onDragEnd: () => void;
  };
} {
  const { watcher, selection, list, commands } = useWindowModel();
  const dragged = useRef<readonly DownloadId[]>([]);
  const [place, setPlace] = useState<DropPlace | null>(null);

  function end(): void {
    dragged.current = [];
    setPlace(null);
  }

  // Another view in the middle of a drag has no such places.
  useEffect(
    () =>
      watcher.view.subscribe(() => {
        dragged.current = [];
        setPlace(null);
      }),
    [watcher],
  );

  function placeUnder(event: DragEvent): DropPlace | null {
    const row = placeOfEvent(event);
    const state = row === null ? undefined : list.rowOf(row.id)?.state;
    if (row === null || state === undefined || hasEnded(state) || !(event.target instanceof Element)) return null;
    const box = event.target.closest('[data-id]')?.getBoundingClientRect();
    const isLowerHalf = box !== undefined && event.clientY > box.top + ROW_HEIGHT_PX / 2;
    // What starts later stands below, unless the list is the other way round.
    const isLater = isLowerHalf !== watcher.view.get().descending;
    return { id: row.id, side: isLater ? 'behind' : 'before', line: row.index + (isLowerHalf ? 1 : 0) };
  }

  return {
    lineAt: place?.line ?? null,
    start(event) {
      const row = placeOfEvent(event);
      const state = row === null ? undefined : list.rowOf(row.id)?.state;
      if (row === null || state === undefined || hasEnded(state) || watcher.view.get().sort !== 'queue') return false;
      dragged.current = selection.targets(row.id);
      event.dataTransfer.effectAllowed = 'move';
      // Some systems drag nothing that has no data; the window itself looks at `dragged`.
      event.dataTransfer.setData('application/x-sluice-rows', '');
      return true;
    },
    handlers: {
      onDragOver(event) {
        if (dragged.current.length === 0) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        scrollNearEdge(scroller.current, event.clientY);
        const next = placeUnder(event);
        setPlace((before) => (before?.line === next?.line && before?.id === next?.id ? before : next));
      },
      onDrop(event) {
        if (dragged.current.length === 0) return;
        event.preventDefault();
        const target = placeUnder(event);
        if (target !== null) void commands.move(dragged.current, { kind: target.side, id: target.id });
        end();
      },
      onDragEnd: end,
    },
  };
}

function scrollNearEdge(element: HTMLElement | null, y: number): void {
  if (element === null) return;
  const { top, bottom } = element.getBoundingClientRect();
  if (y > bottom - SCROLL_EDGE_PX) element.scrollBy(0, SCROLL_STEP_PX);
  else if (y < top + SCROLL_EDGE_PX * 2) element.scrollBy(0, -SCROLL_STEP_PX);
}

import { useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import { moveColumn, type Column } from '../model/columns.ts';
import { useListColumns } from './list-columns.ts';
import { useWindowModel } from './window-model-context.ts';

/** A press that moves less than this is a click. */
const DRAG_FROM_PX = 6;

/** Where a dragged column would go. */
export type ColumnTarget = { readonly beside: Column; readonly side: 'start' | 'end' };

/** Drags column titles to another place. The handlers are those of the row of titles. */
export function useColumnDrag(): {
  readonly target: ColumnTarget | null;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onClickCapture: (event: MouseEvent) => void;
  };
} {
  const { layout } = useWindowModel();
  const { names } = useListColumns();
  const pressed = useRef<{ readonly column: Column; readonly x: number } | null>(null);
  const wasDragged = useRef(false);
  const [target, setTarget] = useState<ColumnTarget | null>(null);

  function end(): void {
    pressed.current = null;
    setTarget(null);
  }

  return {
    target,
    handlers: {
      onPointerDown(event) {
        wasDragged.current = false;
        const column = columnOf(event.target, names);
        pressed.current = event.button === 0 && column !== null ? { column, x: event.clientX } : null;
      },
      onPointerMove(event) {
        const { current } = pressed;
        if (current === null || (target === null && Math.abs(event.clientX - current.x) < DRAG_FROM_PX)) return;
        // From here on the pointer is ours wherever it goes; before, a click must reach its button.
        event.currentTarget.setPointerCapture(event.pointerId);
        wasDragged.current = true;
        setTarget(targetAt(event.currentTarget, event.clientX, names));
      },
      onPointerUp() {
        const { current } = pressed;
        if (current !== null && target !== null) {
          const next = target.side === 'start' ? target.beside : (names[names.indexOf(target.beside) + 1] ?? null);
          layout.change({ columns: moveColumn(layout.get().columns, current.column, next) });
        }
        end();
      },
      onPointerCancel: end,
      onClickCapture(event) {
        if (!wasDragged.current) return;
        wasDragged.current = false;
        event.stopPropagation();
      },
    },
  };
}

function columnOf(target: EventTarget, names: readonly Column[]): Column | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  return names.find((name) => name === cell?.dataset['column']) ?? null;
}

/** The edge between two columns that is nearest to a point. */
function targetAt(header: HTMLElement, x: number, names: readonly Column[]): ColumnTarget | null {
  const isRightToLeft = document.documentElement.dir === 'rtl';
  let nearest: { readonly target: ColumnTarget; readonly distancePx: number } | null = null;
  for (const name of names) {
    const box = header.querySelector(`[data-column="${name}"]`)?.getBoundingClientRect();
    if (box === undefined) continue;
    const edges = { start: isRightToLeft ? box.right : box.left, end: isRightToLeft ? box.left : box.right };
    for (const side of ['start', 'end'] as const) {
      const distancePx = Math.abs(edges[side] - x);
      if (nearest === null || distancePx < nearest.distancePx) nearest = { target: { beside: name, side }, distancePx };
    }
  }
  return nearest?.target ?? null;
}

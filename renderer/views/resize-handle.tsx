import { useRef, type PointerEvent } from 'react';
import { resizeColumn, type Column } from '../model/columns.ts';
import { useListColumns } from './list-columns.ts';
import { useWindowModel } from './window-model-context.ts';

/**
 * The edge of a column title: dragged, it makes the column wider; a double click gives it back its usual width. For the
 * mouse alone; the title itself takes Alt+Shift+arrows.
 */
export function ResizeHandle({ column }: { readonly column: Column }) {
  const { layout } = useWindowModel();
  const { names } = useListColumns();
  // The name takes the rest: the edge towards it moves, and the one away from it stays.
  const side = names.indexOf(column) > names.indexOf('name') ? 'start' : 'end';
  const grip = useRef<{ readonly startX: number; readonly startWidthPx: number } | null>(null);

  function setWidth(widthPx: number | null): void {
    layout.change({ columns: resizeColumn(layout.get().columns, column, widthPx) });
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    // The title is not dragged to another place meanwhile.
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const startWidthPx = event.currentTarget.parentElement?.getBoundingClientRect().width ?? 0;
    grip.current = { startX: event.clientX, startWidthPx };
  }

  return (
    <span
      className={`resize-handle is-${side}`}
      aria-hidden="true"
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (grip.current === null) return;
        const movedPx = event.clientX - grip.current.startX;
        const isOutwards = (side === 'end') !== (document.documentElement.dir === 'rtl');
        setWidth(grip.current.startWidthPx + (isOutwards ? movedPx : -movedPx));
      }}
      onLostPointerCapture={() => {
        grip.current = null;
      }}
      onDoubleClick={() => {
        setWidth(null);
      }}
    />
  );
}

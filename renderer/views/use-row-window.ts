import { useCallback, useEffect, useState, type RefObject } from 'react';
import { rowsToRender, shownRows, type RowRange } from '../model/row-window.ts';

/**
 * The rows that the scroll position of `scroller` asks for. Renders only when other rows are asked for, not at every
 * pixel.
 */
export function useRowWindow(input: {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly rowHeight: number;
  readonly headerHeight: number;
  readonly total: number;
}): { readonly range: RowRange; readonly onScroll: () => void } {
  const { scroller, rowHeight, headerHeight, total } = input;
  const [shown, setShown] = useState<RowRange>({ start: 0, end: 0 });

  const update = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const next = shownRows({
      scrollTop: element.scrollTop,
      viewportHeight: element.clientHeight - headerHeight,
      rowHeight,
    });
    setShown((before) => (before.start === next.start && before.end === next.end ? before : next));
  }, [scroller, rowHeight, headerHeight]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Calls back once at the start, too.
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [scroller, update]);

  return { range: rowsToRender(shown, total), onScroll: update };
}

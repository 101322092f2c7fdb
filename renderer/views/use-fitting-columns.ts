import { useEffect, useMemo, useState, type RefObject } from 'react';
import { useReadable } from '../components/use-readable.ts';
import { fitColumns } from '../model/columns.ts';
import { toListColumns, type ListColumns } from './list-columns.ts';
import { useWindowModel } from './window-model-context.ts';

/** The columns that the list has room for, as the user arranged them. */
export function useFittingColumns(scroller: RefObject<HTMLElement | null>): ListColumns {
  const { columns: layout } = useReadable(useWindowModel().layout);
  const [widthPx, setWidthPx] = useState<number | null>(null);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Calls back once at the start, too.
    const observer = new ResizeObserver(() => {
      const head = element.querySelector('.list-head');
      if (head === null) return;
      const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(head);
      setWidthPx(head.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [scroller]);

  return useMemo(() => toListColumns(fitColumns(layout, widthPx ?? Infinity)), [layout, widthPx]);
}

import { useEffect, type RefObject } from 'react';
import { isInSight, scrollToRow } from './list-dom.ts';
import { useWindowModel } from './window-model-context.ts';

/**
 * When the list gets smaller, the row with the keyboard stays in sight if it was: the details that open below are its own. One that
 * was scrolled away stays away.
 */
export function useKeepsInSight(scroller: RefObject<HTMLElement | null>): void {
  const { selection } = useWindowModel();
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let heightPx = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const beforePx = heightPx;
      heightPx = element.clientHeight;
      const index = selection.current.get()?.index;
      if (heightPx >= beforePx || index === undefined) return;
      if (isInSight({ scrollTop: element.scrollTop, heightPx: beforePx }, index)) scrollToRow(element, index);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [scroller, selection]);
}

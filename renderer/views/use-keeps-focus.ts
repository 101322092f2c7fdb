import { useEffect, useRef, type RefObject } from 'react';

/**
 * Whether the focus belongs into an element: from when something in it took the focus until something outside took it.
 * Nothing takes it when a row goes away or the window loses it; the element then keeps its claim.
 *
 * Native events, since React passes on none that happen while it changes the page, such as when a dialog goes and gives
 * the focus back.
 */
export function useKeepsFocus(element: RefObject<HTMLElement | null>): RefObject<boolean> {
  const hasFocus = useRef(false);
  useEffect(() => {
    const onFocusIn = (event: FocusEvent): void => {
      hasFocus.current = event.target instanceof Node && element.current?.contains(event.target) === true;
    };
    document.addEventListener('focusin', onFocusIn);
    return () => {
      document.removeEventListener('focusin', onFocusIn);
    };
  }, [element]);
  return hasFocus;
}

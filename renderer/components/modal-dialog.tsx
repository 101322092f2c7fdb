import { useLayoutEffect, useRef, type ReactNode } from 'react';

/**
 * A native modal dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back.
 * It is open for as long as it is rendered.
 */
export function ModalDialog(props: {
  readonly titleId: string;
  readonly className?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // `showModal` takes the first control; the dialog may name a better one.
    const first = dialog?.querySelector<HTMLElement>('[data-first-focus]');
    (first?.querySelector<HTMLElement>('input, select, textarea, button:enabled') ?? first)?.focus();
    return () => {
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={props.className === undefined ? 'dialog' : `dialog ${props.className}`}
      aria-labelledby={props.titleId}
      onCancel={(event) => {
        // The state decides: it unmounts the dialog, which closes it.
        event.preventDefault();
        props.onClose();
      }}
      onClose={() => {
        // A second Escape in a row cannot be prevented (https://html.spec.whatwg.org/#close-requests).
        if (element.current !== null) props.onClose();
      }}
    >
      {props.children}
    </dialog>
  );
}

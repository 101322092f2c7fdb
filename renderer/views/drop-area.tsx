import { useEffect, useRef, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { words } from '../format/words.ts';
import { LINK_TYPES } from '../model/dropped-content.ts';
import { readDataTransfer, takeContent } from './take-content.ts';
import { useWindowModel } from './window-model-context.ts';

/** Takes links, text and text files dropped anywhere on the window, and shows so while they are dragged over it. */
export function DropArea() {
  const model = useWindowModel();
  const [isOver, setIsOver] = useState(false);
  const element = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // What is dragged out of this very window (a selected text) is not to be dropped on it.
    let isOwnDrag = false;
    const canTake = (event: DragEvent): event is DragEvent & { readonly dataTransfer: DataTransfer } =>
      !isOwnDrag &&
      (model.dialog.get().kind === 'none' || model.dialog.get().kind === 'add') &&
      (event.dataTransfer?.types.some((type) => LINK_TYPES.has(type)) ?? false);

    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener('dragstart', () => (isOwnDrag = true), { signal });
    window.addEventListener('dragend', () => (isOwnDrag = false), { signal });
    window.addEventListener(
      'dragover',
      (event) => {
        // Without this the browser would leave the page for a file that is dropped on it.
        if (!isOwnDrag) event.preventDefault();
        if (!canTake(event)) return;
        event.dataTransfer.dropEffect = 'copy';
        setIsOver(true);
      },
      { signal },
    );
    window.addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setIsOver(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        setIsOver(false);
        if (isOwnDrag) return;
        event.preventDefault();
        if (canTake(event)) void takeContent(model, readDataTransfer(event.dataTransfer));
      },
      { signal },
    );
    return () => {
      controller.abort();
    };
  }, [model]);

  useEffect(() => {
    if (isOver) element.current?.showPopover();
    else element.current?.hidePopover();
  }, [isOver]);

  return (
    <div ref={element} className="drop-area" popover="manual" aria-hidden="true">
      <div className="drop-card">
        <Icon name="drop" />
        <p className="drop-title">{words.drop.title}</p>
        <p>{words.drop.body}</p>
      </div>
    </div>
  );
}

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { QUESTION_WORDS } from '../../shared/words.ts';
import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import { Icon } from '../components/icon.tsx';
import { fill, words } from '../format/words.ts';
import { LINK_TYPES } from '../model/dropped-content.ts';
import type { WindowModel } from '../model/window-model.ts';
import { newLinkRowAt } from './new-link-target.ts';
import { readDataTransfer } from './read-data-transfer.ts';
import { takeContent, takeNewLink } from './take-content.ts';
import { useWindowModel } from './window-model-context.ts';

/** What would happen to what is dragged over the window: nothing, a new download, or a new link for a row. */
type DropTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'add' }
  | { readonly kind: 'newLink'; readonly id: DownloadId; readonly name: string };

const NO_TARGET: DropTarget = { kind: 'none' };
const ADD_TARGET: DropTarget = { kind: 'add' };

/** Takes links, text and text files dropped anywhere on the window, and shows so while they are dragged over it. */
export function DropArea() {
  const model = useWindowModel();
  const [target, setTarget] = useState(NO_TARGET);
  const element = useRef<HTMLDivElement>(null);

  // Before the first paint, as for keys.
  useLayoutEffect(() => listenForDrops(model, setTarget), [model]);

  useEffect(() => {
    if (target.kind === 'none') element.current?.hidePopover();
    else element.current?.showPopover();
  }, [target.kind]);

  useEffect(() => {
    if (target.kind !== 'newLink') return;
    // Rows do not render for a drag: the mark is put on the element while it is dragged over.
    const row = document.querySelector<HTMLElement>(`[data-id="${target.id}"]`);
    row?.setAttribute('data-drop-target', '');
    return () => row?.removeAttribute('data-drop-target');
  }, [target]);

  return (
    <div ref={element} className={`drop-area drop-${target.kind}`} popover="manual" aria-hidden="true">
      {target.kind === 'newLink' ? (
        <p className="drop-pill">
          <Icon name="newLink" />
          {fill(QUESTION_WORDS.newLink.drop, { name: target.name })}
        </p>
      ) : (
        <div className="drop-card">
          <Icon name="drop" />
          <p className="drop-title">{words.drop.title}</p>
          <p>{words.drop.body}</p>
        </div>
      )}
    </div>
  );
}

/** Listens on the window; @returns how to stop. */
function listenForDrops(model: WindowModel, show: (update: (before: DropTarget) => DropTarget) => void): () => void {
  // What is dragged out of this very window (a selected text) is not to be dropped on it.
  let isOwnDrag = false;
  const dialogKind = (): string => model.dialog.get().kind;
  const canTake = (event: DragEvent): event is DragEvent & { readonly dataTransfer: DataTransfer } =>
    !isOwnDrag &&
    (dialogKind() === 'none' || dialogKind() === 'add') &&
    (event.dataTransfer?.types.some((type) => LINK_TYPES.has(type)) ?? false);
  const rowUnder = (event: DragEvent): DownloadRow | null =>
    dialogKind() === 'none' ? newLinkRowAt(model, event.target) : null;

  const controller = new AbortController();
  const { signal } = controller;
  window.addEventListener('dragstart', () => (isOwnDrag = true), { signal });
  window.addEventListener('dragend', () => (isOwnDrag = false), { signal });
  // A file dragged out by the system ends without `dragend`; while it is dragged, the page hears nothing of the pointer.
  window.addEventListener('pointermove', ({ buttons }) => (isOwnDrag &&= buttons !== 0), { signal });
  window.addEventListener('pointerdown', () => (isOwnDrag = false), { signal });
  window.addEventListener(
    'dragover',
    (event) => {
      // Without this the browser would leave the page for a file that is dropped on it.
      if (!isOwnDrag) event.preventDefault();
      if (!canTake(event)) return;
      event.dataTransfer.dropEffect = 'copy';
      const row = rowUnder(event);
      show((before) => nextTarget(before, row));
    },
    { signal },
  );
  window.addEventListener(
    'dragleave',
    (event) => {
      if (event.relatedTarget === null) show(() => NO_TARGET);
    },
    { signal },
  );
  window.addEventListener(
    'drop',
    (event) => {
      show(() => NO_TARGET);
      if (isOwnDrag) return;
      event.preventDefault();
      if (!canTake(event)) return;
      const row = rowUnder(event);
      const data = readDataTransfer(event.dataTransfer);
      void (row === null ? takeContent(model, data) : takeNewLink(model, data, row));
    },
    { signal },
  );
  return () => {
    controller.abort();
  };
}

/** The same object while nothing changed, since drags are told many times a second. */
function nextTarget(before: DropTarget, row: DownloadRow | null): DropTarget {
  if (row === null) return ADD_TARGET;
  if (before.kind === 'newLink' && before.id === row.id) return before;
  return { kind: 'newLink', id: row.id, name: row.name };
}

import { useLayoutEffect } from 'react';
import { commandOf } from '../../shared/shortcuts.ts';
import { linksInHtml } from '../model/html-links.ts';
import { MAX_EDITABLE_CHARACTERS } from '../model/text-file.ts';
import type { WindowModel } from '../model/window-model.ts';
import { newLinkRowForPaste } from './new-link-target.ts';
import { readDataTransfer } from './read-data-transfer.ts';
import { takeContent } from './take-content.ts';
import { useWindowModel } from './window-model-context.ts';

/** The id of the search field: Ctrl+F leads there from everywhere. */
export const SEARCH_FIELD_ID = 'search';

/** The keys that work everywhere in the window, and paste. */
export function useWindowKeys(): void {
  const model = useWindowModel();
  // Before the first paint: who sees the window may press a key.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.defaultPrevented && model.dialog.get().kind === 'none' && runWindowKey(model, event)) {
        event.preventDefault();
      }
    };
    const onPaste = (event: ClipboardEvent): void => {
      const { kind } = model.dialog.get();
      if (event.clipboardData === null || event.defaultPrevented || (kind !== 'none' && kind !== 'add')) return;
      const data = readDataTransfer(event.clipboardData);
      // A text box takes what it can show; a list of thousands would make it slow, and a rich text hides its links.
      const isShort = data.text.length <= MAX_EDITABLE_CHARACTERS;
      const isPlain = isShort && (linksInHtml(data.html, data.text).length === 0 || !isTextBox(event.target));
      if (isTextField(event.target) && (kind === 'none' || isPlain)) return;
      event.preventDefault();
      void takeContent(model, data, newLinkRowForPaste(model)?.id ?? null);
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('paste', onPaste);
    };
  }, [model]);
}

/** @returns whether the key was one of the window's. */
function runWindowKey(model: WindowModel, event: KeyboardEvent): boolean {
  // A text field keeps what it can write; keys with Ctrl work from there, too.
  const writes = !(event.ctrlKey || event.metaKey) && isTextField(event.target);
  if (writes) return false;
  switch (commandOf(event, model.settings.shortcuts())) {
    case 'search':
      document.querySelector<HTMLInputElement>(`#${SEARCH_FIELD_ID}`)?.select();
      return true;
    case 'settings':
      model.dialog.set({ kind: 'settings', section: 'downloads' });
      return true;
    case 'add':
      model.dialog.set({ kind: 'add' });
      return true;
    case 'sheet':
      model.dialog.set({ kind: 'shortcuts' });
      return true;
    case 'details':
      toggleDetails(model);
      return true;
    case 'selectAll':
    case 'pauseResume':
    case 'open':
    case 'remove':
    case 'rename':
    case 'copyLink':
    case 'menu':
    case null:
      return false; // Of the list, or of nobody.
  }
}

/** Shows or hides the details: also of nothing, and from within them. */
export function toggleDetails({ layout }: WindowModel): void {
  layout.change({ hasDetails: !layout.get().hasDetails });
}

/** Whether a text of several lines is written there. */
function isTextBox(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

import { useEffect } from 'react';
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
  useEffect(() => {
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
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (control && key === 'f') {
    document.querySelector<HTMLInputElement>(`#${SEARCH_FIELD_ID}`)?.select();
    return true;
  }
  if (control && key === ',') {
    model.dialog.set({ kind: 'settings', section: 'downloads' });
    return true;
  }
  // Browsers keep Ctrl+N for themselves outside of app windows; N alone works in all of them.
  const isPlain = !control && !event.altKey && !isTextField(event.target);
  if (key === 'n' && (control || (isPlain && !event.shiftKey))) {
    model.dialog.set({ kind: 'add' });
    return true;
  }
  if (event.key === '?' && isPlain) {
    model.dialog.set({ kind: 'shortcuts' });
    return true;
  }
  return false;
}

/** Whether a text of several lines is written there. */
function isTextBox(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

import { useEffect } from 'react';
import { MAX_EDITABLE_CHARACTERS } from '../model/text-file.ts';
import type { WindowModel } from '../model/window-model.ts';
import { readDataTransfer, takeContent } from './take-content.ts';
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
      // A text box takes what it can show; a list of thousands would make it slow.
      const isShort = event.clipboardData.getData('text/plain').length <= MAX_EDITABLE_CHARACTERS;
      if (isTextField(event.target) && (kind === 'none' || isShort)) return;
      event.preventDefault();
      void takeContent(model, readDataTransfer(event.clipboardData));
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

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

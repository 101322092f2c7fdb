import type { SelectMode } from './list-selection.ts';

/** What a key means in the list. */
export type ListKey =
  | {
      readonly kind: 'move';
      readonly to: 'next' | 'previous' | 'pageDown' | 'pageUp' | 'first' | 'last';
      readonly mode: SelectMode;
    }
  | {
      readonly kind:
        | 'toggleSelected'
        | 'pauseResume'
        | 'enter'
        | 'details'
        | 'remove'
        | 'copy'
        | 'selectAll'
        | 'menu'
        | 'clear';
    }
  /** A step in the order in which downloads start. */
  | { readonly kind: 'queue'; readonly to: 'up' | 'down' }
  | { readonly kind: 'intoRow'; readonly direction: 1 | -1 };

/** The part of a `KeyboardEvent` that decides. */
export type PressedKey = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

const MOVES = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
  Home: 'first',
  End: 'last',
} as const;

/** The keys of the list; `null` for one that is not its business. Cmd counts as Ctrl, as on a Mac. */
export function readListKey(pressed: PressedKey): ListKey | null {
  const control = pressed.ctrlKey || pressed.metaKey;
  if (pressed.altKey) return readAltKey(pressed);
  if (pressed.key in MOVES) {
    // Just checked to be one of its keys.
    const to = MOVES[pressed.key as keyof typeof MOVES];
    return { kind: 'move', to, mode: pressed.shiftKey ? 'extend' : control ? 'keep' : 'only' };
  }
  if (pressed.key === 'F10' && pressed.shiftKey) return { kind: 'menu' };
  if (control) return readControlKey(pressed.key);
  switch (pressed.key) {
    case ' ':
      return { kind: 'pauseResume' };
    case 'Enter':
      return { kind: 'enter' };
    case 'Delete':
    case 'Backspace':
      return { kind: 'remove' };
    case 'ContextMenu':
      return { kind: 'menu' };
    case 'Escape':
      return { kind: 'clear' };
    case 'ArrowRight':
      return { kind: 'intoRow', direction: 1 };
    case 'ArrowLeft':
      return { kind: 'intoRow', direction: -1 };
    default:
      return null;
  }
}

function readAltKey({ key, ctrlKey, metaKey, shiftKey }: PressedKey): ListKey | null {
  if (ctrlKey || metaKey || shiftKey) return null;
  if (key === 'ArrowUp') return { kind: 'queue', to: 'up' };
  return key === 'ArrowDown' ? { kind: 'queue', to: 'down' } : null;
}

function readControlKey(key: string): ListKey | null {
  switch (key.toLowerCase()) {
    case ' ':
      return { kind: 'toggleSelected' };
    case 'a':
      return { kind: 'selectAll' };
    case 'i':
      return { kind: 'details' };
    case 'c':
      return { kind: 'copy' };
    default:
      return null;
  }
}

import {
  commandOf,
  DEFAULT_SHORTCUTS,
  type PressedKey,
  type ShortcutCommand,
  type Shortcuts,
} from '../../shared/shortcuts.ts';
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
        | 'rename'
        | 'copy'
        | 'selectAll'
        | 'menu'
        | 'clear';
    }
  /** A step in the order in which downloads start. */
  | { readonly kind: 'queue'; readonly to: 'up' | 'down' }
  | { readonly kind: 'intoRow'; readonly direction: 1 | -1 };

const MOVES = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
  Home: 'first',
  End: 'last',
} as const;

/** What the commands that keys can be chosen for mean in the list. */
const LIST_COMMANDS: Readonly<
  Partial<Record<ShortcutCommand, Exclude<ListKey['kind'], 'move' | 'intoRow' | 'queue'>>>
> = {
  selectAll: 'selectAll',
  pauseResume: 'pauseResume',
  open: 'enter',
  remove: 'remove',
  rename: 'rename',
  copyLink: 'copy',
  menu: 'menu',
  details: 'details',
};

/** The keys of the list; `null` for one that is not its business. Cmd counts as Ctrl, as on a Mac. */
export function readListKey(pressed: PressedKey, shortcuts: Shortcuts = DEFAULT_SHORTCUTS): ListKey | null {
  const command = commandOf(pressed, shortcuts);
  const kind = command === null ? undefined : LIST_COMMANDS[command];
  if (kind !== undefined) return { kind };
  const control = pressed.ctrlKey || pressed.metaKey;
  if (pressed.altKey) return readAltKey(pressed);
  if (pressed.key in MOVES) {
    // Just checked to be one of its keys.
    const to = MOVES[pressed.key as keyof typeof MOVES];
    return { kind: 'move', to, mode: pressed.shiftKey ? 'extend' : control ? 'keep' : 'only' };
  }
  if (control) return pressed.key === ' ' ? { kind: 'toggleSelected' } : null;
  switch (pressed.key) {
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

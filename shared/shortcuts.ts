import * as z from 'zod';
import { lazy } from './lazy.ts';

/**
 * What keys can do in the window, and which do without anyone's choice. A key is written as `Mod+Alt+Shift+KEY`; `Mod` is Ctrl,
 * on a Mac Cmd. Keys that every list and dialog has (arrows, Tab, Escape) are not here: they stay as they are.
 */
export const DEFAULT_SHORTCUTS = {
  // Browsers keep Ctrl+N for themselves outside of app windows; N alone works in all of them.
  add: ['N', 'Mod+N'],
  search: ['Mod+F'],
  selectAll: ['Mod+A'],
  pauseResume: ['Space'],
  open: ['Enter'],
  remove: ['Delete', 'Backspace'],
  rename: ['F2'],
  copyLink: ['Mod+C'],
  menu: ['Shift+F10', 'ContextMenu'],
  details: ['Mod+I'],
  settings: ['Mod+,'],
  sheet: ['?'],
} as const;

export type ShortcutCommand = keyof typeof DEFAULT_SHORTCUTS;
// `Object.keys` forgets that these are the table's own.
export const SHORTCUT_COMMANDS = Object.keys(DEFAULT_SHORTCUTS) as readonly ShortcutCommand[];

/** The keys of each command that someone chose others for. */
export const shortcutsSchema = lazy(() =>
  z.partialRecord(
    z.enum(Object.keys(DEFAULT_SHORTCUTS) as [ShortcutCommand, ...ShortcutCommand[]]),
    z.array(z.string().min(1).max(40)).max(3),
  ),
);

export type ShortcutChoices = z.infer<ReturnType<typeof shortcutsSchema>>;
export type Shortcuts = Readonly<Record<ShortcutCommand, readonly string[]>>;

/** The keys that hold, given what someone chose. */
export function shortcutsOf(choices: ShortcutChoices): Shortcuts {
  return { ...DEFAULT_SHORTCUTS, ...choices };
}

/** The part of a `KeyboardEvent` that decides. */
export type PressedKey = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

const MODIFIERS: ReadonlySet<string> = new Set([
  'Control',
  'Meta',
  'Shift',
  'Alt',
  'AltGraph',
  'Dead',
  'Process',
  'Unidentified',
]);

/** How a pressed key is written; `null` for a modifier alone. */
export function writeKey(pressed: PressedKey): string | null {
  if (MODIFIERS.has(pressed.key)) return null;
  const isLetter = /^\p{L}$/u.test(pressed.key);
  const name = pressed.key === ' ' ? 'Space' : isLetter ? pressed.key.toUpperCase() : pressed.key;
  // `?` needs Shift on some keyboards and none on others: the sign is what counts.
  const isSign = pressed.key.length === 1 && !isLetter && pressed.key !== ' ';
  return [
    ...(pressed.ctrlKey || pressed.metaKey ? ['Mod'] : []),
    ...(pressed.altKey ? ['Alt'] : []),
    ...(pressed.shiftKey && !isSign ? ['Shift'] : []),
    name,
  ].join('+');
}

/** What a pressed key does; `null` when nothing. */
export function commandOf(pressed: PressedKey, shortcuts: Shortcuts): ShortcutCommand | null {
  const key = writeKey(pressed);
  return key === null ? null : (SHORTCUT_COMMANDS.find((command) => shortcuts[command].includes(key)) ?? null);
}

/** Keys of the list, of dialogs and of browsers that no command may take. */
const RESERVED: ReadonlySet<string> = new Set([
  'Escape', 'Tab', 'Shift+Tab', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown',
  'Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+Home', 'Shift+End', 'Mod+Space', 'Mod+V', 'Mod+X', 'Mod+Z', 'Mod+W', 'Mod+T', 'Mod+R', 'F5',
]); // prettier-ignore

/** Why a key cannot be given to a command: it is another's, or it means something everywhere. `null` when it can. */
export function keyConflict(
  key: string,
  command: ShortcutCommand,
  shortcuts: Shortcuts,
): { readonly kind: 'reserved' } | { readonly kind: 'taken'; readonly by: ShortcutCommand } | null {
  if (RESERVED.has(key)) return { kind: 'reserved' };
  const by = SHORTCUT_COMMANDS.find((other) => other !== command && shortcuts[other].includes(key));
  return by === undefined ? null : { kind: 'taken', by };
}

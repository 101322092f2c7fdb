import { words } from './words.ts';

/** Whether keys have the names of a Mac. */
function isMac(): boolean {
  return /mac|iphone|ipad/iu.test(navigator.userAgent);
}

/** The key that starts shortcuts, with what joins it to the next key: `⌘` on a Mac, else `Ctrl+`. */
export function controlKeyName(): string {
  return isMac() ? '⌘' : 'Ctrl+';
}

/** A key of `shared/shortcuts.ts` as keyboards name it: `Ctrl+F`, on a Mac `⌘F`. */
export function keyText(key: string): string {
  const parts = key.split('+');
  const name = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1).map((part) => (part === 'Mod' ? controlKeyName() : `${part}+`));
  const names: Readonly<Record<string, string>> = words.keyNames;
  return modifiers.join('') + (names[name] ?? name);
}

import { words } from './words.ts';

/** Whether keys have the names of a Mac. */
function isMac(): boolean {
  return /mac|iphone|ipad/iu.test(navigator.userAgent);
}

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/** A key of `shared/shortcuts.ts` as keyboards of the language name it: `Ctrl+F` (German: `Strg+F`), on a Mac `⌘F`. */
export function keyText(key: string): string {
  const parts = key.split('+');
  const modifiers = parts.slice(0, -1).map((part) => (part === 'Mod' && isMac() ? '⌘' : `${nameOf(part)}+`));
  return modifiers.join('') + nameOf(parts.at(-1) ?? '');
}

function nameOf(part: string): string {
  const names: Readonly<Record<string, string>> = words.keyNames;
  return names[part] ?? ARROWS[part] ?? part;
}

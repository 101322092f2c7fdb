/*
 * Text for terminals: how wide it is, how it is cut, and what must never reach one. Names come from servers, and a name
 * with an escape sequence could write anything over the screen.
 */

/** C0, DEL, C1, and the bidi controls that make a name read backwards. */
const CONTROLS = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text with every control character shown as `?`; it stays on its line and cannot steer the terminal. */
export function printable(text: string): string {
  return text.replace(CONTROLS, '?');
}

/** Wide in every terminal: CJK, Hangul, kana, full-width forms, emoji (Unicode Standard Annex 11, W and F). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns the text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The text cut to so many columns, with `…` where something is missing; the end of a name says more than its middle. */
export function fit(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns <= 1) return columns === 1 ? '…' : '';
  const tailColumns = Math.min(Math.floor(columns / 3), 8);
  const characters = Array.from(text);
  const head = takeColumns(characters, columns - 1 - tailColumns);
  const tail = takeColumns(characters.toReversed(), tailColumns).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}

function takeColumns(characters: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += columnsOf(character);
    if (used > columns) break;
    taken.push(character);
  }
  return taken;
}

/** The text cut or filled with spaces to exactly so many columns. */
export function padEnd(text: string, columns: number): string {
  const fitted = fit(text, columns);
  return fitted + ' '.repeat(columns - columnsOf(fitted));
}

/** The same with the spaces before it. */
export function padStart(text: string, columns: number): string {
  const fitted = fit(text, columns);
  return ' '.repeat(columns - columnsOf(fitted)) + fitted;
}

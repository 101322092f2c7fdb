/**
 * Links written as a pattern, as curl's globbing does (curl.1, "URL"): `[001-100]` counts, `[a-z]` runs through letters,
 * `[0-100:10]` takes steps, `{one,two}` lists. Several in one link make every combination, the last one fastest. Pure.
 */

/** What stands at one place of a pattern, by its number from 0. */
type Part = { readonly count: number; readonly at: (index: number) => string };

const PIECE =
  /\[(\d{1,15})-(\d{1,15})(?::(\d{1,9}))?\]|\[([a-z])-([a-z])(?::(\d{1,2}))?\]|\[([A-Z])-([A-Z])(?::(\d{1,2}))?\]|\{([^{}\s]*,[^{}\s]*)\}/gu;

/** A text without a pattern makes itself: 1. The number is exact up to 2^53 and only grows inexact above. */
export function countPattern(text: string): number {
  return parsePattern(text).reduce((product, part) => product * part.count, 1);
}

/** Whether a text has a pattern in it. */
export function hasPattern(text: string): boolean {
  return text.search(PIECE) !== -1;
}

/** All texts of a pattern, in order; the text itself when it has none. Ask `countPattern` first: it may be many. */
export function* expandPattern(text: string): Generator<string> {
  const parts = parsePattern(text);
  const total = parts.reduce((product, part) => product * part.count, 1);
  for (let index = 0; index < total; index += 1) {
    let rest = index;
    const values = parts.toReversed().map((part) => {
      const value = part.at(rest % part.count);
      rest = Math.floor(rest / part.count);
      return value;
    });
    yield values.toReversed().join('');
  }
}

function parsePattern(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECE)) {
    if (match.index > end) parts.push(fixed(text.slice(end, match.index)));
    parts.push(toPart(match));
    end = match.index + match[0].length;
  }
  if (end < text.length || parts.length === 0) parts.push(fixed(text.slice(end)));
  return parts;
}

function fixed(text: string): Part {
  return { count: 1, at: () => text };
}

function toPart(match: RegExpMatchArray): Part {
  const [, from, to, step, lowerFrom, lowerTo, lowerStep, upperFrom, upperTo, upperStep, list] = match;
  if (list !== undefined) {
    const items = list.split(',');
    return { count: items.length, at: (index) => items[index] ?? '' };
  }
  if (from !== undefined && to !== undefined) {
    // `[001-100]` keeps its width, `[1-100]` does not.
    const width = from.length > 1 && from.startsWith('0') ? from.length : 0;
    return steps(Number(from), Number(to), step, (value) => String(value).padStart(width, '0'));
  }
  const [first = 'a', last = 'a', letterStep] =
    lowerFrom === undefined ? [upperFrom, upperTo, upperStep] : [lowerFrom, lowerTo, lowerStep];
  return steps(codeOf(first), codeOf(last), letterStep, (code) => String.fromCodePoint(code));
}

/** From the first to the last, both included, upwards or downwards. A step of 0 is one of 1. */
function steps(first: number, last: number, step: string | undefined, write: (value: number) => string): Part {
  const size = Math.max(Number(step ?? 1), 1);
  const direction = last >= first ? size : -size;
  return {
    count: Math.floor(Math.abs(last - first) / size) + 1,
    at: (index) => write(first + index * direction),
  };
}

function codeOf(letter: string): number {
  return letter.codePointAt(0) ?? 0;
}

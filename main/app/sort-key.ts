/**
 * A text as people sort it, for plain comparison: case and accents do not count, and numbers by their value, so that 2
 * comes before 10. `Intl.Collator` knows each language's order better, but takes over a second for 100,000 names where
 * these keys take a tenth of that, and the main thread has to do it (docs/decisions/sorted-views.md).
 */
export function textSortKey(text: string): string {
  const plain = isPlainAscii(text) ? text : text.normalize('NFKD').replace(/\p{Mark}+/gu, '');
  return plain.toLowerCase().replace(/\d+/gu, numberKey);
}

function isPlainAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/u.test(text);
}

/** Digits without leading zeros, after how many there are: the longer number is the larger one. */
function numberKey(digits: string): string {
  const value = digits.replace(/^0+(?=\d)/u, '');
  return `${String.fromCodePoint(0x30 + Math.min(value.length, 999))}${value}`;
}

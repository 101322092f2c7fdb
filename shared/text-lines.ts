/** A line of a text, without its end, and where the next one begins. */
export type TextLine = { readonly text: string; readonly nextStart: number };

/** The lines of a text, one at a time: a long one is never split as a whole. */
export function* linesOf(text: string): Generator<TextLine, void> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const nextStart = end + 1;
    yield { text: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end), nextStart };
    start = nextStart;
  }
}

/** Pieces of whole lines; a text without line ends is one piece. */
export function splitLines(text: string, linesPerPiece: number): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines < linesPerPiece) continue;
    pieces.push(text.slice(start, at));
    start = at + 1;
    lines = 0;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
}

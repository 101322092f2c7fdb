import { findLinks, type LinksInText } from '../../shared/url.ts';

/** Lines scanned in one go: about 3 ms, so that typing and painting go on between. */
const LINES_PER_STEP = 1000;

export const NO_LINKS: LinksInText = { links: [], refused: [] };

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

/**
 * Finds the links of long texts without holding up the window: some lines, then a pause.
 * @param pause lets the window work; resolves soon.
 * @throws the signal's reason when the texts are not wanted any more.
 */
export async function scanLinks(
  texts: readonly string[],
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<LinksInText> {
  const links = new Map<string, LinksInText['links'][number]>();
  const refused = new Map<string, LinksInText['refused'][number]>();
  let isFirst = true;
  for (const piece of texts.flatMap((text) => splitLines(text, LINES_PER_STEP))) {
    if (!isFirst) await pause();
    signal.throwIfAborted();
    isFirst = false;
    const found = findLinks(piece);
    for (const link of found.links) if (!links.has(link.url)) links.set(link.url, link);
    for (const line of found.refused) refused.set(line.input, line);
  }
  return { links: [...links.values()], refused: [...refused.values()] };
}

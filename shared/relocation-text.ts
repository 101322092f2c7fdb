import type { DownloadRow } from './download.ts';
import { fillText } from './fill-text.ts';
import { PLACE_WORDS } from './words.ts';

/**
 * One sentence about a file that is to go to another folder, is on its way, or could not go; `null` when nothing is to be said.
 * @param percent how much of it is there, as the reader writes it.
 */
export function relocationText(
  { relocation, directory, state }: Pick<DownloadRow, 'relocation' | 'directory' | 'state'>,
  percent: string,
): string | null {
  if (relocation === null) return null;
  const folder = relocation.directory;
  if (relocation.problem !== null) {
    const text = folder === directory ? PLACE_WORDS.notRenamed : PLACE_WORDS.notMoved;
    return fillText(text, { why: PLACE_WORDS.problems[relocation.problem], folder });
  }
  if (folder === directory) return null;
  return fillText(state.kind === 'completed' ? PLACE_WORDS.moving : PLACE_WORDS.coming, { percent, folder });
}

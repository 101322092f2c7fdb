import type { DownloadRow } from './download.ts';
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
    return put(put(text, 'why', PLACE_WORDS.problems[relocation.problem]), 'folder', folder);
  }
  if (folder === directory) return null;
  return put(
    put(state.kind === 'completed' ? PLACE_WORDS.moving : PLACE_WORDS.coming, 'percent', percent),
    'folder',
    folder,
  );
}

/** The name of a folder may hold what `replace` would read as a pattern. */
function put(text: string, mark: 'folder' | 'why' | 'percent', value: string): string {
  return text.replace(`{${mark}}`, () => value);
}

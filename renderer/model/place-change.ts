import type { Category } from '../../shared/category.ts';
import type { DownloadId } from '../../shared/download.ts';
import { PLACE_WORDS } from '../../shared/words.ts';
import { fill } from '../format/words.ts';
import type { CoreClient } from './core-client.ts';
import type { MessageStore } from './message-store.ts';
import { problemText } from './problem-text.ts';

/** Where the dialog about names, folders and kinds begins. */
export type PlaceField = 'name' | 'folder' | 'category';

/** What is to change; `category: null` is what name and server say. */
export type PlaceChange = {
  /** Of a single download. */
  readonly name?: string;
  readonly directory?: string;
  readonly category?: Category | null;
};

/**
 * Changes names, folders and kinds. The name first: once a file is on its way to another folder, that may take long.
 * @returns why something did not work, in words; `null` when all did, or has begun.
 */
export async function placeDownloads(
  { client, messages }: { readonly client: CoreClient; readonly messages: MessageStore },
  ids: readonly DownloadId[],
  { name, directory, category }: PlaceChange,
): Promise<string | null> {
  const [first] = ids;
  if (first === undefined) return null;
  if (category !== undefined) {
    const result = await client.call('downloads.setCategory', { ids: [...ids], category });
    if (!result.ok) return problemText(result);
  }
  if (name !== undefined) {
    const result = await client.call('downloads.rename', { id: first, name });
    if (!result.ok) return problemText(result);
    if (result.value.kind === 'failed') return PLACE_WORDS.problems[result.value.problem];
    const named = result.value.name;
    if (named !== name) messages.inform(fill(PLACE_WORDS.tookNumber, { name: named }));
  }
  if (directory === undefined) return null;
  const result = await client.call('downloads.moveTo', { ids: [...ids], directory });
  return result.ok ? null : problemText(result);
}

import { open } from 'node:fs/promises';
import path from 'node:path';
import { looksLikeMetalink, readMetalink } from '../../shared/metalink.ts';
import { isShortcutFile, linkInShortcut } from '../../shared/shortcut-file.ts';
import { findLinks } from '../../shared/url.ts';
import { linksAmong } from './launch-links.ts';

/** A list of ten thousand links of 200 characters; larger files were not meant. */
const MAX_BYTES = 2_000_000;

/** What files with links are called, without the dot. */
export const LINK_FILE_EXTENSIONS: readonly string[] = ['txt', 'meta4', 'metalink', 'url', 'desktop', 'webloc'];

const LINK_FILE_NAME = new RegExp(`\\.(?:${LINK_FILE_EXTENSIONS.join('|')})$`, 'iu');

/** The files among a launch's arguments that may hold links, absolute. Switches are left alone. */
export function linkFilesAmong(words: readonly string[], workingFolder: string): readonly string[] {
  return words
    .filter((word) => !word.startsWith('-') && !/^[a-z][\w+.-]+:/iu.test(word) && LINK_FILE_NAME.test(word))
    .map((word) => path.resolve(workingFolder, word));
}

/** What a file holds: links, or a Metalink that the window reads, as a whole (its mirrors and checksums are no links). */
export type LinkFileContent = {
  readonly links: readonly string[];
  readonly metalink: { readonly name: string; readonly text: string } | null;
};

/**
 * What is in a file that the user opened with Sluice: of a shortcut the link that it leads to, a Metalink as it is when it
 * names a file, of a text all links. Nothing else in it is read: folders and headers are the user's.
 * @returns nothing when it cannot be read, is no plain file, or is larger than 2 MB.
 */
export async function readLinkFile(file: string): Promise<LinkFileContent> {
  const text = (await readText(file)) ?? '';
  if (looksLikeMetalink(text)) {
    const read = readMetalink(text);
    const metalink = read.ok && read.files.length > 0 ? { name: path.basename(file), text } : null;
    return { links: [], metalink };
  }
  const found = isShortcutFile(file) ? [linkInShortcut(text) ?? ''] : findLinks(text).links.map((link) => link.url);
  return { links: linksAmong(found, Infinity), metalink: null };
}

async function readText(file: string): Promise<string | null> {
  try {
    await using handle = await open(file, 'r');
    const facts = await handle.stat();
    if (!facts.isFile() || facts.size > MAX_BYTES) return null;
    const bytes = await handle.readFile();
    return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
  } catch {
    return null; // Gone, or not ours to read: the window opens without it.
  }
}

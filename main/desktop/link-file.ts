import { open } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { looksLikeMetalink } from '../../shared/metalink.ts';
import { isShortcutFile, linkInShortcut } from '../../shared/shortcut-file.ts';
import { splitLines } from '../../shared/text-lines.ts';
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

/** Why nothing was found in a file. */
export type LinkFileProblem = 'noLinks' | 'unreadable' | 'tooLarge' | 'damagedMetalink';

/** What a file holds: links, or a Metalink that the window reads, as a whole (its mirrors and checksums are no links). */
export type LinkFileContent = {
  readonly links: readonly string[];
  readonly metalink: { readonly name: string; readonly text: string } | null;
  readonly problem: LinkFileProblem | null;
};

const NOTHING: LinkFileContent = { links: [], metalink: null, problem: 'noLinks' };

/**
 * What is in a file that the user opened with Sluice: of a shortcut the link that it leads to, a Metalink as it is, of a
 * text all links. Nothing else in it is read: folders and headers are the user's. A long text is gone through in steps,
 * and a Metalink by the window, which says what is wrong with it: this process has the list to look after.
 */
export async function readLinkFile(file: string): Promise<LinkFileContent> {
  const read = await readText(file);
  if (!read.ok) return { ...NOTHING, problem: read.problem };
  const { text } = read;
  if (looksLikeMetalink(text)) return { links: [], metalink: { name: path.basename(file), text }, problem: null };
  if (/\.(?:meta4|metalink)$/iu.test(file)) return { ...NOTHING, problem: 'damagedMetalink' };
  const links = isShortcutFile(file) ? linksAmong([linkInShortcut(text) ?? '']) : await linksInText(text);
  return { ...NOTHING, links, problem: links.length === 0 ? 'noLinks' : null };
}

/** Lines gone through in one step: some milliseconds. */
const LINES_PER_STEP = 500;

/** The links of a text, each once, without holding up what else this thread has to do. */
export async function linksInText(text: string): Promise<readonly string[]> {
  const links = new Set<string>();
  for (const piece of splitLines(text, LINES_PER_STEP)) {
    for (const { url } of findLinks(piece).links) links.add(url);
    await nextTurn();
  }
  return [...links];
}

async function readText(
  file: string,
): Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: LinkFileProblem }> {
  try {
    await using handle = await open(file, 'r');
    const facts = await handle.stat();
    if (!facts.isFile()) return { ok: false, problem: 'unreadable' };
    if (facts.size > MAX_BYTES) return { ok: false, problem: 'tooLarge' };
    const bytes = await handle.readFile();
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return { ok: true, text: bytes.toString(isUtf16 ? 'utf16le' : 'utf8') };
  } catch {
    return { ok: false, problem: 'unreadable' }; // Gone, or not ours to read.
  }
}

import { open } from 'node:fs/promises';
import path from 'node:path';
import { decodeEntities, isShortcutFile, linkInShortcut } from '../../shared/shortcut-file.ts';
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

/**
 * The links in a file that the user opened with Sluice: of a shortcut the one it leads to, of a Metalink the preferred
 * one of each file (RFC 5854), of a text all. Nothing else in it is read: names, folders and headers are the user's.
 * @returns none when it cannot be read, is no plain file, or is larger than 2 MB.
 */
export async function readLinkFile(file: string): Promise<readonly string[]> {
  const text = await readText(file);
  if (text === null) return [];
  if (isShortcutFile(file)) return linksAmong([linkInShortcut(text) ?? '']);
  if (/\.(?:metalink|meta4)$/iu.test(file)) return linksAmong(linksInMetalink(text), Infinity);
  return linksAmong(
    findLinks(text).links.map((link) => link.url),
    Infinity,
  );
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

/** Of each `<file>` the URL with the best `priority` (RFC 5854, 4.2.16.3: 1 is best) or `preference` (version 3: 100). */
export function linksInMetalink(text: string): readonly string[] {
  const files = text.match(/<file[\s>][\s\S]*?<\/file>/giu) ?? [];
  return files.flatMap((block) => {
    const urls = Array.from(block.matchAll(/<url([^>]*)>\s*(https?:[^<\s]+)\s*<\/url>/giu), (match) => ({
      url: decodeEntities(match[2] ?? ''),
      rank: rankOf(match[1] ?? ''),
    }));
    const [best] = urls.toSorted((a, b) => a.rank - b.rank);
    return best === undefined ? [] : [best.url];
  });
}

function rankOf(attributes: string): number {
  const priority = /\bpriority\s*=\s*["'](\d+)/iu.exec(attributes)?.[1];
  if (priority !== undefined) return Number(priority);
  const preference = /\bpreference\s*=\s*["'](\d+)/iu.exec(attributes)?.[1];
  return preference === undefined ? 1_000_000 : 1000 - Number(preference);
}

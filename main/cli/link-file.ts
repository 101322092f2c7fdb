import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import type { Checksum } from '../../shared/download.ts';
import { looksLikeMetalink, readMetalink } from '../../shared/metalink.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';

/** One link as it was given, and what was given with it. */
export type LinkInput = {
  readonly text: string;
  /** The name that its file is to have. */
  readonly name: string | null;
  /** Other links to the same file. */
  readonly mirrors: readonly string[];
  /** What the file must hash to. */
  readonly checksum: Checksum | null;
  /** What its pieces must hash to. */
  readonly pieces: PieceHashes | null;
};

/** A link alone. */
export function bareLink(text: string): LinkInput {
  return { text, name: null, mirrors: [], checksum: null, pieces: null };
}

export type LinkFile =
  | { readonly ok: true; readonly inputs: readonly LinkInput[] }
  | { readonly ok: false; readonly message: string };

/**
 * The links of the file behind `-i`, `-` for stdin: one a line, as in the files of curl, wget and aria2;
 * links to one file stand on one line, with tabs between them. Empty lines and those
 * that begin with `#` are skipped; an indented `out=NAME` names the file of the link above it (aria2, "Input File").
 */
export async function readLinkFile(file: string): Promise<LinkFile> {
  try {
    return parseLinkFile(file === '-' ? await readText(process.stdin) : await readFile(file, 'utf8'));
  } catch (error) {
    // Node's file errors only.
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { ok: false, message: `The list of links cannot be read: ${file} (${String(error.code)})` };
  }
}

/** See `readLinkFile`; a Metalink is taken as well. An option that is not known is a problem: it was meant to change something. */
export function parseLinkFile(text: string): LinkFile {
  if (looksLikeMetalink(text)) return fromMetalink(text);
  const inputs: LinkInput[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    if (!/^\s/u.test(line)) {
      const [text = '', ...mirrors] = content.split(/\s*\t\s*/u);
      inputs.push({ ...bareLink(text), mirrors });
      continue;
    }
    const name = /^out=(.*\S)/u.exec(content)?.[1];
    const link = inputs.pop();
    if (name === undefined || link === undefined) {
      const advice = 'below a link, a list may hold an indented out=NAME only; give other options on the command line';
      return { ok: false, message: `Line ${index + 1} of the list: ${advice}.` };
    }
    inputs.push({ ...link, name });
  }
  return { ok: true, inputs };
}

function fromMetalink(text: string): LinkFile {
  const read = readMetalink(text);
  if (!read.ok) return { ok: false, message: 'This Metalink file is damaged. Get it again.' };
  const inputs = read.files.map(({ links: [text, ...mirrors], name, checksum, pieces }) => {
    return { text, name, mirrors, checksum, pieces };
  });
  // Refused one by one, in words.
  return { ok: true, inputs: [...inputs, ...read.unusable.map(bareLink)] };
}

/** All links as links to one file, the first of them first. */
export function asMirrors(inputs: readonly LinkInput[]): readonly LinkInput[] {
  const [first, ...others] = inputs;
  if (first === undefined) return [];
  return [{ ...first, mirrors: [...first.mirrors, ...others.flatMap(({ text, mirrors }) => [text, ...mirrors])] }];
}

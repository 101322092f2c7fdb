import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';

/** One link as it was given, and the name that its file is to have, if one was given with it. */
export type LinkInput = { readonly text: string; readonly name: string | null };

export type LinkFile =
  | { readonly ok: true; readonly inputs: readonly LinkInput[] }
  | { readonly ok: false; readonly message: string };

/**
 * The links of the file behind `-i`, `-` for stdin: one a line, as in the files of curl, wget and aria2. Empty lines and those
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

/** See `readLinkFile`. An option that is not known is a problem: it was meant to change something. */
export function parseLinkFile(text: string): LinkFile {
  const inputs: LinkInput[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    if (!/^\s/u.test(line)) {
      inputs.push({ text: content, name: null });
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

import { linksInHtml, type HtmlAddresses } from './html-links.ts';
import { parseLink } from '../../shared/url.ts';
import { isShortcutFile, linkInShortcut } from '../../shared/shortcut-file.ts';
import { runAtOnce } from '../../shared/steps.ts';
import { decodeTextFile, MAX_TEXT_FILE_BYTES } from './text-file.ts';

/** A text with the name of where it came from; `null` for plain dropped or pasted text. */
export type SourceText = { readonly name: string | null; readonly text: string };

/** A file that was not taken, and why. */
export type RefusedFile = { readonly name: string; readonly reason: 'notText' | 'tooLarge' | 'unreadable' | 'noLink' };

export type DroppedContent = {
  readonly texts: readonly SourceText[];
  readonly refused: readonly RefusedFile[];
  /** What the browser calls the files behind links, by link. */
  readonly names: ReadonlyMap<string, string>;
};

/** The part of the browser's `File` that is used. */
export type DroppedFile = {
  readonly name: string;
  readonly size: number;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
};

/** What a drop or a paste carries; read out at once, since browsers take it back when the event is over. */
export type TransferData = {
  readonly uriList: string;
  readonly text: string;
  /** The addresses in its `text/html`. */
  readonly html: HtmlAddresses;
  /** Chromium's `DownloadURL`: `TYPE:NAME:LINK` of something a page offers to be dragged out as a file. */
  readonly download: string;
  readonly files: readonly DroppedFile[];
};

/** Kinds of dragged things that may hold links. */
export const LINK_TYPES: ReadonlySet<string> = new Set(['Files', 'text/uri-list', 'text/html', 'text/plain']);

/**
 * The texts in what was dropped. A dragged link or picture carries its address and often a copy of the picture as a
 * file: the address is what was meant. A dragged selection of links carries HTML with the addresses and a plain text
 * without them. Dragged prose carries plain text.
 */
export async function readTransfer(data: TransferData): Promise<DroppedContent> {
  const uriList = data.uriList.trim();
  const names = namesIn(data);
  const linkOnly = (text: string): DroppedContent => ({ texts: [{ name: null, text }], refused: [], names });
  const isWebAddress = /^https?:/imu.test(uriList);
  if (isWebAddress || (data.files.length === 0 && uriList !== '')) {
    return linkOnly(uriList);
  }
  const links = uriList === '' ? linksInHtml(data.html, data.text) : [];
  if (links.length > 0) return linkOnly(links.join('\n'));
  if (data.files.length === 0) return data.text === '' ? { texts: [], refused: [], names } : linkOnly(data.text);
  const texts: SourceText[] = [];
  const refused: RefusedFile[] = [];
  for (const file of data.files) {
    const read = await readFile(file);
    if ('reason' in read) refused.push(read);
    else texts.push(read);
  }
  return { texts, refused, names };
}

/** A link that is dragged has the name that the page gave it (`download`), or that of the copy beside it. */
function namesIn({ uriList, html, download, files }: TransferData): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const put = (link: string, name: string): void => {
    const parsed = parseLink(link);
    if (parsed.ok && name.trim() !== '') names.set(parsed.url, name.trim());
  };
  const [file, ...moreFiles] = files;
  if (file !== undefined && moreFiles.length === 0 && /^https?:\S+$/iu.test(uriList.trim())) put(uriList, file.name);
  for (const { address, name } of html.names) put(address, name);
  const offered = /^[^:]*:([^:]+):(.+)$/su.exec(download);
  if (offered !== null) put(offered[2] ?? '', offered[1] ?? '');
  return names;
}

async function readFile(file: DroppedFile): Promise<SourceText | RefusedFile> {
  if (file.size > MAX_TEXT_FILE_BYTES) return { name: file.name, reason: 'tooLarge' };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { name: file.name, reason: 'unreadable' }; // A folder, or a file that is gone by now.
  }
  const decoded = runAtOnce(decodeTextFile(bytes));
  if (!decoded.ok) return { name: file.name, reason: 'notText' };
  if (!isShortcutFile(file.name)) return { name: file.name, text: decoded.text };
  const link = linkInShortcut(decoded.text);
  // One link, which stands in the text box like a dropped one.
  return link === null ? { name: file.name, reason: 'noLink' } : { name: null, text: link };
}

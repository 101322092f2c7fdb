import { decodeTextFile, MAX_TEXT_FILE_BYTES } from './text-file.ts';

/** A text with the name of where it came from; `null` for plain dropped or pasted text. */
export type SourceText = { readonly name: string | null; readonly text: string };

/** A file that was not taken, and why. */
export type RefusedFile = { readonly name: string; readonly reason: 'notText' | 'tooLarge' | 'unreadable' };

export type DroppedContent = { readonly texts: readonly SourceText[]; readonly refused: readonly RefusedFile[] };

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
  readonly files: readonly DroppedFile[];
};

/** Kinds of dragged things that may hold links. */
export const LINK_TYPES: ReadonlySet<string> = new Set(['Files', 'text/uri-list', 'text/plain']);

/**
 * The texts in what was dropped. A dragged link or picture carries its address and often a copy of the picture as a
 * file: the address is what was meant. Dragged prose carries plain text.
 */
export async function readTransfer(data: TransferData): Promise<DroppedContent> {
  const uriList = data.uriList.trim();
  const isWebAddress = /^https?:/imu.test(uriList);
  if (isWebAddress || (data.files.length === 0 && uriList !== '')) {
    return { texts: [{ name: null, text: uriList }], refused: [] };
  }
  if (data.files.length === 0) return { texts: data.text === '' ? [] : [{ name: null, text: data.text }], refused: [] };
  const texts: SourceText[] = [];
  const refused: RefusedFile[] = [];
  for (const file of data.files) {
    const read = await readFile(file);
    if ('reason' in read) refused.push(read);
    else texts.push(read);
  }
  return { texts, refused };
}

async function readFile(file: DroppedFile): Promise<SourceText | RefusedFile> {
  if (file.size > MAX_TEXT_FILE_BYTES) return { name: file.name, reason: 'tooLarge' };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { name: file.name, reason: 'unreadable' }; // A folder, or a file that is gone by now.
  }
  const decoded = decodeTextFile(bytes);
  return decoded.ok ? { name: file.name, text: decoded.text } : { name: file.name, reason: 'notText' };
}

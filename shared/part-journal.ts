import { isBlockChecksum, latestBlocks, type BlockChecksum } from './block-checksum.ts';
import { PART_SUFFIX } from './part-suffix.ts';

/**
 * The record beside a part file that lets it be continued when the database is gone: lines of JSON, a header and then
 * checksums as they became durable, `[start, end, crc32, start, end, crc32, ...]`. Lines are only ever added; the last
 * header and the last sum of a byte count. A line that was cut by a crash is passed over, and nothing here is believed
 * before the bytes have matched their sums, so it needs no sync of its own.
 */

/** Takes the place of the part file's suffix. As long as that one, so that every name has room for it. */
export const JOURNAL_SUFFIX = '.sluice-info';

/** Begins every journal, so that no file of another program is taken for one. */
const JOURNAL_MARK = '{"sluicePart":1,';

/** So many bytes of a file tell whether it is a journal. */
export const JOURNAL_MARK_BYTES = JOURNAL_MARK.length;

/** `blank`: a journal whose bytes a power cut took, since nothing syncs them. `foreign`: someone else's file. */
export type JournalKind = 'journal' | 'blank' | 'foreign';

/** What the first `JOURNAL_MARK_BYTES` of a file in a journal's place say of it. */
export function journalKind(beginning: Uint8Array): JournalKind {
  if (beginning.every((byte) => byte === 0)) return 'blank';
  return String.fromCharCode(...beginning) === JOURNAL_MARK ? 'journal' : 'foreign';
}

/** Where a journal is written anew before it takes the place of the old one. */
export function journalDraftPath(journal: string): string {
  return `${journal}~`;
}

/** A larger journal is none of ours: of a file of 500 GB it has 20 MB. */
export const MAX_JOURNAL_BYTES = 64 * 1024 * 1024;
const MAX_TEXT_LENGTH = 20_000;

/** What is known of the file. `url` has no user and password; headers that the user set are not here at all. */
export type JournalHeader = {
  readonly url: string;
  readonly sizeBytes: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly contentType: string | null;
};

export type Journal = { readonly header: JournalHeader; readonly blocks: readonly BlockChecksum[] };

/** Where the journal of a part file is; `null` when the file does not have a part file's name. */
export function journalPath(partPath: string): string | null {
  return partPath.endsWith(PART_SUFFIX) ? partPath.slice(0, -PART_SUFFIX.length) + JOURNAL_SUFFIX : null;
}

/** Lines to begin a journal with, or to go on with one that may end in half a line. */
export function journalHeader(header: JournalHeader): string {
  const { url, sizeBytes, etag, lastModified, contentType } = header;
  return `${JSON.stringify({ sluicePart: 1, url, sizeBytes, etag, lastModified, contentType })}\n`;
}

/** A line to add once these pieces are durable. */
export function journalLine(blocks: readonly BlockChecksum[]): string {
  return `${JSON.stringify(blocks.flatMap(({ start, end, crc32 }) => [start, end, crc32]))}\n`;
}

/** The journal in a text; `null` when it is none. Lines that make no sense are passed over. Never throws. */
export function parseJournal(text: string): Journal | null {
  if (!text.startsWith(JOURNAL_MARK)) return null;
  let header: JournalHeader | null = null;
  const pieces: BlockChecksum[] = [];
  // What follows the last line break was cut off.
  const lines = text.split('\n').slice(0, -1);
  for (const line of lines) {
    const value = parseLine(line);
    if (Array.isArray(value)) for (const piece of toPieces(value)) pieces.push(piece);
    else header = toHeader(value) ?? header;
  }
  return header === null ? null : { header, blocks: latestBlocks(pieces) };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // Cut by a crash, or none of ours.
  }
}

function toPieces(numbers: readonly unknown[]): BlockChecksum[] {
  const pieces: BlockChecksum[] = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    const [start, end, crc32] = numbers.slice(at, at + 3);
    if (typeof start !== 'number' || typeof end !== 'number' || typeof crc32 !== 'number') continue;
    const piece = { start, end, crc32 };
    if (isBlockChecksum(piece)) pieces.push(piece);
  }
  return pieces;
}

function toHeader(value: unknown): JournalHeader | null {
  if (typeof value !== 'object' || value === null || !('sluicePart' in value) || value.sluicePart !== 1) return null;
  const url = 'url' in value ? toText(value.url) : null;
  if (url === null) return null;
  return {
    url,
    sizeBytes: 'sizeBytes' in value ? toSize(value.sizeBytes) : null,
    etag: 'etag' in value ? toText(value.etag) : null,
    lastModified: 'lastModified' in value ? toText(value.lastModified) : null,
    contentType: 'contentType' in value ? toText(value.contentType) : null,
  };
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH ? value : null;
}

function toSize(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

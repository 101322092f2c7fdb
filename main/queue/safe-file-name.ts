import { Buffer } from 'node:buffer';
import { journalDraftPath, JOURNAL_SUFFIX } from '../../shared/part-journal.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';

/** Most file systems take 255 bytes a name; the part file's suffix and a number must fit as well. */
const MAX_NAME_BYTES = 255;
/** Room for the suffix, for what stands behind it beside the part file (its journal), and for ` (99999)`. */
const MAX_SAFE_BYTES = MAX_NAME_BYTES - PART_SUFFIX.length - 12 - 8;

const FALLBACK_NAME = 'download';

/** Separators and what Windows forbids (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const FORBIDDEN = /[/\\:*?"<>|]/gu;
/**
 * Controls, and the invisible characters that make two names look like one or `exe.txt` out of `txt.exe`: zero-width ones,
 * bidi marks, overrides and isolates, fillers, tags (Unicode TR 36, 2.10).
 */
const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** Half of a surrogate pair cannot be written to disk as UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Device names, also with an ending; and two files that change how Explorer shows the folder they lie in. */
const RESERVED_ON_WINDOWS =
  /^(?:(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)\s*(?:\.|$)|(?:desktop\.ini|thumbs\.db)$)/iu;

/**
 * Any text as a name that every system takes and that stays inside its folder: no separators, controls, bidi overrides,
 * reserved names, leading dots or dashes, trailing dots or spaces; NFC; at most 223 bytes of UTF-8 with its extension
 * kept, cut between characters as people see them. Never empty. Idempotent.
 */
export function safeFileName(wish: string): string {
  const cleaned = wish
    // Before the controls go: a tab between two words is a space.
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATE, '_')
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/gu, ' ');
  const trimmed = trimEnds(cleaned);
  const allowed = withoutOwnSuffix(RESERVED_ON_WINDOWS.test(trimmed) ? `_${trimmed}` : trimmed);
  const short = trimEnds(shorten(allowed));
  return short === '' ? FALLBACK_NAME : short;
}

/** A leading dot hides the file, a leading dash reads as an option, trailing dots and spaces vanish on Windows. */
function trimEnds(name: string): string {
  return name.replace(/^[\s.-]+/u, '').replace(/[\s.]+$/u, '');
}

/** Endings of what Sluice writes beside a file, and deletes again. */
const OWN_SUFFIXES = [PART_SUFFIX, JOURNAL_SUFFIX, journalDraftPath(JOURNAL_SUFFIX)];

/** A finished file must not look like an unfinished one, nor like the journal of one. */
function withoutOwnSuffix(name: string): string {
  return OWN_SUFFIXES.some((suffix) => name.toLowerCase().endsWith(suffix)) ? `${name}_` : name;
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_SAFE_BYTES) return name;
  const { stem, extension } = splitName(name);
  return cutToBytes(stem, MAX_SAFE_BYTES - Buffer.byteLength(extension)) + extension;
}

function cutToBytes(text: string, maxBytes: number): string {
  // A letter under hundreds of marks is one grapheme, and is cut by code points.
  return takeBytes(graphemes(text), maxBytes) || takeBytes(text, maxBytes);
}

function* graphemes(text: string): Generator<string> {
  // Made for the rare long name: it loads the tables of Unicode, which takes as long as a small download.
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) yield segment;
}

function takeBytes(parts: Iterable<string>, maxBytes: number): string {
  let bytes = 0;
  let taken = '';
  for (const part of parts) {
    bytes += Buffer.byteLength(part);
    if (bytes > maxBytes) break;
    taken += part;
  }
  return taken;
}

/** Longer ends are not extensions but the last words of a sentence. */
const MAX_EXTENSION_BYTES = 20;

/** `archive.tar.gz` is `archive` and `.tar.gz`; a name without an extension has an empty one. */
export function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const match = /^(?<stem>.+?)(?<extension>(?:\.tar)?\.[^.\s]{1,16})$/iu.exec(name);
  const { stem = name, extension = '' } = match?.groups ?? {};
  return Buffer.byteLength(extension) > MAX_EXTENSION_BYTES ? { stem: name, extension: '' } : { stem, extension };
}

/** The name itself for 0, then `name (1).ext`, `name (2).ext`. */
export function numberedName(name: string, number: number): string {
  if (number === 0) return name;
  const { stem, extension } = splitName(name);
  return `${stem} (${number})${extension}`;
}

import { Buffer } from 'node:buffer';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';

/** Most file systems take 255 bytes a name; the part file's suffix and a number must fit as well. */
const MAX_NAME_BYTES = 255;
/** Room for the suffix and for ` (99999)`. */
const MAX_SAFE_BYTES = MAX_NAME_BYTES - PART_SUFFIX.length - 8;

const FALLBACK_NAME = 'download';

/** Separators and what Windows forbids (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const FORBIDDEN = /[/\\:*?"<>|]/gu;
/** Controls, and the invisible characters that can make `exe.txt` out of `txt.exe` (bidi overrides and isolates). */
const INVISIBLE = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
/** Half of a surrogate pair cannot be written to disk as UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/gu;
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;

/**
 * Any text as a name that every system takes and that stays inside its folder: no separators, controls, bidi overrides,
 * reserved names, leading dots or dashes, trailing dots or spaces; NFC; at most 235 bytes of UTF-8 with its extension
 * kept. Never empty. Idempotent.
 */
export function safeFileName(wish: string): string {
  const cleaned = wish
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATE, '_')
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/gu, ' ');
  const trimmed = trimEnds(cleaned);
  const allowed = RESERVED_ON_WINDOWS.test(trimmed) ? `_${trimmed}` : trimmed;
  const short = trimEnds(shorten(allowed));
  return short === '' ? FALLBACK_NAME : short;
}

/** A leading dot hides the file, a leading dash reads as an option, trailing dots and spaces vanish on Windows. */
function trimEnds(name: string): string {
  return name.replace(/^[\s.-]+/u, '').replace(/[\s.]+$/u, '');
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_SAFE_BYTES) return name;
  const { stem, extension } = splitName(name);
  return cutToBytes(stem, MAX_SAFE_BYTES - Buffer.byteLength(extension)) + extension;
}

function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
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

import { parse } from 'content-disposition';
import { decodeBytes, decodeEncodedWords, headerText, percentDecoded, percentDecodedBytes } from './text-decoding.ts';

/**
 * The file name in a Content-Disposition header as Node gives it (Latin-1), read as Chromium or Firefox reads it; `null`
 * when there is none. The grammar (RFC 6266) is the library's; what stands here is what servers really send: missing types,
 * raw UTF-8, RFC 2231 continuations, RFC 2047 words, percent-encoding, whole paths. Not yet safe as a file name.
 *
 * `test/unit/engine/content-disposition.test.ts` holds the tc2231 collection, and compares it with Chromium itself.
 */
export function dispositionName(header: string | undefined): string | null {
  if (header === undefined) return null;
  const names = new Set(instances(headerText(header)).map(nameOf));
  // Two fields that name different files are an attack or a defect (CWE-113); browsers refuse the answer.
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

/** Node joins several fields of this name with commas, and servers do too; a comma inside a name is none of those. */
function instances(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const match = /^(?:[^",]|"(?:[^"\\]|\\.)*"|"|,(?!\s*(?:(?:attachment|inline)\s*(?:;|$)|filename\*?\s*=)))*/iu.exec(
      rest,
    );
    const length = match?.[0].length ?? rest.length;
    parts.push(rest.slice(0, length));
    if (length >= rest.length) return parts;
    rest = rest.slice(length + 1);
  }
}

function nameOf(instance: string): string | null {
  const { parameters } = parse(wellFormed(instance), { extended: false });
  const plain = parameters['filename'];
  const extended = decodeExtended(parameters['filename*'], plain !== undefined);
  for (const candidate of [extended, continued(parameters), plain === undefined ? null : plainName(plain)]) {
    const name = lastSegment(candidate ?? '');
    if (name !== '') return name;
  }
  return null;
}

/** What the grammar cannot take: a quoted disposition type, none at all, and a quote that is never closed. */
function wellFormed(instance: string): string {
  const unquoted = instance.replace(/^\s*"(?:[^"\\]|\\.)*"?/u, '');
  const typed = /^[^;]*=/u.test(unquoted) ? `attachment; ${unquoted}` : unquoted;
  const quotes = typed.replaceAll(/\\./gu, '').split('"').length - 1;
  return quotes % 2 === 1 ? `${typed}"` : typed;
}

/**
 * RFC 8187: `charset'language'percent-encoded`. Without a charset, or with quotes missing (Outlook), Firefox takes it as
 * UTF-8. A bad escape spoils it where there is a plain name to fall back to.
 */
function decodeExtended(value: string | undefined, hasPlain: boolean): string | null {
  if (value === undefined || (hasPlain && /%(?![0-9a-f]{2})/iu.test(value))) return null;
  const parts = /^(?:(?<charset>[^'%]*)')?(?:[^'%]*')?(?<encoded>.*)$/su.exec(value)?.groups;
  return decodeBytes(percentDecodedBytes(parts?.['encoded'] ?? ''), knownCharset(parts?.['charset']));
}

/** RFC 2231, 3 and 4.1: `filename*0*=UTF-8''a; filename*1=b`, in the order of the numbers up to the first gap. */
function continued(parameters: Readonly<Record<string, string | undefined>>): string | null {
  const pieces: Buffer[] = [];
  let charset = 'utf-8';
  for (let number = 0; ; number += 1) {
    const encoded = parameters[`filename*${number}*`];
    const plain = parameters[`filename*${number}`];
    if (plain !== undefined) pieces.push(Buffer.from(plain));
    else if (encoded === undefined) break;
    else {
      const parts = number === 0 ? /^(?<charset>[^'%]*)'[^'%]*'(?<encoded>.*)$/su.exec(encoded)?.groups : undefined;
      if (parts !== undefined) charset = knownCharset(parts['charset']);
      pieces.push(percentDecodedBytes(parts?.['encoded'] ?? encoded));
    }
  }
  return pieces.length === 0 ? null : decodeBytes(Buffer.concat(pieces), charset);
}

function knownCharset(charset = ''): string {
  return decodeBytes(new Uint8Array(), charset) === null ? 'utf-8' : charset;
}

/** A plain name: RFC 2047 words, or else percent-escapes in words that are ASCII, as Chromium takes both. */
function plainName(value: string): string {
  const words = decodeEncodedWords(value);
  if (words !== null) return words;
  return value.replaceAll(/\S+/gu, (word) => (/^[\0-\x7f]+$/u.test(word) ? percentDecoded(word) : word));
}

/** Senders put whole paths there, and attackers too; only the last part names the file (RFC 6266, 4.3). */
function lastSegment(name: string): string {
  return (
    name
      .split(/[/\\]/u)
      .map((part) => part.trim())
      .findLast((part) => part !== '') ?? ''
  );
}

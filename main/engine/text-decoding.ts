/**
 * Bytes as text, or `null` when they are not text of that charset. The charset's name is what a header says
 * (https://encoding.spec.whatwg.org/#names-and-labels, so that `iso-8859-1` means windows-1252, as in browsers).
 */
export function decodeBytes(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null; // RangeError for an unknown charset, TypeError for bytes that are not of it: no text either way.
  }
}

/**
 * A header value, whose bytes Node gives as Latin-1, as browsers read it: UTF-8 where the bytes are UTF-8, since bytes
 * beyond ASCII that form valid UTF-8 are practically never meant otherwise, else windows-1252.
 */
export function headerText(value: string): string {
  if (!/[\u0080-\u00ff]/u.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return decodeBytes(bytes, 'utf-8') ?? decodeBytes(bytes, 'windows-1252') ?? value;
}

/** The bytes of a percent-encoded text; a `%` without two hexadecimal digits stands for itself. Other text is UTF-8. */
export function percentDecodedBytes(text: string): Buffer {
  return Buffer.concat(
    text
      .split(/((?:%[0-9a-f]{2})+)/iu)
      .map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from(part.replaceAll('%', ''), 'hex'))),
  );
}

/** A text with its percent-escapes decoded when they are UTF-8; otherwise as it stands, which is the honest form. */
export function percentDecoded(text: string): string {
  return /%[0-9a-f]{2}/iu.test(text) ? (decodeBytes(percentDecodedBytes(text), 'utf-8') ?? text) : text;
}

const ENCODED_WORD = /=\?(?<charset>[^?*\s]+)(?:\*[^?\s]*)?\?(?<form>[qb])\?(?<body>[^?\s]*)\?=/giu;

/**
 * A text with its RFC 2047 words decoded; `null` when it has none that can be. White space between two words goes (6.2),
 * and words of one charset are decoded together, since senders cut them in the middle of a character.
 */
export function decodeEncodedWords(text: string): string | null {
  const joined = text.replaceAll(/(?<=\?=)\s+(?==\?)/gu, '');
  const runs: { charset: string; bytes: Buffer; start: number; end: number }[] = [];
  for (const match of joined.matchAll(ENCODED_WORD)) {
    const { charset = '', form = '', body = '' } = match.groups ?? {};
    const bytes = /b/iu.test(form) ? Buffer.from(body, 'base64') : quotedBytes(body);
    const end = match.index + match[0].length;
    const last = runs.at(-1);
    if (last?.end === match.index && last.charset.toLowerCase() === charset.toLowerCase()) {
      last.bytes = Buffer.concat([last.bytes, bytes]);
      last.end = end;
    } else {
      runs.push({ charset, bytes, start: match.index, end });
    }
  }
  if (runs.length === 0) return null;
  let decoded = '';
  let at = 0;
  for (const { charset, bytes, start, end } of runs) {
    const word = decodeBytes(bytes, charset);
    if (word === null) return null;
    decoded += joined.slice(at, start) + word;
    at = end;
  }
  return decoded + joined.slice(at);
}

/** The Q encoding (RFC 2047, 4.2): `_` is a space, `=E4` a byte. */
function quotedBytes(body: string): Buffer {
  const percent = body
    .replaceAll('_', ' ')
    .replaceAll('%', '%25')
    .replaceAll(/=(?=[0-9a-f]{2})/giu, '%');
  return percentDecodedBytes(percent);
}

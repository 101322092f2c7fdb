import type { Steps } from '../../shared/steps.ts';

/** A list of a hundred thousand links of 100 characters; more than that was hardly meant. */
export const MAX_TEXT_FILE_BYTES = 10_000_000;

/** As much as the text box shows; longer texts are kept beside it by name, since editing them there would be slow. */
export const MAX_EDITABLE_CHARACTERS = 100_000;

export type DecodedText = { readonly ok: true; readonly text: string } | { readonly ok: false };

/** Bytes decoded in one step: a few milliseconds. */
const BYTES_PER_STEP = 1_000_000;

/**
 * The text of a dropped file: UTF-8 or UTF-16 by its mark, UTF-8 when it is valid, else Windows-1252. Control bytes
 * mean that it is no text.
 */
export function* decodeTextFile(bytes: Uint8Array): Steps<DecodedText> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { ok: true, text: yield* decode(bytes, 'utf-16le') };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { ok: true, text: yield* decode(bytes, 'utf-16be') };
  for (let start = 0; start < bytes.length; start += BYTES_PER_STEP) {
    if (hasBinary(bytes.subarray(start, start + BYTES_PER_STEP))) return { ok: false };
    yield (start / bytes.length) * 0.5;
  }
  try {
    return { ok: true, text: yield* decode(bytes, 'utf-8') };
  } catch {
    return { ok: true, text: yield* decode(bytes, 'windows-1252') }; // Not UTF-8; every byte means something there.
  }
}

/** @throws TypeError when the bytes are not in that encoding. */
function* decode(bytes: Uint8Array, encoding: string): Steps<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
  let text = '';
  for (let start = 0; start < bytes.length; start += BYTES_PER_STEP) {
    text += decoder.decode(bytes.subarray(start, start + BYTES_PER_STEP), { stream: true });
    yield 0.5 + (start / bytes.length) * 0.5;
  }
  return text + decoder.decode();
}

function hasBinary(bytes: Uint8Array): boolean {
  // No `some()`: a call for each byte of a large file takes five times as long.
  for (const byte of bytes) if (byte < 0x20 && isBinary(byte)) return true;
  return false;
}

/** Below space, texts hold tab, line feed, form feed, carriage return and escape only. */
function isBinary(byte: number): boolean {
  return byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b;
}

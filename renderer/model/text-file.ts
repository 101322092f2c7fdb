/** A list of a hundred thousand links of 100 characters; more than that was hardly meant. */
export const MAX_TEXT_FILE_BYTES = 10_000_000;

/** As much as the text box shows; longer texts are kept beside it by name, since editing them there would be slow. */
export const MAX_EDITABLE_CHARACTERS = 100_000;

export type DecodedText = { readonly ok: true; readonly text: string } | { readonly ok: false };

/**
 * The text of a dropped file: UTF-8 or UTF-16 by its mark, UTF-8 when it is valid, else Windows-1252. Control bytes
 * mean that it is no text.
 */
export function decodeTextFile(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { ok: true, text: new TextDecoder('utf-16le').decode(bytes) };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { ok: true, text: new TextDecoder('utf-16be').decode(bytes) };
  if (bytes.some(isBinary)) return { ok: false };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: true, text: new TextDecoder('windows-1252').decode(bytes) }; // Not UTF-8; every byte means something there.
  }
}

/** Below space, texts hold tab, line feed, form feed, carriage return and escape only. */
function isBinary(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b;
}

import { parse } from 'content-disposition';
import { parseLink } from '../../shared/url.ts';

/**
 * The name a server or its link suggests: Content-Disposition (RFC 6266), else the last part of the URL. It is only a
 * wish: it may hold separators or anything else, and the queue makes it safe.
 */
export function suggestName(disposition: string | undefined, url: string): string {
  const wished = disposition === undefined ? undefined : parse(asText(disposition)).parameters['filename']?.trim();
  if (wished !== undefined && wished !== '') return wished;
  const link = parseLink(url);
  return link.ok ? link.nameGuess : 'download';
}

/**
 * Node reads header bytes as Latin-1. Many servers send raw UTF-8 there, and browsers read it so; bytes beyond ASCII that
 * happen to form valid UTF-8 are practically never meant otherwise.
 */
function asText(header: string): string {
  if (!/[\u0080-\u00ff]/u.test(header)) return header;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header; // TypeError only: not UTF-8, so the bytes are Latin-1 as they stand.
  }
}

import mime from 'mime';
import type { ResponseHead } from './response-verdict.ts';

/**
 * Whether an answer is a web page where a file was wanted: a login form, an "expired" notice, a portal of a hotel's
 * network. They come with status 200.
 */

/** The media type of a Content-Type header without its parameters, in lower case. */
function mediaType(contentType: string | null | undefined): string {
  return contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
}

const PAGES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

/** Whether a Content-Type is that of a web page. */
export function isWebPage(contentType: string | null | undefined): boolean {
  return PAGES.has(mediaType(contentType));
}

/** Types by their ending that are programs or text for browsers, or names of sites, rather than files to keep. */
const NOT_FILES: ReadonlySet<string> = new Set([
  'application/xhtml+xml',
  'application/xml',
  'application/json',
  'application/javascript',
  'application/x-httpd-php',
  'application/x-perl',
  // `.com`: archives of the web have links that end in `/example.com`. `.org` is a spreadsheet's ending.
  'application/x-msdownload',
  'application/vnd.lotus-organizer',
]);

/** Endings in use that the list of types lacks. */
const MORE_FILES =
  /\.(?:tgz|tbz2?|txz|zst|lz4|lzma|appimage|flatpak|snap|vhdx?|qcow2|vmdk|safetensors|gguf|parquet)$/iu;

/** Whether a name ends like an archive, a program, a picture, a film, a document: something that is never a web page. */
function isNameOfFile(name: string): boolean {
  if (MORE_FILES.test(name)) return true;
  const type = name.includes('.') ? mime.getType(name) : null;
  if (type === null || NOT_FILES.has(type)) return false;
  return /^(?:application|audio|video|image|font|model)\//u.test(type);
}

/**
 * Whether the first answer of a download cannot be the file: a web page although one of its names is that of another
 * kind of file. A server that sends a page as an attachment means it.
 */
export function isPageInsteadOfFile(head: ResponseHead, names: readonly string[]): boolean {
  if (!isWebPage(head.headers['content-type'])) return false;
  if (/^\s*attachment\b/iu.test(head.headers['content-disposition'] ?? '')) return false;
  return names.some(isNameOfFile);
}

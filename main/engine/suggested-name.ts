import mime from 'mime';
import { isProgramFile } from '../../shared/program-file.ts';
import { dispositionName } from './content-disposition.ts';
import { percentDecoded } from './text-decoding.ts';

/**
 * The name a server or its link suggests: Content-Disposition, else the URL's path, else the names that a URL carries in its
 * query; with the extension of the type when there is none. It is only a wish: the queue makes it safe.
 * @param answer `urls`: where the answer came from, then the link before its redirects.
 */
export function suggestName(answer: {
  readonly disposition: string | undefined;
  readonly urls: readonly string[];
  readonly contentType: string | null;
}): string {
  const given = dispositionName(answer.disposition);
  if (given !== null) return SCRIPT_SEGMENT.test(given) ? given : withExtension(given, answer.contentType);
  const urls = answer.urls.map((url) => new URL(url));
  for (const find of [usefulSegment, queryName]) {
    for (const url of urls) {
      const name = find(url);
      if (name !== null) return name;
    }
  }
  const segment = urls.map(lastSegment).find((name) => name !== null) ?? null;
  if (segment !== null) return withExtension(segment, answer.contentType);
  // The host's ending is none of a file.
  return `${urls[0]?.hostname ?? 'download'}${extensionOf(answer.contentType) ?? ''}`;
}

const EXTENSION = /[^.]\.[\p{L}\p{N}]{1,10}$/u;
/** Endings of programs that answer on a server: what they send is never called that. */
const SCRIPT_SEGMENT = /\.(?:php\d?|aspx?|ashx|jspx?|cgi|fcgi|dll|do|action|cfm|pl)$/iu;

/** The last part of the path when it looks like the name of a file. */
function usefulSegment(url: URL): string | null {
  const segment = lastSegment(url);
  return segment !== null && EXTENSION.test(segment) && !SCRIPT_SEGMENT.test(segment) ? segment : null;
}

function lastSegment(url: URL): string | null {
  const segment = url.pathname.split('/').findLast((part) => part !== '');
  return segment === undefined ? null : percentDecoded(segment);
}

const NAME_PARAMETERS = ['filename', 'file_name', 'file', 'fname', 'name', 'download', 'attname', 'fn', 'path'];

/** Storage services put the header they will send into the link (S3, Azure); scripts are asked for a file by its name. */
function queryName(url: URL): string | null {
  for (const parameter of ['response-content-disposition', 'rscd']) {
    // The parameter is text already, and the header's bytes are expected.
    const header = Buffer.from(url.searchParams.get(parameter) ?? '').toString('latin1');
    const name = dispositionName(header);
    if (name !== null) return name;
  }
  for (const parameter of NAME_PARAMETERS) {
    const name = url.searchParams.get(parameter)?.split(/[/\\]/u).at(-1);
    if (name !== undefined && EXTENSION.test(name) && !SCRIPT_SEGMENT.test(name)) return name;
  }
  return null;
}

function withExtension(name: string, contentType: string | null): string {
  const extension = extensionOf(contentType);
  if (extension === null) return name;
  // What a script sent is not a script (Chromium does the same).
  if (SCRIPT_SEGMENT.test(name)) return name.replace(SCRIPT_SEGMENT, extension);
  return EXTENSION.test(name) || name.startsWith('.') ? name : name + extension;
}

/** Where the library's first choice is not what people call such files. */
const USUAL: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'video/quicktime': 'mov',
  'application/x-gzip': 'gz',
  'application/zstd': 'zst',
};
/** Types that servers send for files whose type they do not know. */
const UNKNOWN_TYPES: ReadonlySet<string> = new Set(['application/octet-stream', 'text/plain']);

/** `.pdf` for `application/pdf`; `null` when the type says nothing, and never an ending that makes a program of it. */
function extensionOf(contentType: string | null): string | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' || UNKNOWN_TYPES.has(type)) return null;
  const extension = USUAL[type] ?? mime.getExtension(type);
  return extension === null || isProgramFile(`x.${extension}`) ? null : `.${extension}`;
}

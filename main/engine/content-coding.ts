/** Content types and name endings of files that are themselves compressed with a coding of HTTP. */
const COMPRESSED_FILES: Readonly<Record<string, { readonly types: RegExp; readonly names: RegExp }>> = {
  gzip: {
    types: /^application\/(?:x-)?(?:gzip|gtar-compressed|tgz|gzip-compressed)$/iu,
    names: /\.(?:t?gz|svgz|vgz|gzip)$/iu,
  },
  compress: { types: /^application\/x-compress$/iu, names: /\.(?:Z|taz)$/u },
  br: { types: /^application\/(?:x-)?br(?:otli)?$/iu, names: /\.br$/iu },
  zstd: { types: /^application\/(?:x-)?zstd$/iu, names: /\.t?zst(?:d)?$/iu },
  deflate: { types: /^application\/zlib$/iu, names: /\.zz$/iu },
};

/** A coding that Sluice can undo (RFC 9110, 8.4.1; RFC 8878). */
export type DecodableCoding = 'gzip' | 'deflate' | 'br' | 'zstd';

const DECODABLE: readonly DecodableCoding[] = ['gzip', 'deflate', 'br', 'zstd'];

/**
 * What the bytes of an answer are. `keep`: they are the file as the link names it. Servers send `archive.tar.gz` with
 * `Content-Encoding: gzip` (an old Apache habit). `decode`: they were compressed for the way, although identity was asked.
 * `unknown`: coded in a way that cannot be undone here, or several times.
 */
export type CodingVerdict =
  | { readonly kind: 'keep' }
  | { readonly kind: 'decode'; readonly coding: DecodableCoding }
  | { readonly kind: 'unknown' };

/** Decides about a Content-Encoding. */
export function judgeCoding(input: {
  readonly coding: string | undefined;
  readonly contentType: string | null;
  readonly name: string;
}): CodingVerdict {
  const coding = (input.coding ?? '').trim().toLowerCase().replace(/^x-/u, '');
  if (coding === '' || coding === 'identity') return { kind: 'keep' };
  const file = Object.hasOwn(COMPRESSED_FILES, coding) ? COMPRESSED_FILES[coding] : undefined;
  const type = input.contentType?.split(';')[0]?.trim() ?? '';
  if (file !== undefined && (file.types.test(type) || file.names.test(input.name))) return { kind: 'keep' };
  const decodable = DECODABLE.find((known) => known === coding);
  return decodable === undefined ? { kind: 'unknown' } : { kind: 'decode', coding: decodable };
}

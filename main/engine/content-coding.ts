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

/**
 * Whether the bytes of a coded answer are the file as the link names it. Servers send `archive.tar.gz` with
 * `Content-Encoding: gzip` (an old Apache habit); its bytes are kept. A page that was compressed for the way, although
 * identity was asked, is not the file.
 */
export function keepsCodedBytes(input: {
  readonly coding: string | undefined;
  readonly contentType: string | null;
  readonly name: string;
}): boolean {
  const coding = (input.coding ?? '').trim().toLowerCase().replace(/^x-/u, '');
  if (coding === '' || coding === 'identity') return true;
  const file = COMPRESSED_FILES[coding];
  if (file === undefined) return false;
  const type = input.contentType?.split(';')[0]?.trim() ?? '';
  return file.types.test(type) || file.names.test(input.name);
}

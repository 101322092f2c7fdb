import { CHECKSUM_HEX_DIGITS, type Checksum, type ChecksumAlgorithm } from '../../shared/download.ts';

/** What each header calls its algorithms, the strongest first. MD5 and SHA-1 only in the old one, where nothing else was. */
const REPR_DIGEST = new Map<string, ChecksumAlgorithm>([
  ['sha-512', 'sha512'],
  ['sha-256', 'sha256'],
]);
const DIGEST = new Map<string, ChecksumAlgorithm>([...REPR_DIGEST, ['sha', 'sha1'], ['md5', 'md5']]);

/**
 * The checksum of the whole file that a server tells: Repr-Digest (RFC 9530, 3), else the old Digest (RFC 3230). Both cover
 * the whole representation as it is coded, also in a 206; `null` when there is none that can be used. Content-Digest is not
 * read: it covers the bytes of one answer only, which TCP and the block checksums protect already.
 */
export function serverDigest(headers: Readonly<Record<string, string | undefined>>): Checksum | null {
  return (
    strongest(headers['repr-digest'], /^\s*([\w*.-]+)=:([A-Za-z\d+/]*={0,2}):\s*(?:;.*)?$/u, REPR_DIGEST) ??
    strongest(headers['digest'], /^\s*([\w-]+)=([A-Za-z\d+/]*={0,2})\s*$/u, DIGEST)
  );
}

function strongest(
  header: string | undefined,
  member: RegExp,
  names: ReadonlyMap<string, ChecksumAlgorithm>,
): Checksum | null {
  const told = new Map<string, string>();
  for (const part of header?.split(',') ?? []) {
    const [, name = '', base64 = ''] = member.exec(part) ?? [];
    // Of equal keys the last one counts (RFC 9651, 3.2).
    told.set(name.toLowerCase(), Buffer.from(base64, 'base64').toString('hex'));
  }
  for (const [name, algorithm] of names) {
    const hex = told.get(name);
    if (hex?.length === CHECKSUM_HEX_DIGITS[algorithm]) return { algorithm, hex };
  }
  return null;
}

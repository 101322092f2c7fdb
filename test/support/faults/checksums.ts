import { createHash } from 'node:crypto';
import type { Exchange } from '../fault-exchange.ts';
import { testBytes } from '../test-bytes.ts';

function digestOf(exchange: Exchange, algorithm: string): Buffer {
  const bytes = testBytes(exchange.seed, 0, exchange.size);
  // `wrong` spoils it.
  return createHash(algorithm).update(bytes).update(exchange.text('wrong', '')).digest();
}

const LISTS: Readonly<Record<string, string>> = { SHA256SUMS: 'sha256', SHA512SUMS: 'sha512', MD5SUMS: 'md5' };

/** Servers that tell the checksum of what they send. */
export const CHECKSUM_FAULTS = {
  /** Repr-Digest (RFC 9530) with SHA-256; `wrong=1` tells another one. */
  reprDigest: (exchange: Exchange) =>
    exchange.serve({ 'repr-digest': `sha-256=:${digestOf(exchange, 'sha256').toString('base64')}:` }),
  /** The same of a body of unknown length, in chunks. */
  reprDigestChunked: async (exchange: Exchange) => {
    const digest = digestOf(exchange, 'sha256').toString('base64');
    exchange.response.writeHead(200, { ...exchange.fileHeaders(), 'repr-digest': `sha-256=:${digest}:` });
    await exchange.sendAndEnd({ start: 0, end: exchange.size });
  },
  /** The old Digest header (RFC 3230) with MD5. */
  oldDigest: (exchange: Exchange) => exchange.serve({ digest: `MD5=${digestOf(exchange, 'md5').toString('base64')}` }),
  /** Content-Digest: of the bytes of each answer, here always a wrong one, which must not matter. */
  contentDigest: (exchange: Exchange) => exchange.serve({ 'content-digest': 'sha-256=:AAAA:' }),
  /** `where`: the only sibling there is, such as `.sha256` or `SHA256SUMS`; everything else beside the file is 404. `held`: it waits for `release`. */
  siblingChecksum: async (exchange: Exchange): Promise<void> => {
    const file = exchange.url.pathname.split('/').at(-1) ?? '';
    const where = exchange.text('where', '.sha256');
    const [, suffix] = /(\.sha256|\.sha512|\.md5)$/u.exec(file) ?? [];
    const algorithm = LISTS[file] ?? suffix?.slice(1);
    if (algorithm === undefined) return exchange.serve();
    if (where !== (suffix ?? file)) {
      exchange.response.writeHead(404, { 'content-type': 'text/html' }).end('<p>not here</p>');
      return;
    }
    if (exchange.text('held', '') !== '') await exchange.waitForRelease();
    const hex = digestOf(exchange, algorithm).toString('hex');
    const name = exchange.text('entry', 'file.bin');
    exchange.response.end(`${'0'.repeat(hex.length)}  other.bin\n${hex} *${name}\n`);
  },
} as const;

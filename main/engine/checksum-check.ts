import type { Checksum } from '../../shared/download.ts';
import type { ChecksumRunner } from './checksum.ts';
import { TransferError } from './transfer-error.ts';

/** A checksum and who told it. */
export type ExpectedChecksum = Checksum & { readonly from: 'user' | 'server' | 'sibling' };

const TOLD_BY: Readonly<Record<ExpectedChecksum['from'], string>> = {
  user: '',
  server: ' (by the server)',
  sibling: ' (by checksum file)',
};

/**
 * Compares a file with everything it is expected to hash to, the user's own word first.
 * @throws TransferError `checksum.mismatch`, or that of the disk; the signal's reason when aborted.
 */
export async function verifyChecksums(input: {
  readonly path: string;
  readonly expected: readonly ExpectedChecksum[];
  readonly runner: ChecksumRunner;
  readonly signal: AbortSignal;
}): Promise<void> {
  const known = new Map<string, string>();
  for (const { algorithm, hex, from } of input.expected) {
    const actual = known.get(algorithm) ?? (await input.runner.hash(input.path, algorithm, { signal: input.signal }));
    known.set(algorithm, actual);
    if (actual === hex) continue;
    throw new TransferError('checksum.mismatch', `${algorithm} is ${actual}, expected ${hex}${TOLD_BY[from]}`);
  }
}

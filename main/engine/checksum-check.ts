import type { Checksum } from '../../shared/download.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
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
 * Compares a file with everything it is expected to hash to, the user's own word first. It is read once for each algorithm.
 * @throws TransferError `checksum.mismatch`, or that of the disk; the signal's reason when aborted.
 */
export async function verifyChecksums(input: {
  readonly path: string;
  readonly sizeBytes: number;
  readonly expected: readonly ExpectedChecksum[];
  readonly runner: Pick<ChecksumRunner, 'hash'>;
  readonly signal: AbortSignal;
  /** How far it is; told a few times a second. */
  readonly onProgress: (progress: WorkProgress) => void;
}): Promise<void> {
  const { path, sizeBytes, runner, signal } = input;
  const known = new Map<string, string>();
  const totalBytes = sizeBytes * new Set(input.expected.map(({ algorithm }) => algorithm)).size;
  const onRead = (bytes: number): void => input.onProgress({ doneBytes: sizeBytes * known.size + bytes, totalBytes });
  for (const { algorithm, hex, from } of input.expected) {
    const actual = known.get(algorithm) ?? (await runner.hash(path, algorithm, { signal, onRead }));
    known.set(algorithm, actual);
    if (actual === hex) continue;
    throw new TransferError('checksum.mismatch', `${algorithm} is ${actual}, expected ${hex}${TOLD_BY[from]}`);
  }
}

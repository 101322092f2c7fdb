import { blocksWithin, coveredBytes, type BlockChecksum } from '../../shared/block-checksum.ts';
import { countBytes, subtractRanges, type ByteRanges } from '../../shared/byte-range.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import type { BlockVerifier } from './block-verifier.ts';
import { PartFile, type DiskManners } from './part-file.ts';
import { isSameStamp } from './part-stamp.ts';
import type { PartStamp } from './file-facts.ts';
import type { ResumePoint } from './transfer-request.ts';

export type ProofInput = {
  readonly resume: Pick<ResumePoint, 'partPath' | 'durable' | 'stamp'>;
  readonly verifier: BlockVerifier;
  /** Asks the queue for the checksums of the download. */
  readonly askForChecksums: () => Promise<readonly BlockChecksum[]>;
  readonly signal: AbortSignal;
  readonly disk: DiskManners;
  /** How far the comparison is. */
  readonly onProgress: (progress: WorkProgress) => void;
};

/** The part file, open, the bytes of it that may be continued, and how it is now. */
export type ProvenPart = { readonly part: PartFile; readonly durable: ByteRanges; readonly stamp: PartStamp };

/**
 * Opens a part file to go on with it. When it is not as it was left at a clean stop (Sluice crashed, the power went, another
 * program wrote to it or cut it), only bytes that match their checksums are taken over; the others are fetched again.
 * @throws TransferError `disk.partLost` when it is gone; the signal's reason.
 */
export async function openProven(input: ProofInput): Promise<ProvenPart> {
  const { resume, signal } = input;
  const part = await PartFile.open(resume.partPath, input.disk);
  try {
    const stamp = part.opened;
    if (isSameStamp(resume.stamp, stamp)) return { part, durable: resume.durable, stamp };
    const blocks = await input.askForChecksums();
    const there = subtractRanges(resume.durable, [{ start: stamp.sizeBytes, end: Infinity }]);
    // Begun by a Sluice that took no checksums: its word is all there is, and it held data before claims.
    if (blocks.length === 0 && resume.stamp === null) return { part, durable: there, stamp };
    const usable = blocksWithin(blocks, there);
    const totalBytes = countBytes(coveredBytes(usable));
    const onRead = (doneBytes: number): void => input.onProgress({ doneBytes, totalBytes });
    onRead(0);
    const verdict = await input.verifier.verify(resume.partPath, usable, { signal, onRead });
    return { part, durable: subtractRanges(coveredBytes(usable), verdict.damaged), stamp: verdict.stamp };
  } catch (error) {
    await part.close();
    throw error;
  }
}

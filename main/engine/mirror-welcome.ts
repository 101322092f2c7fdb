import type { ByteRange } from '../../shared/byte-range.ts';
import { isPageInsteadOfKnown } from './continuation-verdict.ts';
import { overlapMatches } from './overlap.ts';
import type { PartFile } from './part-file.ts';
import { accept, ask, pageInstead, type Asker, type Opening } from './probe.ts';
import { formatRange } from './range-header.ts';
import { judgePart } from './response-verdict.ts';
import { TransferError } from './transfer-error.ts';

/** A mirror has validators of its own: they are never compared with another host's. */
const NO_VALIDATORS = { etag: null, lastModified: null };

/**
 * Asks a mirror for bytes that are there already. When its file has the same size and the same bytes there, the answer is what
 * further ranges of it are asked for with; its body has been read. The hash proves the rest.
 * @throws TransferError when it has no such file.
 */
export async function welcomeMirror(input: {
  /** Its target is the mirror's link. */
  readonly asker: Asker;
  readonly known: { readonly sizeBytes: number; readonly contentType: string | null };
  /** Bytes of the file that are there. */
  readonly sample: ByteRange;
  readonly part: Pick<PartFile, 'read'>;
  readonly idleTimeoutMs: number;
}): Promise<Opening> {
  const { asker, known, sample, part, idleTimeoutMs } = input;
  const answer = await ask(asker, { range: formatRange(sample.start, sample.end), ifRange: null });
  const isPage = !asker.acceptHtml && isPageInsteadOfKnown(answer.head, known);
  const file = { sizeBytes: known.sizeBytes, validators: NO_VALIDATORS };
  const opening = accept(asker, answer, isPage ? pageInstead(answer.head) : judgePart(answer.head, sample, file));
  try {
    if (opening.accepted.bodyEnd < sample.end) throw new TransferError('server.rangeWrong', 'only a part of the range');
    const isSame = await overlapMatches(answer, sample, { part, idleTimeoutMs, signal: asker.signal });
    if (!isSame) throw new TransferError('link.otherFile', `bytes differ at ${sample.start}`);
  } finally {
    answer.release();
  }
  return opening;
}

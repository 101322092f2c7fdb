import type { ByteRange } from '../../shared/byte-range.ts';
import { judgeIdentity } from './continuation-verdict.ts';
import type { ContinuationInput } from './continuation.ts';
import type { HttpAnswer } from './http-client.ts';
import { MIN_PROOF_BYTES, overlapMatches } from './overlap.ts';
import type { Opening } from './probe.ts';
import type { Validators } from './file-facts.ts';
import { validatorsOf, type KnownFile, type PartVerdict } from './response-verdict.ts';
import { TransferError } from './transfer-error.ts';
import { datesDiffer, etagsDiffer, validatorsConflict, validatorsProve } from './validators.ts';
import { isWebPage } from './web-page.ts';

/** Collects over the answers of one start what they say about the file being the same, by bytes and by validators. */
export class ContinuationProof {
  readonly #input: ContinuationInput;
  readonly #known: KnownFile;
  /** Of an earlier answer of this start. */
  #earlier: Validators | null = null;
  /** The condition was answered by 200 or turned down. */
  #conditionFailed = false;
  /** Of the answer that was proved by bytes at another place. */
  #beside: Validators | null = null;

  /** `known`: with the validators that can be relied on. */
  constructor(input: ContinuationInput, known: KnownFile) {
    this.#input = input;
    this.#known = known;
  }

  /** The answer to a condition that proved nothing. */
  noteUnproved({ head }: HttpAnswer): void {
    this.#earlier = head.status < 300 ? validatorsOf(head) : null;
    this.#conditionFailed = head.status !== 206;
  }

  /** An answer that was proved, though not by the bytes at the seam. */
  noteBeside({ head }: HttpAnswer): void {
    this.#beside = validatorsOf(head);
  }

  /** @throws TransferError `server.changed`, so that the user is asked. */
  assertUnchanged({ facts, accepted }: Opening): void {
    const { validators, sizeBytes } = this.#known;
    if (this.#input.asker.acceptHtml && isWebPage(facts.contentType)) return;
    const isCoded = accepted.coding !== undefined;
    const seen = facts.validators;
    // Each coding of a file has an ETag of its own (RFC 9110, 8.8.3.3).
    const identity = isCoded
      ? datesDiffer(validators, seen) && 'changed'
      : judgeIdentity({ known: validators, earlier: this.#earlier, seen });
    if (identity === 'changed' || identity === 'unsure') throw new TransferError('server.changed', 'another validator');
    if (facts.sizeBytes !== null && facts.sizeBytes !== sizeBytes) {
      throw new TransferError('server.changed', `${facts.sizeBytes} bytes instead of ${sizeBytes}`);
    }
  }

  /**
   * Compares an answer with the bytes that are there. `false`: they are equal, but another answer must tell whether the
   * ETag means something.
   * @throws TransferError when it is another file.
   */
  async compare(
    { answer, verdict }: { readonly answer: HttpAnswer; readonly verdict: PartVerdict },
    place: ByteRange,
  ): Promise<boolean> {
    const { part, idleTimeoutMs, resume } = this.#input;
    const { signal } = this.#input.asker;
    try {
      const range = { start: place.start, end: Math.min(place.end, verdict.range.end) };
      if (range.end < place.end && range.end - range.start < MIN_PROOF_BYTES) {
        throw new TransferError('server.rangeWrong', `only ${range.end - range.start} bytes to compare`);
      }
      const seen = validatorsOf(answer.head);
      if (!(await overlapMatches(answer, range, { part, idleTimeoutMs, signal }))) {
        // A validator that promises equal bytes says that it is our copy that was changed.
        const ours = !this.#input.asker.traits.unstableEtag && validatorsProve(this.#known.validators, seen);
        throw new TransferError(ours ? 'disk.partLost' : 'server.changed', `bytes differ at ${range.start}`);
      }
      if (resume.isNewLink) return true;
      const identity = judgeIdentity({ known: this.#known.validators, earlier: this.#earlier, seen });
      if (identity === 'changed') throw new TransferError('server.changed', 'another validator');
      this.#earlier = seen;
      return identity !== 'unsure';
    } catch (error) {
      answer.release();
      throw error;
    }
  }

  /** Where the seam itself proves little, the answer must be of the same moment of the file as the one that was proved. */
  assertSameAsBeside(answer: HttpAnswer, seam: ByteRange): void {
    const proved = this.#beside;
    if (proved === null || seam.end - seam.start >= MIN_PROOF_BYTES) return;
    const seen = validatorsOf(answer.head);
    const isOther = this.#input.asker.traits.unstableEtag
      ? datesDiffer(proved, seen)
      : validatorsConflict(proved, seen);
    if (!isOther) return;
    answer.release();
    throw new TransferError('server.changed', 'another validator');
  }

  /** Remembers what the host does, now that the file is proved to be the same. */
  learnFrom(answer: HttpAnswer): void {
    const { recorder } = this.#input.asker;
    const seen = validatorsOf(answer.head);
    const { url } = answer.target;
    if (this.#input.resume.isNewLink) return;
    if (etagsDiffer(this.#known.validators, seen)) {
      recorder.learn(url, 'unstableEtag');
      recorder.note('unstableEtag');
    } else if (this.#conditionFailed) {
      recorder.learn(url, 'noConditions');
      recorder.note('ifRangeIgnored');
    }
  }

  /** What further answers are compared with, now that this one is proved to be of the same file. */
  reliableFrom(answer: HttpAnswer): Validators {
    const seen = validatorsOf(answer.head);
    const { validators } = this.#known;
    if (this.#input.resume.isNewLink) return seen;
    const lastModified = validators.lastModified ?? seen.lastModified;
    const isUnstable = this.#input.asker.traits.unstableEtag || validatorsConflict(validators, seen);
    return { etag: isUnstable ? null : (validators.etag ?? seen.etag), lastModified };
  }
}

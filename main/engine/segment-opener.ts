import type { ByteRange } from '../../shared/byte-range.ts';
import { ADDRESS_REFUSED } from '../../shared/download-error.ts';
import type { AcceptedAnswer } from './accepted-answer.ts';
import { isPageInsteadOfKnown } from './continuation-verdict.ts';
import type { HttpAnswer } from './http-client.ts';
import { accept, ask, pageInstead, type Asker, type Opening } from './probe.ts';
import { formatRange } from './range-header.ts';
import type { RequestTarget } from './redirect-policy.ts';
import { judgePart, judgeWhole, validatorsOf, type KnownFile } from './response-verdict.ts';
import { TransferError } from './transfer-error.ts';
import { ifRangeValue, validatorsProve } from './validators.ts';

/** Asks for the further ranges of a file that has begun, straight at the place where its first answer came from. */
export class SegmentOpener {
  readonly #asker: Asker;
  readonly #known: KnownFile;
  readonly #contentType: string | null;
  #target: RequestTarget;
  #wentBack = false;
  #isConditional: boolean;

  /** The asker's target is the link itself. */
  constructor(asker: Asker, opening: Opening) {
    const { sizeBytes, contentType } = opening.facts;
    this.#asker = asker;
    // Of a file of unknown size no range is ever asked for.
    this.#known = { sizeBytes: sizeBytes ?? Infinity, validators: opening.reliable };
    this.#contentType = contentType;
    this.#target = opening.accepted.answer.target;
    this.#isConditional = !asker.traits.noConditions;
  }

  /** Where the next range is asked for. */
  get url(): string {
    return this.#target.url;
  }

  /** @throws TransferError when the answer is not exactly a part of the known file. */
  async open(range: ByteRange, signal: AbortSignal): Promise<AcceptedAnswer> {
    const target = this.#target;
    try {
      return await this.#openAt(target, range, signal);
    } catch (error) {
      // The target of a redirect has expired, mostly; the link itself may lead to a fresh one.
      if (!(error instanceof TransferError) || !ADDRESS_REFUSED.has(error.code) || !this.#mayGoBack(target))
        throw error;
    }
    const accepted = await this.#openAt(this.#target, range, signal);
    this.#target = accepted.answer.target;
    return accepted;
  }

  /** Whether there is a fresher place than `target`; the first to find out sends everyone back to the link, once. */
  #mayGoBack(target: RequestTarget): boolean {
    const link = this.#asker.target;
    if (target.url !== this.#target.url) return true;
    if (this.#wentBack || target.url === link.url) return false;
    this.#wentBack = true;
    this.#target = link;
    this.#asker.recorder.note('backToOriginalLink', new URL(link.url).host);
    return true;
  }

  async #openAt(target: RequestTarget, range: ByteRange, signal: AbortSignal): Promise<AcceptedAnswer> {
    const asker = { ...this.#asker, target, signal };
    const asked = { start: range.start, end: range.end === this.#known.sizeBytes ? null : range.end };
    const text = formatRange(asked.start, asked.end);
    const ifRange = this.#isConditional ? ifRangeValue(this.#known.validators) : null;
    const answer = await ask(asker, { range: text, ifRange });
    if (ifRange !== null && this.#dislikesCondition(answer)) {
      answer.release();
      const plain = await ask(asker, { range: text, ifRange: null });
      if (plain.head.status === 206) {
        this.#requireProof(plain);
        this.#forgetConditions(plain);
      }
      return this.#accept(asker, plain, asked);
    }
    return this.#accept(asker, answer, asked);
  }

  /** Whether the answer says that the file is the same and yet is not the range; or that the condition itself is refused. */
  #dislikesCondition({ head }: HttpAnswer): boolean {
    if (head.status === 412) return true;
    const whole = judgeWhole(head);
    if (whole.kind === 'refuse' || whole.sizeBytes !== this.#known.sizeBytes) return false;
    return validatorsProve(this.#known.validators, validatorsOf(head));
  }

  #requireProof(plain: HttpAnswer): void {
    if (validatorsProve(this.#known.validators, validatorsOf(plain.head))) return;
    plain.release();
    throw new TransferError('server.rangeIgnored', 'ranges only without a proof that the file is the same');
  }

  #forgetConditions(answer: HttpAnswer): void {
    if (!this.#isConditional) return;
    this.#isConditional = false;
    this.#asker.recorder.learn(answer.target.url, 'noConditions');
    this.#asker.recorder.note('ifRangeIgnored');
  }

  #accept(asker: Asker, answer: HttpAnswer, asked: { start: number; end: number | null }): AcceptedAnswer {
    const known = { sizeBytes: this.#known.sizeBytes, contentType: this.#contentType };
    const isPage = !asker.acceptHtml && isPageInsteadOfKnown(answer.head, known);
    return accept(asker, answer, isPage ? pageInstead(answer.head) : judgePart(answer.head, asked, this.#known))
      .accepted;
  }
}

import { missingRanges, type ByteRange } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import { isPageInsteadOfKnown, judgeConditional, judgePlainRange } from './continuation-verdict.ts';
import { ContinuationProof } from './continuation-proof.ts';
import type { HttpAnswer } from './http-client.ts';
import { planOverlap } from './overlap.ts';
import type { PartFile } from './part-file.ts';
import { accept, ask, codingOf, openFresh, pageInstead, type Asker, type Opening } from './probe.ts';
import type { Validators } from './file-facts.ts';
import type { ResumePoint } from './transfer-request.ts';
import { formatRange } from './range-header.ts';
import { judgePart, judgeWhole, RANGE_REFUSED, type KnownFile, type PartVerdict } from './response-verdict.ts';
import { TransferError } from './transfer-error.ts';
import { ifRangeValue } from './validators.ts';
import { isWebPage } from './web-page.ts';

/** What a start continues from, and with. */
export type ContinuationInput = {
  readonly asker: Asker;
  readonly resume: ResumePoint;
  readonly sizeBytes: number;
  readonly part: Pick<PartFile, 'read'>;
  readonly idleTimeoutMs: number;
};

/**
 * The first request of a start that has bytes: asks for the first range that is missing and proves that it belongs to
 * them, by a strong validator or by an overlap. When the server can only send the whole file, and nothing says that it is
 * another one, that answer is used from its beginning.
 * @throws TransferError; `server.changed` when the file is another one, `link.otherFile` when a new link cannot prove that
 * it leads to the same file: it never restarts.
 */
export async function openContinued(input: ContinuationInput): Promise<Opening> {
  return await new Continuation(input).open();
}

/**
 * The first request of a start whose file cannot be continued, because its size was never known: as a fresh one, but what
 * the link brought before is remembered.
 * @throws TransferError, as `openFresh` and `openContinued`.
 */
export async function openAgain(asker: Asker, resume: ResumePoint): Promise<Opening> {
  if (resume.isNewLink && resume.durable.length > 0) {
    throw new TransferError('link.otherFile', 'the size was never known');
  }
  const opening = await openFresh(asker);
  const { contentType = null } = resume;
  const wasFile = contentType !== null && !isWebPage(contentType) && resume.durable.length > 0;
  if (wasFile && isWebPage(opening.facts.contentType) && !asker.acceptHtml) {
    opening.accepted.answer.release();
    throw new TransferError('server.htmlInstead', `a web page instead of ${contentType}`);
  }
  return opening;
}

/** What of a new link means no more than that its file is not proved to be the one that was begun. */
const NOT_PROVED: ReadonlySet<DownloadErrorCode> = new Set([
  'server.changed',
  'server.htmlInstead',
  'server.rangeIgnored',
  'server.rangeWrong',
  'server.rangeUnsatisfiable',
  'server.encoded',
  'disk.partLost',
]);

class Continuation {
  readonly #input: ContinuationInput;
  readonly #asker: Asker;
  readonly #known: KnownFile;
  readonly #hole: ByteRange;
  readonly #proof: ContinuationProof;

  constructor(input: ContinuationInput) {
    const { asker, resume, sizeBytes } = input;
    const [hole] = missingRanges(resume.durable, sizeBytes);
    if (hole === undefined) throw new Error('nothing is missing');
    this.#input = input;
    this.#asker = asker;
    this.#hole = hole;
    const { etag, lastModified } = resume.validators;
    this.#known = { sizeBytes, validators: { etag: asker.traits.unstableEtag ? null : etag, lastModified } };
    this.#proof = new ContinuationProof(input, this.#known);
  }

  async open(): Promise<Opening> {
    const { isNewLink } = this.#input.resume;
    try {
      const conditional = isNewLink ? null : await this.#openByValidator();
      return conditional ?? (await this.#openByOverlap());
    } catch (error) {
      if (!isNewLink || !(error instanceof TransferError) || !NOT_PROVED.has(error.code)) throw error;
      throw new TransferError('link.otherFile', error.detail);
    }
  }

  /** `null`: that way nothing was proved. */
  async #openByValidator(): Promise<Opening | null> {
    const ifRange = ifRangeValue(this.#known.validators);
    if (ifRange === null || this.#asker.traits.noConditions) return null;
    const asked = { start: this.#hole.start, end: this.#openEnd() };
    const answer = await ask(this.#asker, { range: formatRange(asked.start, asked.end), ifRange });
    if (this.#isOtherForm(answer)) return this.#restartFrom(answer, true);
    const verdict = judgeConditional(answer.head, asked, this.#known);
    if (verdict.kind === 'unproved') {
      answer.release();
      this.#proof.noteUnproved(answer);
      return null;
    }
    const opening = accept(this.#asker, answer, verdict);
    this.#asker.recorder.note('continuedByValidator');
    return this.#continued(opening, this.#known.validators);
  }

  async #openByOverlap(): Promise<Opening> {
    const { resume, part } = this.#input;
    const plan = await planOverlap({ hole: this.#hole, durable: resume.durable, part, thorough: resume.isNewLink });
    if (plan === null) return this.#restart(await openFresh(this.#asker));
    if (plan.beside !== null) {
      const beside = await this.#askPlain(plan.beside.start, plan.beside.end);
      if (beside.kind === 'whole') return beside.opening;
      await this.#proof.compare(beside, plan.beside);
      beside.answer.release();
      this.#proof.noteBeside(beside.answer);
    }
    return this.#openAtSeam(plan.seam);
  }

  async #openAtSeam(seam: ByteRange): Promise<Opening> {
    const asked = await this.#askPlain(seam.start, this.#openEnd());
    if (asked.kind === 'whole') return asked.opening;
    const { answer, verdict } = asked;
    const opening = accept(this.#asker, answer, verdict);
    this.#proof.assertSameAsBeside(answer, seam);
    const isSure = await this.#proof.compare(asked, seam);
    // The same question once more tells whether this server gives each answer an ETag of its own.
    if (!isSure) {
      answer.release();
      return this.#openAtSeam(seam);
    }
    this.#proof.learnFrom(answer);
    const { recorder } = this.#asker;
    if (seam.end > seam.start) recorder.note('continuedByOverlap', `${seam.end - seam.start} bytes`);
    if (this.#input.resume.isNewLink) recorder.note('newLinkAccepted');
    const reliable = this.#proof.reliableFrom(answer);
    // A server that sends little at once may have sent nothing but the overlap.
    if (verdict.range.end <= seam.end) {
      answer.release();
      return this.#openBehindSeam(reliable);
    }
    const accepted = { ...opening.accepted, takenBytes: seam.end - seam.start };
    return this.#continued({ ...opening, accepted }, reliable);
  }

  /** The bytes from the hole on, after the overlap was proved by an answer of its own. */
  async #openBehindSeam(reliable: Validators): Promise<Opening> {
    const asked = { start: this.#hole.start, end: this.#openEnd() };
    const answer = await ask(this.#asker, { range: formatRange(asked.start, asked.end), ifRange: null });
    const verdict = judgePart(answer.head, asked, { ...this.#known, validators: reliable });
    return this.#continued(accept(this.#asker, answer, verdict), reliable);
  }

  /** Asks for a range without a condition. `whole`: there is none to be had, but the file is. */
  async #askPlain(
    start: number,
    end: number | null,
  ): Promise<
    | { readonly kind: 'part'; readonly answer: HttpAnswer; readonly verdict: PartVerdict }
    | { readonly kind: 'whole'; readonly opening: Opening }
  > {
    const answer = await ask(this.#asker, { range: formatRange(start, end), ifRange: null });
    if (this.#isOtherForm(answer)) return { kind: 'whole', opening: await this.#restartFrom(answer, true) };
    const verdict = judgePlainRange(answer.head, { start, end }, this.#known);
    if (verdict.kind === 'part') return { kind: 'part', answer, verdict };
    // A refusal is thrown.
    if (verdict.kind === 'refuse') return { kind: 'whole', opening: accept(this.#asker, answer, verdict) };
    return { kind: 'whole', opening: await this.#restartFrom(answer, false) };
  }

  /**
   * The server does not answer this range: the whole file, from this answer or from one without Range, when nothing says
   * that it is another one.
   */
  async #restartFrom(answer: HttpAnswer, isOtherForm: boolean): Promise<Opening> {
    const { recorder } = this.#asker;
    const isWhole = judgeWhole(answer.head).kind === 'whole';
    let opening: Opening;
    if (isWhole) opening = this.#restart(accept(this.#asker, answer, judgeWhole(answer.head)));
    else {
      answer.release();
      opening = this.#restart(await openFresh({ ...this.#asker, traits: { ...this.#asker.traits, noRanges: true } }));
    }
    if ((isWhole && !isOtherForm) || RANGE_REFUSED.has(answer.head.status)) {
      recorder.learn(answer.target.url, 'noRanges');
      recorder.note('noRanges', `HTTP ${answer.head.status}`);
    }
    return opening;
  }

  /** The whole file replaces what is there, unless something says that it is another one, or a new link must prove itself. */
  #restart(opening: Opening): Opening {
    try {
      if (this.#input.resume.isNewLink)
        throw new TransferError('server.rangeIgnored', 'only the whole file is to be had');
      this.#proof.assertUnchanged(opening);
    } catch (error) {
      opening.accepted.answer.release();
      throw error;
    }
    return opening;
  }

  #continued(opening: Opening, reliable: Validators): Opening {
    const { sizeBytes } = this.#input;
    const facts = { ...opening.facts, sizeBytes, acceptsRanges: true, validators: reliable };
    const contentType = this.#input.resume.contentType ?? opening.facts.contentType;
    const hasEtagOnly =
      opening.facts.validators.etag !== null && reliable.etag === null && reliable.lastModified === null;
    return {
      ...opening,
      kind: 'continued',
      facts: { ...facts, contentType },
      reliable,
      // Without any validator that can be relied on, a server that sends different ones is not asked for several ranges.
      splittable: !hasEtagOnly && !this.#asker.traits.noRanges,
    };
  }

  /**
   * Whether the answer has the file in another form, so that sizes and places say nothing: coded for the way, or a web page
   * that the user accepted.
   * @throws TransferError for a web page that nobody accepted.
   */
  #isOtherForm(answer: HttpAnswer): boolean {
    const known = { sizeBytes: this.#known.sizeBytes, contentType: this.#input.resume.contentType ?? null };
    const isPage = isPageInsteadOfKnown(answer.head, known);
    if (isPage && !this.#asker.acceptHtml) accept(this.#asker, answer, pageInstead(answer.head));
    return isPage || codingOf(answer).kind === 'decode';
  }

  /**
   * The last range of a file is asked for open-ended: a server that has more than it said must be noticed, not cut off
   * (RFC 9110, 8.6).
   */
  #openEnd(): number | null {
    return this.#hole.end === this.#known.sizeBytes ? null : this.#hole.end;
  }
}

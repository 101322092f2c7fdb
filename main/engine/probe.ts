import { withoutCredentials } from '../../shared/url.ts';
import { judgeCoding, type CodingVerdict } from './content-coding.ts';
import type { AcceptedAnswer } from './accepted-answer.ts';
import { dispositionName } from './content-disposition.ts';
import type { HttpAnswer, HttpClient, HttpRequest, RequestPolicy } from './http-client.ts';
import type { ProbeFacts, Validators } from './file-facts.ts';
import type { HostTraits } from './transfer-request.ts';
import { formatRange } from './range-header.ts';
import type { RequestTarget } from './redirect-policy.ts';
import {
  judgeFirst,
  judgeWhole,
  RANGE_REFUSED,
  validatorsOf,
  type PartVerdict,
  type Refusal,
  type ResponseHead,
  type WholeVerdict,
} from './response-verdict.ts';
import { parseRetryAfter } from './retry-after.ts';
import { serverDigest } from './server-digest.ts';
import { suggestName } from './suggested-name.ts';
import { TransferError, withoutSecrets } from './transfer-error.ts';
import type { Recorder } from './transfer-recorder.ts';
import { isPageInsteadOfFile } from './web-page.ts';

/** What is needed to ask. */
export type Asker = {
  readonly client: Pick<HttpClient, 'get'>;
  readonly target: RequestTarget;
  readonly policy: RequestPolicy;
  readonly limiter?: HttpRequest['limiter'];
  readonly signal: AbortSignal;
  readonly recorder: Recorder;
  readonly traits: HostTraits;
  /** A web page is taken as the file. */
  readonly acceptHtml: boolean;
};

/** The first answer of a transfer, accepted and not yet read (apart from what was compared). */
export type Opening = {
  /** `continued`: it goes on with what is in the part file. `whole`: it begins at 0, with these facts. */
  readonly kind: 'continued' | 'whole';
  readonly facts: ProbeFacts;
  readonly accepted: AcceptedAnswer;
  /** Whether the server proved that it answers ranges of this file, and further answers can be judged. */
  readonly splittable: boolean;
  /** What the validators of further answers are compared with: those of the facts that can be relied on. */
  readonly reliable: Validators;
};

/**
 * The first request of a download: asks for everything from byte 0 and keeps the body, so that a link that works only
 * once works. A server that dislikes the Range header is asked once more without.
 * @param range another one from byte 0 on, when only the head of the answer is wanted.
 * @throws TransferError when there is no file to be had.
 */
export async function openFresh(asker: Asker, range = formatRange(0, null)): Promise<Opening> {
  if (asker.traits.noRanges) return openPlainly(asker);
  const answer = await ask(asker, { range, ifRange: null });
  const verdict = judgeFirst(answer.head);
  if (verdict.kind !== 'askPlainly' && !isPieceOfCoded(answer, verdict)) return acceptFresh(asker, answer, verdict);
  answer.release();
  const opening = await openPlainly(asker);
  if (RANGE_REFUSED.has(answer.head.status)) asker.recorder.learn(opening.accepted.answer.target.url, 'noRanges');
  return opening;
}

/** The whole file, asked for without Range. */
async function openPlainly(asker: Asker): Promise<Opening> {
  const answer = await ask(asker, { range: null, ifRange: null });
  return acceptFresh(asker, answer, judgeWhole(answer.head));
}

/** What the first answer comes to, unless it is a web page in place of a file. @throws TransferError as `accept` */
export function acceptFresh(asker: Asker, answer: HttpAnswer, verdict: WholeVerdict | PartVerdict | Refusal): Opening {
  const given = dispositionName(answer.head.headers['content-disposition']);
  const paths = [answer.target.url, asker.target.url].map((url) => new URL(url).pathname);
  const names = given === null ? paths : [given];
  if (verdict.kind !== 'refuse' && !asker.acceptHtml && isPageInsteadOfFile(answer.head, names)) {
    return accept(asker, answer, pageInstead(answer.head));
  }
  return accept(asker, answer, verdict);
}

/** The refusal of a web page that came in place of the file. */
export function pageInstead(head: ResponseHead): Refusal {
  const detail = `HTTP ${head.status}, ${head.headers['content-type'] ?? ''}`;
  return { kind: 'refuse', code: 'server.htmlInstead', detail };
}

/** Sends one request. */
export function ask(asker: Asker, own: Pick<HttpRequest, 'range' | 'ifRange' | 'method'>): Promise<HttpAnswer> {
  const { client, policy, target, limiter, signal, recorder } = asker;
  return client.get({ ...policy, target, ...own, ...(limiter === undefined ? {} : { limiter }) }, signal, recorder);
}

/**
 * Makes of a judged answer what is read from it; one that is refused is released.
 * @throws TransferError with the refusal, or `server.encoded`.
 */
export function accept(asker: Asker, answer: HttpAnswer, verdict: WholeVerdict | PartVerdict | Refusal): Opening {
  try {
    return acceptOrThrow(asker, answer, verdict);
  } catch (error) {
    answer.release();
    throw error;
  }
}

/** What to make of the Content-Encoding of an answer. */
export function codingOf({ head, target }: HttpAnswer): CodingVerdict {
  const { headers } = head;
  const name = dispositionName(headers['content-disposition']) ?? new URL(target.url).pathname;
  return judgeCoding({ coding: headers['content-encoding'], contentType: headers['content-type'] ?? null, name });
}

/** A piece of something coded cannot be decoded on its own. */
function isPieceOfCoded(answer: HttpAnswer, verdict: WholeVerdict | PartVerdict | Refusal): boolean {
  return verdict.kind === 'part' && verdict.range.end < verdict.sizeBytes && codingOf(answer).kind === 'decode';
}

function acceptOrThrow(asker: Asker, answer: HttpAnswer, verdict: WholeVerdict | PartVerdict | Refusal): Opening {
  const { headers } = answer.head;
  if (verdict.kind === 'refuse') {
    const retryAfterMs = parseRetryAfter(headers, Date.now());
    throw new TransferError(verdict.code, verdict.detail, { retryAfterMs });
  }
  const coding = codingOf(answer);
  const isPiece = verdict.kind === 'part' && (verdict.range.start > 0 || verdict.range.end < verdict.sizeBytes);
  if (coding.kind === 'unknown' || (coding.kind === 'decode' && isPiece)) {
    throw new TransferError('server.encoded', `Content-Encoding: ${withoutSecrets(headers['content-encoding'] ?? '')}`);
  }
  const facts = factsOf(asker, answer, verdict);
  const { etag, lastModified } = facts.validators;
  const opening = { kind: 'whole', facts, reliable: facts.validators } as const;
  if (coding.kind === 'decode') {
    asker.recorder.note('decoded', coding.coding);
    // Sizes and ranges are those of the coded bytes, which are not the file.
    return {
      ...opening,
      facts: { ...facts, sizeBytes: null, acceptsRanges: false, digest: null },
      accepted: { answer, bodyEnd: Infinity, coding: coding.coding },
      splittable: false,
    };
  }
  // An ETag that is another for each answer proves nothing; then segments need the date.
  const unstable = asker.traits.unstableEtag && etag !== null;
  return {
    ...opening,
    accepted: { answer, bodyEnd: (verdict.kind === 'part' ? verdict.range.end : verdict.sizeBytes) ?? Infinity },
    splittable: verdict.kind === 'part' && !(unstable && lastModified === null),
    reliable: unstable ? { etag: null, lastModified } : facts.validators,
  };
}

function factsOf(asker: Asker, answer: HttpAnswer, verdict: WholeVerdict | PartVerdict): ProbeFacts {
  const { headers } = answer.head;
  const contentType = headers['content-type'] ?? null;
  return {
    finalUrl: withoutCredentials(answer.target.url),
    suggestedName: suggestName({
      disposition: headers['content-disposition'],
      urls: [answer.target.url, asker.target.url],
      contentType,
    }),
    sizeBytes: verdict.sizeBytes,
    acceptsRanges: verdict.kind === 'part' || /\bbytes\b/iu.test(headers['accept-ranges'] ?? ''),
    validators: validatorsOf(answer.head),
    contentType,
    digest: serverDigest(headers),
  };
}

import { missingRanges } from '../../shared/byte-range.ts';
import { withoutCredentials } from '../../shared/url.ts';
import { keepsCodedBytes } from './content-coding.ts';
import type { AcceptedAnswer } from './connection.ts';
import type { HttpAnswer, HttpClient, RequestPolicy } from './http-client.ts';
import type { ProbeFacts, ResumePoint } from './protocol.ts';
import { formatRange } from './range-header.ts';
import type { RequestTarget } from './redirect-policy.ts';
import {
  judgeContinued,
  judgeFirst,
  judgePart,
  judgeWhole,
  validatorsOf,
  type KnownFile,
  type PartVerdict,
  type Refusal,
  type WholeVerdict,
} from './response-verdict.ts';
import { parseRetryAfter } from './retry-after.ts';
import { serverDigest } from './server-digest.ts';
import { suggestName } from './suggested-name.ts';
import { TransferError, withoutSecrets } from './transfer-error.ts';
import type { Recorder } from './transfer-recorder.ts';
import { ifRangeValue } from './validators.ts';

/** What is needed to ask. */
export type Asker = {
  readonly client: Pick<HttpClient, 'get'>;
  readonly target: RequestTarget;
  readonly policy: RequestPolicy;
  readonly signal: AbortSignal;
  readonly recorder: Recorder;
};

/** The first answer of a transfer, accepted and not yet read. */
export type Opening = {
  /** `continued`: it goes on with what is in the part file. `whole`: it begins at 0, with these facts. */
  readonly kind: 'continued' | 'whole';
  readonly facts: ProbeFacts;
  readonly accepted: AcceptedAnswer;
  /** Whether the server proved that it answers ranges of this file. */
  readonly splittable: boolean;
};

/**
 * The first request of a download: asks for everything from byte 0 and keeps the body, so that a link that works only
 * once works. A server that dislikes the Range header is asked once more without.
 * @throws TransferError when there is no file to be had.
 */
export async function openFresh(asker: Asker): Promise<Opening> {
  const answer = await ask(asker, { range: formatRange(0, null), ifRange: null });
  const verdict = judgeFirst(answer.head);
  if (verdict.kind !== 'askPlainly') return accept(answer, verdict);
  answer.release();
  const plain = await ask(asker, { range: null, ifRange: null });
  return accept(plain, judgeWhole(plain.head));
}

/**
 * The first request of a start that has bytes: asks for the first range that is missing. When the server sends the whole
 * file instead, and nothing says that it is another one, that body is used from its beginning.
 * @throws TransferError; `server.changed` when the file is certainly another one.
 */
export async function openContinued(asker: Asker, resume: ResumePoint, sizeBytes: number): Promise<Opening> {
  const known: KnownFile = { sizeBytes, validators: resume.validators };
  const [hole] = missingRanges(resume.durable, sizeBytes);
  if (hole === undefined) throw new Error('nothing is missing');
  const asked = { start: hole.start, end: openEnd(hole.end, sizeBytes) };
  const answer = await ask(asker, {
    range: formatRange(asked.start, asked.end),
    ifRange: ifRangeValue(resume.validators),
  });
  const verdict = judgeContinued(answer.head, asked, known);
  const opening = accept(answer, verdict);
  return verdict.kind === 'part' ? { ...opening, kind: 'continued' } : opening;
}

/**
 * The request of a further connection.
 * @throws TransferError when the answer is not exactly a part of the known file.
 */
export async function openSegment(
  asker: Asker,
  range: { readonly start: number; readonly end: number },
  known: KnownFile,
): Promise<AcceptedAnswer> {
  const asked = { start: range.start, end: openEnd(range.end, known.sizeBytes) };
  const answer = await ask(asker, {
    range: formatRange(asked.start, asked.end),
    ifRange: ifRangeValue(known.validators),
  });
  return accept(answer, judgePart(answer.head, asked, known)).accepted;
}

/**
 * The last range of a file is asked for open-ended: a server that has more than it said must be noticed, not cut off
 * (RFC 9110, 8.6).
 */
function openEnd(end: number, sizeBytes: number): number | null {
  return end === sizeBytes ? null : end;
}

function ask(
  asker: Asker,
  own: { readonly range: string | null; readonly ifRange: string | null },
): Promise<HttpAnswer> {
  return asker.client.get({ ...asker.policy, target: asker.target, ...own }, asker.signal, asker.recorder);
}

function accept(answer: HttpAnswer, verdict: WholeVerdict | PartVerdict | Refusal): Opening {
  try {
    return acceptOrThrow(answer, verdict);
  } catch (error) {
    answer.release();
    throw error;
  }
}

function acceptOrThrow(answer: HttpAnswer, verdict: WholeVerdict | PartVerdict | Refusal): Opening {
  const { headers } = answer.head;
  if (verdict.kind === 'refuse') {
    const retryAfterMs = parseRetryAfter(headers, Date.now());
    throw new TransferError(verdict.code, verdict.detail, { retryAfterMs });
  }
  const contentType = headers['content-type'] ?? null;
  const suggestedName = suggestName({
    disposition: headers['content-disposition'],
    urls: [answer.target.url],
    contentType,
  });
  const coding = headers['content-encoding'];
  if (!keepsCodedBytes({ coding, contentType, name: suggestedName })) {
    throw new TransferError('server.encoded', `Content-Encoding: ${withoutSecrets(coding ?? '')}`);
  }
  const splittable = verdict.kind === 'part';
  return {
    kind: 'whole',
    splittable,
    accepted: { answer, bodyEnd: (verdict.kind === 'part' ? verdict.range.end : verdict.sizeBytes) ?? Infinity },
    facts: {
      finalUrl: withoutCredentials(answer.target.url),
      suggestedName,
      sizeBytes: verdict.sizeBytes,
      acceptsRanges: splittable || /\bbytes\b/iu.test(headers['accept-ranges'] ?? ''),
      validators: validatorsOf(answer.head),
      contentType,
      digest: serverDigest(headers),
    },
  };
}

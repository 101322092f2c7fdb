import type { Validators } from './file-facts.ts';
import { parseContentRange, parseUnsatisfiedTotal } from './range-header.ts';
import {
  judgePart,
  judgeWhole,
  RANGE_REFUSED,
  validatorsOf,
  wrong,
  type KnownFile,
  type PartVerdict,
  type Refusal,
  type ResponseHead,
  type WholeVerdict,
} from './response-verdict.ts';
import { datesDiffer, etagsDiffer, validatorsConflict, validatorsProve } from './validators.ts';
import { isWebPage } from './web-page.ts';

/**
 * What the first answers of a start that has bytes mean: may the new bytes be joined to those that are there? Pure. See the
 * table "Resume and validators" in docs/decisions/overlap.md.
 */

type Asked = { readonly start: number; readonly end: number | null };

const NO_VALIDATORS: Validators = { etag: null, lastModified: null };

/** A web page in place of the file: not what the bytes that are there were told to be, or of another size. */
export function isPageInsteadOfKnown(
  head: ResponseHead,
  known: { readonly sizeBytes: number | null; readonly contentType: string | null },
): boolean {
  const whole = judgeWhole(head);
  if (whole.kind === 'refuse' || !isWebPage(head.headers['content-type'])) return false;
  return known.contentType === null ? whole.sizeBytes !== known.sizeBytes : !isWebPage(known.contentType);
}

/**
 * Judges the answer to a range with If-Range. `unproved`: whether it is the same file must be found out without the
 * condition. Some servers answer 200 to any condition, or turn it down (412), or ignore it (206 with another validator).
 */
export function judgeConditional(
  head: ResponseHead,
  asked: Asked,
  known: KnownFile,
): PartVerdict | Refusal | { readonly kind: 'unproved' } {
  if (head.status === 206) {
    const part = judgePart(head, asked, { ...known, validators: NO_VALIDATORS });
    if (part.kind === 'refuse') return saysNoRange(head) ? { kind: 'unproved' } : part;
    return validatorsProve(known.validators, validatorsOf(head)) ? part : { kind: 'unproved' };
  }
  const whole = judgeWhole(head);
  if (whole.kind === 'whole') return otherSize(whole, known) ?? { kind: 'unproved' };
  if (head.status === 416) return otherTotal(head, known) ?? { kind: 'unproved' };
  return head.status === 412 || RANGE_REFUSED.has(head.status) ? { kind: 'unproved' } : whole;
}

/**
 * Judges the answer to a plain range, whose validators are compared later (`judgeIdentity`). `cannotRange`: the file may be
 * had without Range.
 */
export function judgePlainRange(
  head: ResponseHead,
  asked: Asked,
  known: KnownFile,
): WholeVerdict | PartVerdict | Refusal | { readonly kind: 'cannotRange' } {
  if (head.status === 206) {
    const part = judgePart(head, asked, { ...known, validators: NO_VALIDATORS });
    return part.kind === 'refuse' && saysNoRange(head) ? { kind: 'cannotRange' } : part;
  }
  if (head.status === 416) return otherTotal(head, known) ?? { kind: 'cannotRange' };
  if (RANGE_REFUSED.has(head.status)) return { kind: 'cannotRange' };
  const whole = judgeWhole(head);
  if (whole.kind === 'refuse') return whole;
  return otherSize(whole, known) ?? whole;
}

/** A 206 without a usable Content-Range, such as multipart/byteranges: never read as if it were the bytes. */
function saysNoRange(head: ResponseHead): boolean {
  return parseContentRange(head.headers['content-range']) === null;
}

function otherSize(whole: WholeVerdict, known: KnownFile): Refusal | null {
  if (whole.sizeBytes === null || whole.sizeBytes === known.sizeBytes) return null;
  return wrong('server.changed', `${whole.sizeBytes} bytes instead of ${known.sizeBytes}`);
}

function otherTotal(head: ResponseHead, known: KnownFile): Refusal | null {
  const total = parseUnsatisfiedTotal(head.headers['content-range']);
  if (total === null || total === known.sizeBytes) return null;
  return wrong('server.changed', `${total} bytes instead of ${known.sizeBytes}`);
}

/**
 * What validators say about two answers of equal total. `unstableEtag`: the ETags differ but say nothing, since the date is
 * the same, or since two answers of now (`earlier` and `seen`) differ in them too. `unsure`: another answer of now tells.
 */
export function judgeIdentity(input: {
  readonly known: Validators;
  readonly earlier: Validators | null;
  readonly seen: Validators;
}): 'same' | 'unstableEtag' | 'unsure' | 'changed' {
  const { known, earlier, seen } = input;
  if (!validatorsConflict(known, seen)) return 'same';
  if (datesDiffer(known, seen)) return 'changed';
  if (known.lastModified !== null && known.lastModified === seen.lastModified) return 'unstableEtag';
  if (earlier === null) return 'unsure';
  // An ETag that was the same until a moment ago means something.
  return etagsDiffer(earlier, known) && etagsDiffer(earlier, seen) ? 'unstableEtag' : 'changed';
}

import type { ByteRange } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { Validators } from './file-facts.ts';
import { parseContentLength, parseContentRange } from './range-header.ts';
import { strongLastModified, validatorsConflict } from './validators.ts';

/**
 * Whether an answer may be used, decided from its status and headers before a byte of its body is read. Pure. Whatever
 * cannot be proved to be the bytes that were asked for is refused.
 */

/** Status and headers of an answer. Names are in lower case, as Node gives them. */
export type ResponseHead = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** An answer that cannot be used. */
export type Refusal = { readonly kind: 'refuse'; readonly code: DownloadErrorCode; readonly detail: string };

/** What is known of the file from an earlier answer. */
export type KnownFile = { readonly sizeBytes: number; readonly validators: Validators };

/** The validators of an answer. */
export function validatorsOf(head: ResponseHead): Validators {
  const { headers } = head;
  return {
    etag: headers['etag'] ?? null,
    lastModified: strongLastModified(headers['last-modified'], headers['date']),
  };
}

/** The refusal of a status that brings no file. */
function refuseStatus(status: number): Refusal {
  return { kind: 'refuse', code: statusCode(status), detail: `HTTP ${status}` };
}

const STATUS_CODES: Readonly<Record<number, DownloadErrorCode>> = {
  401: 'server.unauthorized',
  403: 'server.forbidden',
  404: 'server.notFound',
  407: 'server.unauthorized',
  408: 'network.timedOut',
  410: 'server.gone',
  416: 'server.rangeUnsatisfiable',
  429: 'server.tooManyRequests',
  503: 'server.unavailable',
};

function statusCode(status: number): DownloadErrorCode {
  const known = STATUS_CODES[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'server.failed';
  // A redirect that names no target, or one that is not followed (304 was never asked for).
  if (status >= 300 && status < 400) return 'server.badRedirect';
  return 'server.rejected';
}

/** The whole file as a plain answer (200): its length when the server tells it. */
export type WholeVerdict = { readonly kind: 'whole'; readonly sizeBytes: number | null };

/** A range of a file of known size (206). It may be shorter than what was asked, never longer. */
export type PartVerdict = { readonly kind: 'part'; readonly range: ByteRange; readonly sizeBytes: number };

/** Judges an answer to a GET without Range. */
export function judgeWhole(head: ResponseHead): WholeVerdict | Refusal {
  // 203: a proxy changed something on the way; what it sends is all there is.
  if (head.status !== 200 && head.status !== 203) return refuseStatus(head.status);
  // With a transfer coding the length is not that of the body (RFC 9112, 6.3).
  if (head.headers['transfer-encoding'] !== undefined) return { kind: 'whole', sizeBytes: null };
  return { kind: 'whole', sizeBytes: parseContentLength(head.headers['content-length']) };
}

/** Statuses with which servers turn down a Range header although they have the file. */
export const RANGE_REFUSED: ReadonlySet<number> = new Set([400, 403, 405, 501]);

/** 416 is also the right answer for an empty file (RFC 9110, 15.5.17). */
const EMPTY_OR_RANGE_REFUSED: ReadonlySet<number> = new Set([...RANGE_REFUSED, 416]);

/** Judges the very first answer, to `Range: bytes=0-`. `askPlainly`: the same request without Range may work. */
export function judgeFirst(head: ResponseHead): WholeVerdict | PartVerdict | Refusal | { readonly kind: 'askPlainly' } {
  if (EMPTY_OR_RANGE_REFUSED.has(head.status)) return { kind: 'askPlainly' };
  if (head.status !== 206) return judgeWhole(head);
  const part = judgePart(head, { start: 0, end: null }, null);
  // Another range, several parts, or a part of something of unknown size, which can be neither planned nor proved complete.
  return part.kind === 'refuse' ? { kind: 'askPlainly' } : part;
}

/**
 * Judges an answer to a request for a range. With `known`, size and validators must be those of the file so far.
 * A 200 is refused: its bytes start at 0 and must never land at an offset.
 */
export function judgePart(
  head: ResponseHead,
  asked: { readonly start: number; readonly end: number | null },
  known: KnownFile | null,
): PartVerdict | Refusal {
  if (head.status === 200 || head.status === 203) return judgeWholeForPart(head, known);
  if (head.status !== 206) return refuseStatus(head.status);
  const header = head.headers['content-range'];
  const range = parseContentRange(header);
  if (range === null) return wrong('server.rangeWrong', `Content-Range: ${header ?? '(none)'}`);
  if (known !== null) {
    if (validatorsConflict(known.validators, validatorsOf(head))) return wrong('server.changed', 'another validator');
    if (range.total !== null && range.total !== known.sizeBytes) {
      return wrong('server.changed', `${range.total} bytes instead of ${known.sizeBytes}`);
    }
  }
  const sizeBytes = range.total ?? known?.sizeBytes ?? null;
  const askedEnd = asked.end ?? sizeBytes;
  const fits = range.start === asked.start && sizeBytes !== null && askedEnd !== null && range.end <= askedEnd;
  if (!fits) return wrong('server.rangeWrong', `Content-Range: ${header ?? ''}`);
  const length = parseContentLength(head.headers['content-length']);
  if (length !== null && head.headers['transfer-encoding'] === undefined && length !== range.end - range.start) {
    return wrong('server.rangeWrong', `Content-Range: ${header ?? ''} with Content-Length: ${length}`);
  }
  return { kind: 'part', range: { start: range.start, end: range.end }, sizeBytes };
}

/** The whole file in place of a range: what If-Range brings when it is another file now (RFC 9110, 13.1.5). */
function judgeWholeForPart(head: ResponseHead, known: KnownFile | null): Refusal {
  const whole = judgeWhole(head);
  const sizeBytes = whole.kind === 'whole' ? whole.sizeBytes : null;
  if (known !== null && validatorsConflict(known.validators, validatorsOf(head))) {
    return wrong('server.changed', 'another validator');
  }
  if (known !== null && sizeBytes !== null && sizeBytes !== known.sizeBytes) {
    return wrong('server.changed', `${sizeBytes} bytes instead of ${known.sizeBytes}`);
  }
  return wrong('server.rangeIgnored', `HTTP ${head.status} to a range`);
}

/** A refusal. */
export function wrong(code: DownloadErrorCode, detail: string): Refusal {
  return { kind: 'refuse', code, detail };
}

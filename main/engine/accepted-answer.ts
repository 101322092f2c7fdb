import type { DecodableCoding } from './content-coding.ts';
import type { EarlyBody } from './early-body.ts';
import type { HttpAnswer } from './http-client.ts';

/** An answer that was judged and accepted. */
export type AcceptedAnswer = {
  readonly answer: HttpAnswer;
  /** Where its body ends in the file; `Infinity` when that is not known. */
  readonly bodyEnd: number;
  /** Bytes of the body that were taken before, to be compared; what follows is what the connection is for. */
  readonly takenBytes?: number;
  /** What of it was read before, and belongs to the file. */
  readonly early?: EarlyBody;
  /** What must be undone to get the bytes of the file. */
  readonly coding?: DecodableCoding;
};

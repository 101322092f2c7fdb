import type { CallErrorCode } from '../../shared/contract.ts';

/** Thrown by a handler to answer a call with a code; the message is the detail the caller sees. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: CallErrorCode;

  constructor(code: CallErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

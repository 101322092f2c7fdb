import type { HeaderField } from './download.ts';

/** What a server answered to a download's last request, but for its body. No secrets: see `main/engine/answer-record.ts`. */
export type ServerAnswer = {
  readonly atMs: number;
  /** Such as `HTTP/1.1 206 Partial Content`. */
  readonly statusLine: string;
  /** As they came and in their order; a name may come twice. */
  readonly headers: readonly HeaderField[];
  /** There were more than are kept. */
  readonly isCut: boolean;
};

/** The answer as it stood on the wire (RFC 9112, 2.1), to be copied. */
export function answerText({ statusLine, headers }: ServerAnswer): string {
  return [statusLine, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\n');
}

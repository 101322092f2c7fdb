import { BodyDecoder } from './body-decoder.ts';
import type { AcceptedAnswer } from './accepted-answer.ts';
import { readBody } from './response-body.ts';

/**
 * The body of an accepted answer as text; `null` when it is longer than that. Releases the answer.
 * @throws what reading the body throws
 */
export async function readAnswerText(
  { answer, coding }: Pick<AcceptedAnswer, 'answer' | 'coding'>,
  options: { readonly maxBytes: number; readonly idleTimeoutMs: number; readonly signal: AbortSignal },
): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const keep = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes <= options.maxBytes) chunks.push(Buffer.from(chunk));
  };
  try {
    using decoder =
      coding === undefined
        ? null
        : new BodyDecoder(coding, (decoded) => {
            keep(decoded);
            return Promise.resolve();
          });
    await readBody(answer, {
      take: async (chunk, done) => {
        if (decoder === null) keep(chunk);
        else await decoder.decode(chunk);
        done();
        return bytes > options.maxBytes ? 'enough' : null;
      },
      readBytes: () => Infinity,
      idleTimeoutMs: options.idleTimeoutMs,
      signal: options.signal,
    });
    if (bytes > options.maxBytes) return null;
    await decoder?.end();
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    answer.release();
  }
}

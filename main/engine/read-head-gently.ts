import type { ClientRequest } from 'node:http';
import type { RateLimiter } from './rate-limiter.ts';
import { KEPT_BODY_BYTES, readerOf } from './socket-reader.ts';

/** Read at once of a head, and kept of a body that nobody reads yet, while a limit holds. */
const GENTLE_BYTES = 512;

/**
 * Under a limit hardly more than a head is read before someone reads the body: otherwise each new connection would begin
 * with some thousand bytes that nobody granted.
 */
export function readHeadGently(request: ClientRequest, limiter: Pick<RateLimiter, 'readBytes'>): void {
  const isLimited = limiter.readBytes !== Infinity;
  request.once('socket', (socket) => {
    const reader = readerOf(socket);
    reader?.keepAtMost(isLimited ? GENTLE_BYTES : KEPT_BODY_BYTES);
    if (isLimited) reader?.readAtMost(() => GENTLE_BYTES);
  });
}

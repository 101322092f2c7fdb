/**
 * A server that sends each answer at a steady rate, without a burst at its beginning; some of its connections crawl or fall
 * silent, and it may refuse more than so many at once. A process of its own, so that its timers do not wait for whoever
 * downloads; started by `server-process.ts` with a `PacedServerPlan`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PatternedFile } from './patterned-file.ts';
import { emptyFacts, serve, type PacedServerPlan } from './server-process.ts';

const TICK_MS = 5;

// Whoever starts it wrote it.
const plan = JSON.parse(process.argv[2] ?? '') as PacedServerPlan;
const file = new PatternedFile(plan.sizeBytes);
let active = 0;
let facts = emptyFacts();

function noteSent(bytes: number): void {
  const before = facts.sentBytes;
  facts.sentBytes += bytes;
  facts.lastByteMs = performance.now();
  if (before < plan.sizeBytes * 0.99 && facts.sentBytes >= plan.sizeBytes * 0.99) facts.lateBytesMs = facts.lastByteMs;
}

/** The bytes that an answer to the nth request may have sent after so many seconds. */
function allowance(nth: number, seconds: number): number {
  const { crawl, stall } = plan;
  const bytes = (nth === crawl?.request ? crawl.bytesPerSecond : plan.bytesPerSecond) * seconds;
  return nth === stall?.request ? Math.min(bytes, stall.afterBytes) : bytes;
}

function sendPaced(response: ServerResponse, nth: number, range: { start: number; end: number }): void {
  const startedMs = performance.now();
  let at = range.start;
  const timer = setInterval(() => {
    if (response.writableLength > 0) return;
    const due = Math.floor(allowance(nth, (performance.now() - startedMs) / 1000)) - (at - range.start);
    for (let left = Math.min(due, range.end - at); left > 0;) {
      const piece = file.slice(at, left);
      response.write(piece);
      noteSent(piece.length);
      at += piece.length;
      left -= piece.length;
    }
    if (at < range.end) return;
    clearInterval(timer);
    response.end();
  }, TICK_MS);
  response.once('close', () => clearInterval(timer));
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (facts.requests === 0) facts.firstRequestMs = performance.now();
  facts.requests += 1;
  if (active >= plan.maxAtOnce) {
    facts.refusals += 1;
    if (plan.refuseWith === 'reset') request.socket.resetAndDestroy();
    else response.writeHead(429).end();
    return;
  }
  const nth = facts.requests - facts.refusals;
  active += 1;
  facts.mostAtOnce = Math.max(facts.mostAtOnce, active);
  response.once('close', () => (active -= 1));
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? 'bytes=0-') ?? [];
  const range = { start: Number(first), end: last === '' ? file.sizeBytes : Number(last) + 1 };
  response.writeHead(206, {
    'content-type': 'application/octet-stream',
    'content-length': range.end - range.start,
    'content-range': `bytes ${range.start}-${range.end - 1}/${file.sizeBytes}`,
    'accept-ranges': 'bytes',
    etag: '"patterned"',
  });
  response.flushHeaders();
  sendPaced(response, nth, range);
}

serve(createServer(answer), () => {
  const taken = facts;
  facts = emptyFacts();
  return taken;
});

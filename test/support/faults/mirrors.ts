import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange } from '../fault-exchange.ts';
import { testBytes } from '../test-bytes.ts';

const EVERY_MS = 10;

/** Sends what is asked at `rate` bytes per second, with what `spoil` makes of each piece; `stopAfter` bytes it breaks off. */
async function sendPaced(exchange: Exchange, spoil: (bytes: Buffer, at: number) => void): Promise<void> {
  const { range, response } = exchange;
  const named = exchange.text('link', '');
  const digest = createHash('sha256')
    .update(testBytes(exchange.seed, 0, exchange.size))
    .digest('base64');
  const extra = {
    ...(named === '' ? {} : { link: named }),
    ...(exchange.text('digest', '') === '' ? {} : { 'repr-digest': `sha-256=:${digest}:` }),
  };
  if (range === null) exchange.writeWholeHead(extra);
  else exchange.writePartialHead(range, extra);
  const { start, end } = range ?? { start: 0, end: exchange.size };
  const stop = Math.min(end, start + exchange.number('stopAfter', Infinity));
  const pieceBytes = Math.ceil((exchange.number('rate', 20_000_000) * EVERY_MS) / 1000);
  for (let at = start; at < stop && !response.destroyed; at += pieceBytes) {
    const bytes = testBytes(exchange.seed, at, Math.min(stop, at + pieceBytes));
    spoil(bytes, at);
    response.write(bytes);
    await delay(EVERY_MS);
  }
  if (stop < end) await exchange.reset();
  else response.end();
}

/** Hosts of one file among several. */
export const MIRROR_FAULTS = {
  /**
   * Serves what is asked at about `rate` bytes per second; each answer breaks off after `stopAfter`. `link`: its Link header;
   * `digest=1`: with Repr-Digest.
   */
  pacedMirror: (exchange: Exchange) => sendPaced(exchange, () => {}),
  /** The same, but every byte from `wrongFrom` to `wrongTo` is another one. */
  lyingMirror: (exchange: Exchange) => {
    const from = exchange.number('wrongFrom', 0);
    const to = exchange.number('wrongTo', Infinity);
    return sendPaced(exchange, (bytes, at) => {
      const first = Math.max(0, from - at);
      for (let index = first; index < Math.min(bytes.length, to - at); index += 1) bytes[index] = ~(bytes[index] ?? 0);
    });
  },
  /** Serves after `failFrom` requests; later ones are answered with 500. */
  dyingMirror: (exchange: Exchange) => {
    if (exchange.count <= exchange.number('failFrom', 1)) return sendPaced(exchange, () => {});
    exchange.response.writeHead(500).end();
    return Promise.resolve();
  },
  /** A text: `body`, of the type `type`. */
  document: (exchange: Exchange): void => {
    exchange.response
      .writeHead(200, { 'content-type': exchange.text('type', 'text/plain') })
      .end(exchange.text('body', ''));
  },
} as const;

import { gzipSync } from 'node:zlib';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, Part } from './fault-exchange.ts';
import { CHECKSUM_FAULTS } from './faults/checksums.ts';
import { CODING_FAULTS } from './faults/coding.ts';
import { MIRROR_FAULTS } from './faults/mirrors.ts';
import { NETWORK_FAULTS } from './faults/network.ts';
import { RESUME_FAULTS } from './faults/resume.ts';
import { testBytes } from './test-bytes.ts';

type Behaviour = (exchange: Exchange) => Promise<void> | void;

/** The part that is asked for, or the whole file. */
function asked(exchange: Exchange): Part {
  return exchange.range ?? { start: 0, end: exchange.size };
}

/** A proper head for what is asked, 200 or 206. */
function writeHead(exchange: Exchange, extra: Record<string, string | number> = {}): void {
  if (exchange.range === null) exchange.writeWholeHead(extra);
  else exchange.writePartialHead(exchange.range, extra);
}

/** The first `after` bytes of what is asked. */
function beginning(exchange: Exchange): Part {
  const part = asked(exchange);
  return { start: part.start, end: Math.min(part.end, part.start + exchange.number('after', 50_000)) };
}

function isLaterSegment(exchange: Exchange): boolean {
  return (exchange.range?.start ?? 0) > 0;
}

/**
 * Every fault the server knows, by name; parameters come from the link's query (`after`, `delayMs`, `status`, ...). To add
 * one: a line here, and a test that names what Sluice must do.
 */
export const BEHAVIOURS = {
  good: (exchange) => exchange.serve(),

  // -- Ranges -------------------------------------------------------------------------------------------------------
  /** Answers 200 to everything. */
  noRanges: async (exchange) => {
    exchange.writeWholeHead();
    await exchange.sendAndEnd({ start: 0, end: exchange.size });
  },
  /** 206 for the first bytes, 200 with the whole file for every later range. */
  rangeIgnoredLater: async (exchange) => {
    if (!isLaterSegment(exchange)) return exchange.serve();
    exchange.writeWholeHead();
    await exchange.sendAndEnd({ start: 0, end: exchange.size });
  },
  /** Answers 200 to any request with If-Range, as some CDNs do. */
  ifRangeIgnored: async (exchange) => {
    if (exchange.request.headers['if-range'] === undefined) return exchange.serve();
    exchange.writeWholeHead();
    await exchange.sendAndEnd({ start: 0, end: exchange.size });
  },
  /** Later ranges come from `shift` bytes further on, and the header admits it. */
  wrongStart: async (exchange) => {
    if (!isLaterSegment(exchange)) return exchange.serve();
    const shift = exchange.number('shift', 1);
    const part = asked(exchange);
    const shifted = { start: part.start + shift, end: part.end };
    exchange.writePartialHead(shifted);
    await exchange.sendAndEnd(shifted);
  },
  /** Later ranges tell another total. */
  wrongTotal: async (exchange) => {
    if (!isLaterSegment(exchange)) return exchange.serve();
    const part = asked(exchange);
    exchange.writePartialHead(part, {
      'content-range': `bytes ${part.start}-${part.end - 1}/${exchange.size + 1}`,
    });
    await exchange.sendAndEnd(part);
  },
  /** Later ranges come without Content-Range. */
  missingContentRange: async (exchange) => {
    if (!isLaterSegment(exchange)) return exchange.serve();
    const part = asked(exchange);
    exchange.response.writeHead(206, { ...exchange.fileHeaders(), 'content-length': part.end - part.start });
    await exchange.sendAndEnd(part);
  },
  /** Never sends more than `cap` bytes of a range, and says so. */
  cappedRange: async (exchange) => {
    const part = asked(exchange);
    if (exchange.range === null) return exchange.serve();
    const capped = { start: part.start, end: Math.min(part.end, part.start + exchange.number('cap', 65_536)) };
    exchange.writePartialHead(capped);
    await exchange.sendAndEnd(capped);
  },
  /** 206 whose total is `*`; without Range a plain 200. */
  unknownTotal: async (exchange) => {
    if (exchange.range === null) return exchange.serve();
    exchange.writePartialHead(exchange.range, {
      'content-range': `bytes ${exchange.range.start}-${exchange.range.end - 1}/*`,
    });
    await exchange.sendAndEnd(exchange.range);
  },
  /** Answers `status` to any request with a Range header. */
  rangeRejected: async (exchange) => {
    if (exchange.range === null) return exchange.serve();
    exchange.response.writeHead(exchange.number('status', 416)).end();
  },
  /** Serves each of two connections at most; refuses more with `status`. */
  limitedConnections: async (exchange) => {
    if (exchange.openOnLink <= exchange.number('max', 2)) return exchange.serve();
    exchange.response.writeHead(exchange.number('status', 429), { 'retry-after': '1' }).end();
  },

  // -- Validators ---------------------------------------------------------------------------------------------------
  /** Another ETag and another file from the second request on; honours If-Range. */
  changed: async (exchange) => {
    if (exchange.count > 1) {
      exchange.url.searchParams.set('etag', '"another"');
      exchange.url.searchParams.set('lastModified', 'Thu, 22 Oct 2015 07:28:00 GMT');
      exchange.url.searchParams.set('seed', String(exchange.seed + 1));
    }
    await exchange.serve();
  },
  /** The same, but ignores If-Range and answers 206 with the new validators. */
  changedUnnoticed: async (exchange) => {
    delete exchange.request.headers['if-range'];
    if (exchange.count > 1) exchange.url.searchParams.set('etag', '"another"');
    await exchange.serve();
  },

  // -- Bodies that break --------------------------------------------------------------------------------------------
  /** RST after `after` bytes. */
  resetMidBody: async (exchange) => {
    writeHead(exchange);
    await exchange.send(beginning(exchange));
    await exchange.reset();
  },
  /** Clean close after `after` bytes of an announced length. */
  shortBody: async (exchange) => {
    writeHead(exchange);
    await exchange.send(beginning(exchange));
    exchange.socket.end();
  },
  /** Silence after `after` bytes; the connection stays open. */
  stall: async (exchange) => {
    writeHead(exchange);
    await exchange.send(beginning(exchange));
  },
  /** `after` bytes, then nothing until the test releases it, then the rest. */
  hold: async (exchange) => {
    const part = asked(exchange);
    writeHead(exchange);
    const first = beginning(exchange);
    await exchange.send(first);
    // An answer whose bytes have all come is over for its client, who may ask again on the same connection.
    if (first.end < part.end) await exchange.waitForRelease();
    await exchange.sendAndEnd({ start: first.end, end: part.end });
  },
  /** `pieceBytes` every `everyMs`. */
  drip: async (exchange) => {
    writeHead(exchange);
    await exchange.send(asked(exchange), {
      pieceBytes: exchange.number('pieceBytes', 1000),
      everyMs: exchange.number('everyMs', 5),
    });
    exchange.response.end();
  },
  /** Chunked, of unknown length, complete. */
  chunked: async (exchange) => {
    exchange.response.writeHead(200, exchange.fileHeaders());
    await exchange.sendAndEnd({ start: 0, end: exchange.size });
  },
  /** Chunked, closed without its last chunk. */
  chunkedTruncated: async (exchange) => {
    exchange.response.writeHead(200, exchange.fileHeaders());
    await exchange.send({ start: 0, end: exchange.number('after', 50_000) });
    await exchange.flushed();
    exchange.socket.end();
  },
  /** A chunk size that is none. */
  chunkedGarbage: (exchange) => {
    exchange.raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nXYZ\r\n');
  },
  /** A chunked 206 that is longer than its Content-Range. */
  tooManyInRange: async (exchange) => {
    const part = asked(exchange);
    exchange.response.writeHead(206, {
      ...exchange.fileHeaders(),
      'content-range': `bytes ${part.start}-${part.end - 1}/${exchange.size}`,
    });
    await exchange.sendAndEnd({ start: part.start, end: part.end + 1000 });
  },
  /** More bytes behind the announced Content-Length, in one packet with its end. */
  tooManyBehindLength: (exchange) => {
    const body = testBytes(exchange.seed, 0, exchange.size + 10);
    exchange.raw(`HTTP/1.1 200 OK\r\nContent-Length: ${exchange.size}\r\n\r\n`, body);
  },
  /** No length, no chunks: the close ends it (HTTP/1.0 style). */
  closeDelimited: (exchange) => {
    exchange.raw('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', testBytes(exchange.seed, 0, exchange.size));
    exchange.socket.end();
  },
  /** The same, but ended by RST. */
  closeDelimitedReset: async (exchange) => {
    exchange.raw('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', testBytes(exchange.seed, 0, exchange.size));
    await exchange.reset();
  },

  // -- Heads that break ---------------------------------------------------------------------------------------------
  /** Not HTTP at all. */
  garbage: (exchange) => {
    exchange.raw('SSH-2.0-OpenSSH_9.6\r\n');
    exchange.socket.end();
  },
  /** Two different lengths. */
  twoLengths: (exchange) => {
    exchange.raw('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!');
  },
  /** Closes without an answer. */
  noAnswer: (exchange) => {
    exchange.socket.end();
  },
  /** RST without an answer. */
  resetNoAnswer: (exchange) => {
    exchange.socket.resetAndDestroy();
  },
  /** RST when a request comes over a connection that was used before. */
  resetNoAnswerOnReuse: async (exchange) => {
    if (exchange.connectionUses > 1) exchange.socket.resetAndDestroy();
    else await exchange.serve();
  },
  /** The head comes after `delayMs`. */
  slowHeaders: async (exchange) => {
    await delay(exchange.number('delayMs', 1000), undefined, { ref: false });
    await exchange.serve();
  },
  /** Later ranges are answered after `delayMs` times their number; the first at once. */
  slowLater: async (exchange) => {
    if (isLaterSegment(exchange)) {
      await delay(exchange.number('delayMs', 5) * exchange.count, undefined, { ref: false });
    }
    await exchange.serve();
  },
  /** `status` with the header Retry-After from `retryAfter`. */
  status: (exchange) => {
    const retryAfter = exchange.text('retryAfter', '');
    exchange.response.writeHead(exchange.number('status', 500), retryAfter === '' ? {} : { 'retry-after': retryAfter });
    exchange.response.end('<html>an error page</html>');
  },

  // -- Links --------------------------------------------------------------------------------------------------------
  /** Redirects to `to` with `status`. */
  redirect: (exchange) => {
    exchange.response.writeHead(exchange.number('status', 302), { location: exchange.text('to', '/') }).end('moved');
  },
  /** Redirects to itself, with a body that never ends. */
  redirectLoop: async (exchange) => {
    exchange.response.writeHead(302, { location: `${exchange.url.pathname}${exchange.url.search}` });
    await exchange.send({ start: 0, end: Infinity });
  },
  /** Works for one request, then 410. */
  oneTime: async (exchange) => {
    if (exchange.count <= 1) return exchange.serve();
    exchange.response.writeHead(410).end();
  },
  /** Asks for user `user` and password `secret`. */
  basicAuth: async (exchange) => {
    const expected = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    if (exchange.request.headers.authorization === expected) return exchange.serve();
    exchange.response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  },

  // -- Names and codings --------------------------------------------------------------------------------------------
  /** Content-Disposition from `value`. */
  disposition: (exchange) => exchange.serve({ 'content-disposition': exchange.text('value', 'attachment') }),
  /** A gzip stream with Content-Encoding: gzip although identity was asked; the type from `type`. */
  gzipCoded: (exchange) => {
    const body = gzipSync(testBytes(exchange.seed, 0, exchange.size));
    exchange.response.writeHead(200, {
      ...exchange.fileHeaders(),
      'content-encoding': 'gzip',
      'content-length': body.length,
    });
    exchange.response.end(body);
  },
  ...CHECKSUM_FAULTS,
  ...MIRROR_FAULTS,
  ...NETWORK_FAULTS,
  ...CODING_FAULTS,
  ...RESUME_FAULTS,
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof BEHAVIOURS;

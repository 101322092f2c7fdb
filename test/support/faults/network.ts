import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, Part } from '../fault-exchange.ts';

const OK_HEAD = 'HTTP/1.1 200 OK\r\n';

function asked(exchange: Exchange): Part {
  return exchange.range ?? { start: 0, end: exchange.size };
}

function writeHead(exchange: Exchange): void {
  if (exchange.range === null) exchange.writeWholeHead();
  else exchange.writePartialHead(exchange.range);
}

/** Head and first `after` bytes of what is asked. */
async function begin(exchange: Exchange): Promise<void> {
  const { start, end } = asked(exchange);
  writeHead(exchange);
  await exchange.send({ start, end: Math.min(end, start + exchange.number('after', 50_000)) });
}

/** Whether it is the request number `which` of its link (from 1), or one before `until`. */
function isTheOne(exchange: Exchange): boolean {
  return exchange.count === exchange.number('which', 2);
}

/** Writes a text byte by byte, `everyMs` between them, until the client is gone. */
async function trickle(exchange: Exchange, text: string): Promise<void> {
  for (const byte of Buffer.from(text, 'latin1')) {
    if (exchange.socket.destroyed) return;
    exchange.socket.write(Buffer.of(byte));
    await delay(exchange.number('everyMs', 50), undefined, { ref: false });
  }
}

/** Faults of connections and of time. `which`: the number of the request they happen to, the others are served well. */
export const NETWORK_FAULTS = {
  // -- No answer, or only the beginning of one ------------------------------------------------------------------------
  /** Takes the request and says nothing. */
  silent: (): void => {},
  /** A proper head, one byte each `everyMs`. */
  headTrickle: (exchange: Exchange): Promise<void> =>
    trickle(exchange, `${OK_HEAD}Content-Length: 5\r\nX-Padding: ${'x'.repeat(10_000)}\r\n\r\nhello`),
  /** 103 (Early Hints) again and again, never the answer. */
  hintsForever: async (exchange: Exchange): Promise<void> => {
    while (!exchange.socket.destroyed) {
      exchange.raw('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
      await delay(exchange.number('everyMs', 50), undefined, { ref: false });
    }
  },
  /** 100 and 103 come before the answer. */
  hintsFirst: async (exchange: Exchange): Promise<void> => {
    exchange.raw('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
    await exchange.serve();
  },
  /** RST in the middle of the head. */
  resetMidHead: async (exchange: Exchange): Promise<void> => {
    exchange.raw(`${OK_HEAD}Content-Le`);
    await exchange.reset();
  },
  /** Clean close in the middle of the head. */
  closeMidHead: (exchange: Exchange): void => {
    exchange.raw(`${OK_HEAD}Content-Le`);
    exchange.socket.end();
  },
  /** Header lines without end. */
  endlessHead: async (exchange: Exchange): Promise<void> => {
    exchange.raw(OK_HEAD);
    for (let line = 0; !exchange.socket.destroyed; line += 1) {
      exchange.raw(`X-Line-${line}: ${'x'.repeat(1000)}\r\n`);
      await delay(1, undefined, { ref: false });
    }
  },
  /** A status line that is none. */
  badStatusLine: (exchange: Exchange): void => exchange.raw('HTTP/1.1 twohundred OK\r\n\r\n'),
  /** A header with a NUL. */
  nulInHead: (exchange: Exchange): void => exchange.raw(`${OK_HEAD}X-A: b\0c\r\nContent-Length: 5\r\n\r\nhello`),
  /** 101 although nobody asked for another protocol. */
  switchesProtocol: (exchange: Exchange): void =>
    exchange.raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),

  // -- Bodies ---------------------------------------------------------------------------------------------------------
  /** A head, then nothing. */
  stallAfterHead: (exchange: Exchange): void => {
    writeHead(exchange);
    exchange.response.flushHeaders();
  },
  /** Everything but the last byte, then nothing. */
  stallBeforeLastByte: async (exchange: Exchange): Promise<void> => {
    const { start, end } = asked(exchange);
    writeHead(exchange);
    await exchange.send({ start, end: end - 1 });
  },
  /** The connection closes after each answer, as it is announced. */
  closesEachTime: (exchange: Exchange): Promise<void> => exchange.serve({ connection: 'close' }),
  /** A body in single bytes at first, then the rest. */
  bytewise: async (exchange: Exchange): Promise<void> => {
    const { start, end } = asked(exchange);
    const slow = Math.min(end, start + exchange.number('after', 20));
    writeHead(exchange);
    await exchange.send({ start, end: slow }, { pieceBytes: 1, everyMs: exchange.number('everyMs', 20) });
    await exchange.sendAndEnd({ start: slow, end });
  },

  // -- One of several connections -------------------------------------------------------------------------------------
  /** One goes silent after `after` bytes. The others keep a pace, so that they still run when it is noticed. */
  stallOne: async (exchange: Exchange): Promise<void> => {
    if (isTheOne(exchange)) await begin(exchange);
    else await paced(exchange);
  },
  /** One is reset after `after` bytes. */
  resetOne: async (exchange: Exchange): Promise<void> => {
    if (!isTheOne(exchange)) return paced(exchange);
    await begin(exchange);
    await exchange.reset();
  },
  /** One is closed after `after` bytes. */
  closeOne: async (exchange: Exchange): Promise<void> => {
    if (!isTheOne(exchange)) return paced(exchange);
    await begin(exchange);
    exchange.socket.end();
  },
  /** One crawls with `crawlBytes` a tenth of a second. */
  crawlOne: async (exchange: Exchange): Promise<void> => {
    if (!isTheOne(exchange)) return paced(exchange);
    writeHead(exchange);
    await exchange.send(asked(exchange), { pieceBytes: exchange.number('crawlBytes', 100), everyMs: 100 });
    exchange.response.end();
  },

  // -- No more connections --------------------------------------------------------------------------------------------
  /** More than `max` requests at once are answered with `status` and, if given, `retryAfter`. */
  crowded: async (exchange: Exchange): Promise<void> => {
    if (exchange.openOnLink <= exchange.number('max', 2)) return paced(exchange);
    const retryAfter = exchange.text('retryAfter', '');
    const headers = retryAfter === '' ? {} : { 'retry-after': retryAfter };
    exchange.response.writeHead(exchange.number('status', 429), headers).end();
  },
  /** More than `max` requests at once are reset. */
  crowdedReset: async (exchange: Exchange): Promise<void> => {
    if (exchange.openOnLink <= exchange.number('max', 2)) return paced(exchange);
    exchange.socket.resetAndDestroy();
  },

  // -- Waiting --------------------------------------------------------------------------------------------------------
  /** Redirects to `to` with `status`, and asks for `retryAfter` before. */
  redirectLater: (exchange: Exchange): void => {
    const headers = { location: exchange.text('to', '/'), 'retry-after': exchange.text('retryAfter', '1') };
    exchange.response.writeHead(exchange.number('status', 302), headers).end();
  },
  /** `status` with a Retry-After date `seconds` ahead, by a clock that is `skewSeconds` off and says so in Date. */
  retryAtDate: (exchange: Exchange): void => {
    const clockMs = Date.now() + exchange.number('skewSeconds', 0) * 1000;
    const headers = {
      date: new Date(clockMs).toUTCString(),
      'retry-after': new Date(clockMs + exchange.number('seconds', 30) * 1000).toUTCString(),
    };
    exchange.response.writeHead(exchange.number('status', 503), headers).end();
  },
  /** A redirect that leads nowhere. */
  redirectNowhere: (exchange: Exchange): void => {
    exchange.response.writeHead(exchange.number('status', 302)).end();
  },
};

/** Serves what is asked at about `rate` bytes per second. */
async function paced(exchange: Exchange): Promise<void> {
  const everyMs = 20;
  const pieceBytes = Math.ceil((exchange.number('rate', 20_000_000) * everyMs) / 1000);
  writeHead(exchange);
  await exchange.send(asked(exchange), { pieceBytes, everyMs });
  exchange.response.end();
}

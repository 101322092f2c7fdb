import type { Exchange, Part } from '../fault-exchange.ts';
import { testBytes } from '../test-bytes.ts';

/** The part that is asked for, or the whole file. */
function asked(exchange: Exchange): Part {
  return exchange.range ?? { start: 0, end: exchange.size };
}

function isLater(exchange: Exchange): boolean {
  return (exchange.range?.start ?? 0) > 0;
}

function withoutCondition(exchange: Exchange): void {
  delete exchange.request.headers['if-range'];
}

/** From the `from`th request on, the server has the file of another seed. */
function exchangeFile(exchange: Exchange): boolean {
  const isOther = exchange.count >= exchange.number('from', 1);
  if (isOther) exchange.url.searchParams.set('seed', String(exchange.number('otherSeed', exchange.seed + 1)));
  return isOther;
}

/** ETag and Last-Modified as `whim` tells them: honest, but of every kind that there is. */
function setWhimsicalValidators(exchange: Exchange): void {
  const { seed, size } = exchange;
  const query = exchange.url.searchParams;
  const etags: Readonly<Record<string, string>> = {
    strong: `"${seed}-${size}"`,
    weak: `W/"${seed}-${size}"`,
    unstable: `"request-${exchange.count}"`,
  };
  query.set('etag', etags[exchange.text('etagKind', 'strong')] ?? '');
  const dates: Readonly<Record<string, string>> = {
    fixed: new Date(1_400_000_000_000 + seed * 86_400_000).toUTCString(),
    now: new Date().toUTCString(),
  };
  query.set('lastModified', dates[exchange.text('dateKind', 'fixed')] ?? '');
}

/** Answers to If-Range that do not depend on the file. `true`: it was answered. */
async function answerCondition(exchange: Exchange): Promise<boolean> {
  if (exchange.request.headers['if-range'] === undefined) return false;
  const kind = exchange.text('conditionKind', 'honoured');
  if (kind === 'whole') {
    exchange.writeWholeHead();
    await exchange.sendAndEnd({ start: 0, end: exchange.size });
  } else if (kind === 'refused') exchange.response.writeHead(412).end();
  else if (kind === 'ignored') withoutCondition(exchange);
  return kind === 'whole' || kind === 'refused';
}

/** Answers 206 with one part in the form of multipart/byteranges (RFC 9110, 14.6). */
async function sendMultipart(exchange: Exchange): Promise<void> {
  const part = asked(exchange);
  const head = `--x\r\nContent-Range: bytes ${part.start}-${part.end - 1}/${exchange.size}\r\n\r\n`;
  const tail = '\r\n--x--\r\n';
  exchange.response.writeHead(206, {
    ...exchange.fileHeaders(),
    'content-type': 'multipart/byteranges; boundary=x',
    'content-length': head.length + part.end - part.start + tail.length,
  });
  exchange.response.write(head);
  await exchange.send(part);
  exchange.response.end(tail);
}

const PAGE = '<!doctype html><title>Sign in</title><p>Your session has expired.</p>';

function sendPage(exchange: Exchange): void {
  exchange.response.writeHead(exchange.number('status', 200), {
    'content-type': exchange.text('pageType', 'text/html; charset=utf-8'),
    'content-length': PAGE.length,
    ...(exchange.url.searchParams.has('disposition') && { 'content-disposition': exchange.text('disposition', '') }),
  });
  exchange.response.end(PAGE);
}

async function answerRange(exchange: Exchange): Promise<void> {
  const { range, size } = exchange;
  if (range === null || range.start >= size || !exchange.ifRangeHolds()) return exchange.serve();
  const capped = { start: range.start, end: Math.min(range.end, range.start + 50_000) };
  switch (exchange.text('rangeKind', 'good')) {
    case 'none':
      exchange.writeWholeHead();
      return exchange.sendAndEnd({ start: 0, end: size });
    case 'refused':
      return void exchange.response.writeHead(exchange.number('status', 403)).end();
    case 'multipart':
      return sendMultipart(exchange);
    case 'shifted': {
      const shifted = { start: Math.min(range.start + 1, range.end - 1), end: range.end };
      exchange.writePartialHead(shifted);
      return exchange.sendAndEnd(shifted);
    }
    case 'capped':
      exchange.writePartialHead(capped);
      return exchange.sendAndEnd(capped);
    case 'star':
      exchange.writePartialHead(range, { 'content-range': `bytes ${range.start}-${range.end - 1}/*` });
      return exchange.sendAndEnd(range);
    case 'cut':
      exchange.writePartialHead(range);
      await exchange.send(capped);
      return void exchange.socket.end();
    default:
      return exchange.serve();
  }
}

/** Faults that matter to a start that has bytes already, and to the further ranges of a file. */
export const RESUME_FAULTS = {
  // -- Validators ---------------------------------------------------------------------------------------------------
  /** Another ETag with each answer; so any If-Range is answered 200. */
  unstableEtag: async (exchange: Exchange) => {
    exchange.url.searchParams.set('etag', `"request-${exchange.count}"`);
    await exchange.serve();
  },
  /** Another ETag with each answer, and conditions are ignored. */
  unstableEtagUnconditional: async (exchange: Exchange) => {
    exchange.url.searchParams.set('etag', `"request-${exchange.count}"`);
    withoutCondition(exchange);
    await exchange.serve();
  },
  /** Another file of the same size, with another ETag and an If-Range that works. */
  exchangedWithEtag: async (exchange: Exchange) => {
    if (exchangeFile(exchange)) exchange.url.searchParams.set('etag', '"exchanged"');
    await exchange.serve();
  },
  /** Another file of the same size, told by Last-Modified alone; conditions are ignored. */
  exchangedWithDate: async (exchange: Exchange) => {
    const isOther = exchangeFile(exchange);
    if (isOther) exchange.url.searchParams.set('lastModified', 'Thu, 22 Oct 2015 07:28:00 GMT');
    withoutCondition(exchange);
    await exchange.serve();
  },
  /** A file of the same bytes apart from `atByte`; no validators. */
  oneByteExchanged: async (exchange: Exchange) => {
    const { start, end } = asked(exchange);
    const bytes = testBytes(exchange.seed, start, end);
    const at = exchange.number('atByte', 0) - start;
    if (at >= 0 && at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    exchange.url.searchParams.set('etag', '');
    exchange.url.searchParams.set('lastModified', '');
    if (exchange.range === null) exchange.writeWholeHead();
    else exchange.writePartialHead({ start, end });
    exchange.response.end(bytes);
    await exchange.flushed();
  },
  /** Last-Modified is the time of the answer. */
  dateIsNow: async (exchange: Exchange) => {
    exchange.url.searchParams.set('lastModified', new Date().toUTCString());
    exchange.url.searchParams.set('etag', '');
    await exchange.serve();
  },
  /** Answers `status` to any request with If-Range. */
  conditionRefused: async (exchange: Exchange) => {
    if (exchange.request.headers['if-range'] === undefined) return exchange.serve();
    exchange.response.writeHead(exchange.number('status', 412)).end();
  },
  /** Answers 206 without any validator. */
  partWithoutValidators: async (exchange: Exchange) => {
    if (exchange.range === null) return exchange.serve();
    const part = asked(exchange);
    exchange.response.writeHead(206, {
      'content-range': `bytes ${part.start}-${part.end - 1}/${exchange.size}`,
      'content-length': part.end - part.start,
    });
    await exchange.sendAndEnd(part);
  },

  /**
   * Any combination: `etagKind` strong, weak, unstable, none; `dateKind` fixed, now, none; `conditionKind` honoured,
   * ignored, whole, refused; `rangeKind` as above; from request `from` on it has the file of `otherSeed`.
   */
  whim: async (exchange: Exchange) => {
    if (exchange.url.searchParams.has('from')) exchangeFile(exchange);
    setWhimsicalValidators(exchange);
    if (!(await answerCondition(exchange))) await answerRange(exchange);
  },

  // -- Ranges -------------------------------------------------------------------------------------------------------
  /** 416 to every range that does not start at 0; its Content-Range tells `total`, or nothing when that is 0. */
  laterUnsatisfiable: async (exchange: Exchange) => {
    if (!isLater(exchange)) return exchange.serve();
    const total = exchange.number('total', 0);
    exchange.response.writeHead(416, total === 0 ? {} : { 'content-range': `bytes */${total}` }).end();
  },
  /** Sends `cap` bytes of the first range, and answers every later one with `status`; 200 with the whole file. */
  cappedThen: async (exchange: Exchange) => {
    const status = exchange.number('status', 200);
    if (!isLater(exchange)) {
      const capped = { start: 0, end: Math.min(exchange.size, exchange.number('cap', 65_536)) };
      exchange.writePartialHead(capped);
      await exchange.sendAndEnd(capped);
    } else if (status === 200) {
      exchange.writeWholeHead();
      await exchange.sendAndEnd({ start: 0, end: exchange.size });
    } else exchange.response.writeHead(status).end();
  },
  /** Answers `status` to every range that does not start at 0. */
  laterRefused: async (exchange: Exchange) => {
    if (!isLater(exchange)) return exchange.serve();
    exchange.response.writeHead(exchange.number('status', 501)).end();
  },
  /** The total of later ranges is `*`. */
  laterTotalUnknown: async (exchange: Exchange) => {
    if (!isLater(exchange)) return exchange.serve();
    const part = asked(exchange);
    exchange.writePartialHead(part, { 'content-range': `bytes ${part.start}-${part.end - 1}/*` });
    await exchange.sendAndEnd(part);
  },
  /** Every range comes as multipart/byteranges. */
  multipart: async (exchange: Exchange) => {
    if (exchange.range === null) return exchange.serve();
    await sendMultipart(exchange);
  },
  /** Later ranges come as multipart/byteranges. */
  laterMultipart: async (exchange: Exchange) => {
    if (!isLater(exchange)) return exchange.serve();
    await sendMultipart(exchange);
  },
  /** 206 to a request without Range for the first bytes only, as some broken caches do. */
  partUnasked: async (exchange: Exchange) => {
    const part = { start: 0, end: Math.min(exchange.size, 1000) };
    exchange.writePartialHead(part);
    await exchange.sendAndEnd(part);
  },

  // -- Pages in place of files --------------------------------------------------------------------------------------
  /** A login page for everything. */
  page: (exchange: Exchange) => sendPage(exchange),
  /** The file at first, a login page for later ranges. */
  laterPage: async (exchange: Exchange) => {
    if (!isLater(exchange)) return exchange.serve();
    sendPage(exchange);
  },

  // -- Links that end -----------------------------------------------------------------------------------------------
  /** Redirects each request to a place of its own that works `uses` times; see `ticket`. */
  tickets: (exchange: Exchange) => {
    const [, , number = '', name = ''] = exchange.url.pathname.split('/');
    if (exchange.count > exchange.number('tickets', Infinity)) return void exchange.response.writeHead(403).end();
    const location = `/ticket/${number}-${exchange.count}/${name}${exchange.url.search}`;
    exchange.response.writeHead(302, { location }).end();
  },
  /** Works `uses` times, then answers `status`. */
  ticket: async (exchange: Exchange) => {
    if (exchange.count <= exchange.number('uses', 1)) return exchange.serve();
    exchange.response.writeHead(exchange.number('status', 403)).end();
  },

  // -- Lengths ------------------------------------------------------------------------------------------------------
  /** Content-Length twice, with the same value. */
  sameLengthTwice: (exchange: Exchange) => {
    const body = testBytes(exchange.seed, 0, exchange.size);
    const length = `Content-Length: ${exchange.size}\r\n`;
    exchange.raw(`HTTP/1.1 200 OK\r\n${length}${length}\r\n`, body);
  },
  /** One Content-Length with two values. */
  lengthList: (exchange: Exchange) => {
    const body = testBytes(exchange.seed, 0, exchange.size);
    exchange.raw(`HTTP/1.1 200 OK\r\nContent-Length: ${exchange.size}, ${exchange.size}\r\n\r\n`, body);
  },
  /** A range whose Content-Length is `less` bytes less than its Content-Range. */
  laterLengthShort: async (exchange: Exchange) => {
    if (!isLater(exchange)) return exchange.serve();
    const part = asked(exchange);
    const end = part.end - exchange.number('less', 1000);
    exchange.writePartialHead(part, { 'content-length': end - part.start });
    await exchange.sendAndEnd({ start: part.start, end });
  },
};

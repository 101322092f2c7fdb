import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Exchange } from '../fault-exchange.ts';
import { testBytes } from '../test-bytes.ts';

const CODERS: Readonly<Record<string, { readonly token: string; readonly code: (bytes: Buffer) => Buffer }>> = {
  gzip: { token: 'gzip', code: (bytes) => gzipSync(bytes) },
  deflate: { token: 'deflate', code: (bytes) => deflateSync(bytes) },
  rawDeflate: { token: 'deflate', code: (bytes) => deflateRawSync(bytes) },
  br: { token: 'br', code: (bytes) => brotliCompressSync(bytes, { params: {} }) },
  zstd: { token: 'zstd', code: (bytes) => zstdCompressSync(bytes) },
};

/** The file coded as the link's `coding` says. */
function coded(exchange: Exchange): { readonly headers: Record<string, string>; readonly body: Buffer } {
  const coder = CODERS[exchange.text('coding', 'gzip')];
  if (coder === undefined) throw new Error('no such coding');
  const headers = { ...exchange.fileHeaders(), 'content-encoding': coder.token };
  return { headers, body: coder.code(testBytes(exchange.seed, 0, exchange.size)) };
}

/** Faults of Content-Encoding, all although identity was asked. */
export const CODING_FAULTS = {
  /** Coded, with the coded length. */
  coded: (exchange: Exchange) => {
    const { headers, body } = coded(exchange);
    exchange.response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
  },
  /** Coded, in chunks. */
  codedInChunks: (exchange: Exchange) => {
    const { headers, body } = coded(exchange);
    exchange.response.writeHead(200, headers);
    for (let at = 0; at < body.length; at += 10_000) exchange.response.write(body.subarray(at, at + 10_000));
    exchange.response.end();
  },
  /** A coded body that ends `less` bytes early, properly framed. */
  codedTooShort: (exchange: Exchange) => {
    const { headers, body } = coded(exchange);
    const sent = body.subarray(0, body.length - exchange.number('less', 20));
    exchange.response.writeHead(200, { ...headers, 'content-length': sent.length }).end(sent);
  },
  /** Says that it is coded and is not. */
  codedNot: (exchange: Exchange) => {
    const { headers } = coded(exchange);
    const body = testBytes(exchange.seed, 0, exchange.size);
    exchange.response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
  },
  /** Ranges are ranges of the coded bytes, at most `cap` of them. */
  codedRanges: (exchange: Exchange) => {
    const { headers, body } = coded(exchange);
    const { range } = exchange;
    if (range === null) return void exchange.response.writeHead(200, headers).end(body);
    const end = Math.min(body.length, range.start + exchange.number('cap', Infinity));
    exchange.response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${range.start}-${end - 1}/${body.length}`,
      'content-length': end - range.start,
    });
    exchange.response.end(body.subarray(range.start, end));
  },
  /** The file as it is at first; later ranges are coded, with a Content-Range of the file. */
  laterCoded: async (exchange: Exchange) => {
    const { range } = exchange;
    if (range === null || range.start === 0) return exchange.serve();
    const body = gzipSync(testBytes(exchange.seed, range.start, range.end));
    exchange.response.writeHead(206, {
      ...exchange.fileHeaders(),
      'content-encoding': 'gzip',
      'content-range': `bytes ${range.start}-${range.end - 1}/${exchange.size}`,
    });
    exchange.response.end(body);
  },
  /** Coded twice. */
  codedTwice: (exchange: Exchange) => {
    const body = gzipSync(gzipSync(testBytes(exchange.seed, 0, exchange.size)));
    exchange.response.writeHead(200, { ...exchange.fileHeaders(), 'content-encoding': 'gzip, gzip' }).end(body);
  },
};

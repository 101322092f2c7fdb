import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { DOWNLOAD_ERROR_CODES } from '../../../shared/download-error.ts';
import { EngineHarness } from '../../support/engine-harness.ts';

/** Lines that mean something to an HTTP client, and some that should not. */
const LINES = [
  'HTTP/1.1 200 OK', 'HTTP/1.1 206 Partial Content', 'HTTP/1.0 200 OK', 'HTTP/1.1 100 Continue', 'HTTP/1.1 103 Early Hints', 'HTTP/1.1 102 Processing',
  'HTTP/1.1 304 Not Modified', 'HTTP/1.1 416 No', 'HTTP/1.1 503 Wait', 'HTTP/1.1 999 ?', 'HTTP/9.9 200', 'ICY 200 OK', 'HTTP/1.1 302 Found',
  'Content-Length: 4', 'Content-Length: 0', 'Content-Length: 99999999999999999999', 'Content-Length: -1', 'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip', 'Content-Encoding: gzip', 'Content-Encoding: br', 'Content-Range: bytes 0-3/4', 'Content-Range: bytes 3-0/4',
  'Content-Range: bytes 0-9007199254740993/*', 'Content-Type: multipart/byteranges; boundary=x', 'Content-Type: text/html', 'ETag: "a"', 'ETag: W/""',
  'Last-Modified: never', 'Retry-After: 1e9', 'Location: file:///etc/passwd', 'Location: /loop', 'Location: http://[::1', 'Location: data:,x',
  'Content-Disposition: attachment; filename="../../../escape"', 'Repr-Digest: sha-256=:AAAA:', 'Connection: close', 'Upgrade: websocket',
  'Set-Cookie: a=b', ' folded', ': no name', 'x'.repeat(20_000), '', '', '4', 'abcd', '0', 'ffffffffffffffff', '--x', '--x--',
]; // prettier-ignore

const answer = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...LINES).map((line) => Buffer.from(`${line}\r\n`)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  ),
  { maxLength: 14 },
);
const status = fc.constantFrom(...LINES.slice(0, 3)).map((line) => Buffer.from(`${line}\r\n`));
const exchange = fc.record({
  pieces: fc.oneof(
    answer,
    fc.tuple(status, answer).map(([first, rest]) => [first, ...rest]),
  ),
  end: fc.constantFrom('close', 'reset', 'stay'),
});

test(
  'whatever bytes a server answers, the download ends with a code and writes nowhere else',
  { timeout: 240_000 },
  async (t) => {
    let current: { readonly pieces: readonly Buffer[]; readonly end: string } = {
      pieces: [],
      end: 'close',
    };
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        const { pieces, end } = current;
        socket.write(Buffer.concat(pieces), () => {
          if (end === 'close') socket.end();
          else if (end === 'reset') socket.resetAndDestroy();
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    // The server listens on a TCP port, so its address has one.
    const { port } = server.address() as AddressInfo;
    await using engine = await EngineHarness.start();
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(exchange, async (given) => {
        current = given;
        const download = engine.start({
          url: `http://user:word@127.0.0.1:${port}/file?token=hidden`,
          connectTimeoutMs: 300,
          responseTimeoutMs: 300,
          idleTimeoutMs: 300,
        });
        const end = await download.ended;
        const outcome = end.kind === 'failed' ? end.failure.code : end.kind;
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        if (end.kind === 'failed') {
          assert.ok(DOWNLOAD_ERROR_CODES.includes(end.failure.code));
          assert.notEqual(end.failure.code, 'app.unexpected', end.failure.detail);
          assert.doesNotMatch(end.failure.detail, /hidden|word@/u);
        } else if (end.kind === 'finished') {
          assert.equal(statSync(download.partPath).size, end.sizeBytes);
        }
        for (const name of readdirSync(engine.folder.path)) assert.match(name, /^\d+\.sluice-(?:part|info)$/u);
      }),
      { numRuns: 150, interruptAfterTimeLimit: 60_000 },
    );
    t.diagnostic(JSON.stringify(Object.fromEntries(seen)));
  },
);

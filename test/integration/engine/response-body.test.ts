import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { EarlyBody, EarlyRoom, readFromEarly } from '../../../main/engine/early-body.ts';
import { HostHolds } from '../../../main/engine/host-holds.ts';
import { HttpClient, type HttpAnswer } from '../../../main/engine/http-client.ts';
import {
  liesInPages,
  PAGED_BLOCK_BYTES,
  PAGED_BLOCKS,
  returnPagedBlock,
  takePagedBlock,
} from '../../../main/engine/page-memory.ts';
import type { Taken } from '../../../main/engine/response-body.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';
import { testBytes } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const POLICY = { connectTimeoutMs: 5000, responseTimeoutMs: 5000, certificates: [], allowInsecureRedirect: false };
const NO_RECORDER = { entry: () => {}, note: () => {}, learn: () => {} };

const MIB = 1024 * 1024;

/** How the server of one test answers: the head, then bodies as they are, then what happens to the connection. */
type Script = { readonly head: string; readonly pieces: readonly Buffer[]; readonly end: 'keep' | 'close' | 'reset' };

let script: Script = { head: '', pieces: [], end: 'keep' };
let server: Server;
let client: HttpClient;
const sockets = new Set<Socket>();
/** Connections so far. */
let accepted = 0;
before(async () => {
  client = new HttpClient(new HostHolds());
  server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', () => void play(socket, script));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
after(() => {
  client[Symbol.dispose]();
  for (const socket of sockets) socket.destroy();
  server.close();
});

async function play(socket: Socket, { head, pieces, end }: Script): Promise<void> {
  socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
  for (const piece of pieces) {
    socket.write(piece);
    await nextTurn();
  }
  if (end === 'close') socket.end();
  if (end === 'reset') {
    while (socket.writableLength > 0) await nextTurn();
    socket.resetAndDestroy();
  }
}

type Outcome = {
  /** How it ended, or the code with which it failed. */
  readonly end: string;
  readonly bytes: number;
  readonly sha256: string;
};

/** Reads one body; every `holdEvery`-th chunk asks to wait, and at `enoughAt` bytes it has enough. */
async function read(
  options: {
    readonly holdEvery?: number;
    readonly holdMs?: number;
    readonly enoughAt?: number;
    readonly idleTimeoutMs?: number;
    readonly readBytes?: number;
    /** As much as is missing to so many may be read at once, so that a read ends where they do. */
    readonly readTo?: number;
    /** It is read early for so many turns, while nobody takes it. */
    readonly earlyTurns?: number;
    /** It is to be written past the page cache. */
    readonly inPages?: boolean;
  } = {},
): Promise<Outcome> {
  const {
    holdEvery = Infinity,
    holdMs = 0,
    enoughAt = Infinity,
    idleTimeoutMs = 5000,
    readBytes = Infinity,
    readTo,
    inPages = true,
  } = options;
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  const { signal } = new AbortController();
  const target = { url: `http://127.0.0.1:${port}/`, headers: [] };
  const answer = await client.get({ ...POLICY, target, range: null, ifRange: null }, signal, NO_RECORDER);
  const sizeBytes = Number(answer.head.headers['content-length']);
  const hash = createHash('sha256');
  let bytes = 0;
  let chunks = 0;
  let largest = 0;
  const take = (chunk: Buffer, done: () => void): Promise<Taken> | Taken => {
    chunks += 1;
    if (inPages && liesInPages(chunk, bytes)) bytesInPages += chunk.length;
    bytes += chunk.length;
    largest = Math.max(largest, chunk.length);
    if (chunks % holdEvery !== 0) {
      hash.update(chunk);
      done();
      return bytes >= enoughAt ? 'enough' : null;
    }
    return (async () => {
      const before_ = Buffer.from(chunk);
      await (holdMs > 0 ? sleep(holdMs) : nextTurn());
      assert.ok(before_.equals(chunk), 'memory was used again too early');
      hash.update(before_);
      done();
      return null;
    })();
  };
  try {
    const early = options.earlyTurns === undefined ? undefined : await readEarly(answer, options.earlyTurns);
    const end = await readFromEarly(
      { ...answer, early },
      {
        take,
        blockOffset: () => (inPages && sizeBytes - bytes > PAGED_BLOCK_BYTES ? bytes % PAGED_BLOCK_BYTES : null),
        readBytes: () => (readTo === undefined ? readBytes : readTo - bytes),
        idleTimeoutMs,
        signal,
        keepsConnection: true,
      },
    );
    // What came before anyone read it, or was asked for before, comes at once.
    assert.ok(largest <= Math.max(readBytes, 64 * 1024), `${largest} at once`);
    return { end, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    return { end: error.code, bytes, sha256: '' };
  } finally {
    answer.release();
  }
}

async function readWhole(mib: number): Promise<void> {
  const body = testBytes(5, 0, mib * MIB);
  script = { head: `Content-Length: ${body.length}`, pieces: [body], end: 'keep' };
  assert.equal((await read()).end, 'ended');
}

async function readEarly(answer: HttpAnswer, turns: number): Promise<EarlyBody> {
  const sizeBytes = Number(answer.head.headers['content-length']);
  const early = new EarlyBody(answer, { sizeBytes, idleTimeoutMs: 5000, onWhole: () => wholes.push(sizeBytes) });
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
  return early;
}

/** Bytes that came to lie in pages, in all tests. */
let bytesInPages = 0;

function freePagedBlocks(): number {
  const blocks: Buffer[] = [];
  for (let block = takePagedBlock(); block !== null; block = takePagedBlock()) blocks.push(block);
  for (const block of blocks) returnPagedBlock(block);
  return blocks.length;
}

/* Though connections are kept, or end on their own. */
afterEach(() => until(() => freePagedBlocks() === PAGED_BLOCKS, 'all memory to be given back'));

/** The sizes of bodies that were here before anyone took them. */
const wholes: number[] = [];

function cut(body: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    if (at < body.length) pieces.push(body.subarray(at, at + length));
    at += length;
  }
  if (at < body.length) pieces.push(body.subarray(at));
  return pieces;
}

function chunked(pieces: readonly Buffer[]): Buffer[] {
  const coded = pieces.map((piece) =>
    Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
  );
  return [...coded, Buffer.from('0\r\n\r\n')];
}

describe('a body past the parser', () => {
  test('is the same as through it, whatever the pieces, waits and size', async () => {
    const cases = fc.record({
      size: fc.integer({ min: 0, max: 5 * MIB }),
      lengths: fc.array(fc.integer({ min: 1, max: MIB }), { maxLength: 8 }),
      holdEvery: fc.constantFrom(1, 2, 3, 7, Infinity),
      readBytes: fc.constantFrom(20_000, 100_000, Infinity),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ size, lengths, holdEvery, readBytes }) => {
        const body = testBytes(2, 0, size);
        const pieces = cut(body, lengths);
        // In order, though held chunks are hashed later: a hold lets nothing else come.
        script = { head: `Content-Length: ${size}`, pieces, end: 'keep' };
        const direct = await read({ holdEvery, readBytes });
        script = { head: 'Transfer-Encoding: chunked', pieces: chunked(pieces), end: 'keep' };
        const parsed = await read({ holdEvery, readBytes });
        const sha256 = createHash('sha256').update(body).digest('hex');
        assert.deepEqual(direct, { end: 'ended', bytes: size, sha256 });
        assert.deepEqual(parsed, direct);
      }),
      { numRuns: 40 },
    );
    assert.ok(bytesInPages > MIB, `${bytesInPages} bytes in pages`);
  });

  const body = testBytes(3, 0, 3 * MIB);
  const head = `Content-Length: ${body.length}`;

  test('ends when the taker has enough', async () => {
    script = { head, pieces: [body], end: 'keep' };
    const outcome = await read({ enoughAt: MIB });
    assert.equal(outcome.end, 'enough');
    assert.ok(outcome.bytes >= MIB && outcome.bytes < body.length);
  });

  test('that ends early is truncated', async () => {
    script = { head, pieces: [body.subarray(0, -1)], end: 'close' };
    assert.deepEqual(await read(), { end: 'network.truncated', bytes: body.length - 1, sha256: '' });
  });

  test('that is reset is not complete', async () => {
    script = { head, pieces: [body.subarray(0, 2 * MIB)], end: 'reset' };
    assert.equal((await read()).end, 'network.reset');
  });

  test('that falls silent is stalled, but not while we hold it back', async () => {
    script = { head, pieces: [body.subarray(0, 2 * MIB)], end: 'keep' };
    assert.deepEqual(await read({ idleTimeoutMs: 200 }), { end: 'network.stalled', bytes: 2 * MIB, sha256: '' });
  });

  test('that is held back for longer than the idle timeout is not stalled', async () => {
    script = { head, pieces: [body], end: 'close' };
    const sha256 = createHash('sha256').update(body).digest('hex');
    const outcome = await read({ idleTimeoutMs: 100, holdEvery: 4, holdMs: 350, readBytes: MIB });
    assert.deepEqual(outcome, { end: 'ended', bytes: body.length, sha256 });
  });

  test('with bytes behind its announced length is an error', async () => {
    script = { head, pieces: [Buffer.concat([body, Buffer.from('more')])], end: 'keep' };
    assert.equal((await read()).end, 'server.tooManyBytes');
    assert.equal((await read({ readTo: body.length })).end, 'server.tooManyBytes');
  });

  for (const size of [5, 300_000, 3 * MIB]) {
    test(`leaves its connection for the next request: ${size} bytes`, async () => {
      client[Symbol.dispose]();
      client = new HttpClient(new HostHolds());
      const before_ = sockets.size;
      for (let times = 0; times < 4; times += 1) {
        const one = testBytes(times, 0, size);
        script = { head: `Content-Length: ${size}`, pieces: [one], end: 'keep' };
        const sha256 = createHash('sha256').update(one).digest('hex');
        // Held back at times, also at the very end.
        assert.deepEqual(await read({ holdEvery: 1 + times }), { end: 'ended', bytes: size, sha256 });
        // The agent takes the socket back in the next turn.
        await nextTurn();
      }
      assert.ok(sockets.size <= before_ + 1, `${sockets.size - before_} connections`);
    });
  }

  test('is whole also when many come at once over connections that were used before', async () => {
    client[Symbol.dispose]();
    client = new HttpClient(new HostHolds());
    const before_ = sockets.size;
    const sha256 = createHash('sha256').update(body).digest('hex');
    script = { head, pieces: cut(body, [MIB, 77_777, MIB]), end: 'keep' };
    for (let times = 0; times < 6; times += 1) {
      const outcomes = await Promise.all(Array.from({ length: 6 }, (_, index) => read({ holdEvery: 1 + (index % 3) })));
      assert.deepEqual(
        outcomes.map((outcome) => outcome.sha256),
        outcomes.map(() => sha256),
      );
      await nextTurn();
    }
    assert.ok(sockets.size <= before_ + 6, `${sockets.size - before_} connections`);
  });

  test('keeps its connection when it is short; of a long one the parser would make a copy that fills the memory', async () => {
    client[Symbol.dispose]();
    client = new HttpClient(new HostHolds());
    const before_ = accepted;
    const connections: number[] = [];
    for (const mib of [16, 17, 1, 1]) {
      await readWhole(mib);
      connections.push(accepted - before_);
      await nextTurn();
    }
    assert.deepEqual(connections, [1, 1, 2, 2]);
  });

  test('that its server closes behind leaves nothing', async () => {
    script = { head: `${head}\r\nConnection: close`, pieces: [body], end: 'close' };
    for (let times = 0; times < 3; times += 1) assert.equal((await read()).end, 'ended');
  });
});

describe('a body that is read before anyone takes it', () => {
  test('is the same, however much of it came early', async () => {
    const cases = fc.record({
      size: fc.integer({ min: 0, max: 300_000 }),
      lengths: fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 8 }),
      earlyTurns: fc.constantFrom(0, 1, 2, 3, 5, 30),
      holdEvery: fc.constantFrom(1, 2, Infinity),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ size, lengths, earlyTurns, holdEvery }) => {
        const body = testBytes(4, 0, size);
        script = { head: `Content-Length: ${size}`, pieces: cut(body, lengths), end: 'keep' };
        const plain = await read({ holdEvery });
        const early = await read({ holdEvery, earlyTurns });
        assert.deepEqual(early, { end: 'ended', bytes: size, sha256: createHash('sha256').update(body).digest('hex') });
        assert.deepEqual(early, plain);
      }),
      { numRuns: 40 },
    );
    assert.ok(wholes.length > 0, 'some were whole');
  });

  const body = testBytes(5, 0, 100_000);
  for (const earlyTurns of [0, 2, 50]) {
    test(`fails as it would have, after ${earlyTurns} turns`, async () => {
      const head = `Content-Length: ${body.length}`;
      script = { head, pieces: [body.subarray(0, -1)], end: 'close' };
      assert.deepEqual(await read({ earlyTurns }), { end: 'network.truncated', bytes: body.length - 1, sha256: '' });
      script = { head, pieces: [body.subarray(0, 500)], end: 'keep' };
      assert.equal((await read({ earlyTurns, idleTimeoutMs: 100 })).end, 'network.stalled');
      script = { head, pieces: [body], end: 'keep' };
      assert.equal((await read({ earlyTurns, enoughAt: 10 })).end, 'enough');
    });
  }

  test('has room only when it is short, and gives it back', () => {
    const room = new EarlyRoom();
    assert.equal(room.take(Infinity), null);
    assert.equal(room.take(1024 * 1024), null);
    const taken = Array.from({ length: 64 }, () => room.take(256 * 1024));
    assert.ok(taken.every((one) => one !== null));
    assert.equal(room.take(1), null);
    taken[0]?.[Symbol.dispose]();
    assert.notEqual(room.take(1), null);
  });
});

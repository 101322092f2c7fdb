import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import { Engine } from '../../../main/engine/engine.ts';
import { PAGED_BLOCKS, returnPagedBlock, takePagedBlock } from '../../../main/engine/page-memory.ts';
import type { EngineEvent } from '../../../main/engine/protocol.ts';
import type { ResumePoint, TransferBounds } from '../../../main/engine/transfer-request.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { selfSigned } from '../../support/certificates.ts';
import { DEFAULT_REQUEST } from '../../support/engine-harness.ts';
import { mountExt4Disk, noExt4Disk, type LoopDisk } from '../../support/loop-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { testBytes } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const MIB = 1024 * 1024;
const MOST_BYTES = 24 * MIB;
const CONTENT = testBytes(5, 0, MOST_BYTES);
const ETAG = '"one"';
const ID = toDownloadId(1);

type Ended = Extract<EngineEvent, { kind: 'finished' | 'stopped' | 'failed' }>;

/** What happens to one answer after so many bytes. */
const FATE = fc.record({
  kind: fc.constantFrom('none', 'none', 'cut', 'reset', 'pause'),
  afterBytes: fc.integer({ min: 1, max: 6 * MIB }),
  pieceBytes: fc.constantFrom(64 * 1024, 1_000_003, 3 * MIB),
});

const ACTION = fc.record({
  afterMs: fc.integer({ min: 0, max: 25 }),
  kind: fc.constantFrom('stop', 'connections', 'limit', 'unlimit'),
  connections: fc.integer({ min: 1, max: 6 }),
  limitMiB: fc.integer({ min: 1, max: 60 }),
});

const PLAY = fc.record({
  sizeBytes: fc.oneof(
    fc.constantFrom(12 * MIB, 12 * MIB + 1, 12 * MIB - 1),
    fc.integer({ min: 6 * MIB, max: MOST_BYTES }),
  ),
  fates: fc.array(FATE, { minLength: 1, maxLength: 6 }),
  actions: fc.array(ACTION, { maxLength: 6 }),
  /** With one the file grows in order, which is what is written directly. */
  connections: fc.constantFrom(1, 1, 2, 6),
  /** What is not written directly is written in the engine's own thread. */
  isPrompt: fc.boolean(),
  scheme: fc.constantFrom('http', 'https'),
  /** So much of the disk is free until it is full. */
  freeMiB: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 20 })),
});
type Play = typeof PLAY extends fc.Arbitrary<infer Given> ? Given : never;

/** What is served. Each fate is that of one answer; later ones come as they should, so that each play ends. */
let served: Pick<Play, 'sizeBytes' | 'fates'> = { sizeBytes: 0, fates: [] };
let answers = 0;
/** Pieces that were sent while memory for direct writes was in use. */
let piecesWhileDirect = 0;
let disk: LoopDisk;
const servers: Partial<Record<Play['scheme'], Server>> = {};
/** By the port of the other side; below TLS, whose sockets cannot be reset. */
const sockets = new Map<number | undefined, Socket>();

before(async () => {
  if (noExt4Disk !== false) return;
  disk = mountExt4Disk(96);
  await using folder = await createTempFolder();
  const identity = await selfSigned(folder, 'own');
  setDefaultCACertificates([...getCACertificates('default'), identity.cert]);
  servers.http = createServer((request, response) => void serve(request, response));
  servers.https = createSecureServer(identity, (request, response) => void serve(request, response));
  for (const server of Object.values(servers)) {
    server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  }
});
after(() => {
  if (noExt4Disk !== false) return;
  for (const server of Object.values(servers)) {
    server.closeAllConnections();
    server.close();
  }
  disk[Symbol.dispose]();
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => {});
  const { sizeBytes, fates } = served;
  const fate = fates[answers] ?? { kind: 'none', afterBytes: MOST_BYTES, pieceBytes: MIB };
  answers += 1;
  const asked = /^bytes=(?<first>\d+)-(?<last>\d*)$/u.exec(request.headers.range ?? '');
  const start = Number(asked?.groups?.['first'] ?? 0);
  const end = Math.min(sizeBytes, Number(asked?.groups?.['last'] || sizeBytes) + 1);
  const range = asked === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` };
  response.writeHead(asked === null ? 200 : 206, { etag: ETAG, 'content-length': end - start, ...range });
  const turn = Math.min(end, start + fate.afterBytes);
  await send(response, { start, end: turn }, fate.pieceBytes);
  if (turn < end && fate.kind === 'cut') return void response.destroy();
  if (turn < end && fate.kind === 'reset') return void sockets.get(request.socket.remotePort)?.resetAndDestroy();
  if (fate.kind === 'pause') await wait(30);
  await send(response, { start: turn, end }, fate.pieceBytes);
  response.end();
}

async function send(response: ServerResponse, part: { start: number; end: number }, pieceBytes: number): Promise<void> {
  for (let at = part.start; at < part.end && !response.destroyed; at += pieceBytes) {
    if (freeBlocks() < PAGED_BLOCKS) piecesWhileDirect += 1;
    const piece = CONTENT.subarray(at, Math.min(part.end, at + pieceBytes));
    await new Promise((resolve) => {
      response.write(piece, resolve);
    });
  }
}

function freeBlocks(): number {
  const blocks: Buffer[] = [];
  for (let block = takePagedBlock(); block !== null; block = takePagedBlock()) blocks.push(block);
  for (const block of blocks) returnPagedBlock(block);
  return blocks.length;
}

/** One run of the download, through its actions to its end. */
class Run {
  readonly ended = Promise.withResolvers<Ended>();
  readonly #number: number;
  readonly #engine: Engine;
  readonly #scheme: Play['scheme'];
  #bounds: TransferBounds;

  constructor(engine: Engine, number: number, { scheme, connections }: Play) {
    this.#engine = engine;
    this.#number = number;
    this.#scheme = scheme;
    this.#bounds = { maxConnections: connections, isAutomatic: false, limitBytesPerSecond: 0, weight: 1 };
  }

  start(resume: ResumePoint | null): void {
    const server = servers[this.#scheme];
    assert.ok(server);
    const { port } = server.address() as AddressInfo; // It listens on TCP.
    const url = `${this.#scheme}://127.0.0.1:${port}/big.bin`;
    const request = { ...DEFAULT_REQUEST, ...this.#bounds, url, resume };
    this.#engine.handle({ kind: 'start', id: ID, run: this.#number, request });
  }

  onEvent(event: EngineEvent, partPath: string): void {
    const of = { id: ID, run: this.#number };
    if (event.kind === 'probed' || event.kind === 'restarted')
      this.#engine.handle({ kind: 'destination', ...of, partPath });
    if (event.kind === 'finished' || event.kind === 'stopped' || event.kind === 'failed') this.ended.resolve(event);
  }

  act({ kind, connections, limitMiB }: Play['actions'][number]): void {
    const of = { id: ID, run: this.#number };
    if (kind === 'stop') return this.#engine.handle({ kind: 'stop', ...of });
    if (kind === 'connections') this.#bounds = { ...this.#bounds, maxConnections: connections };
    else this.#bounds = { ...this.#bounds, limitBytesPerSecond: kind === 'limit' ? limitMiB * MIB : 0 };
    this.#engine.handle({ kind: 'adjust', ...of, bounds: this.#bounds });
  }
}

/** Plays runs until one finishes; after each one what is told to be on the disk must be right. */
async function play(given: Play): Promise<void> {
  served = given;
  answers = 0;
  const partPath = `${disk.path}/one.part`;
  writeFileSync(partPath, '');
  let run: Run;
  const engine = new Engine((event) => run.onEvent(event, partPath));
  if (given.isPrompt) engine.handle({ kind: 'listDisk', device: statSync(disk.path, { bigint: true }).dev });
  const ballastPath = `${disk.path}/ballast`;
  if (given.freeMiB !== null) fill(ballastPath, given.freeMiB);
  let resume: ResumePoint | null = null;
  const actions = given.actions.values();
  for (let number = 1; ; number += 1) {
    run = new Run(engine, number, given);
    run.start(resume);
    const end = await playRun(run, actions);
    const file = readFileSync(partPath);
    if (end.kind === 'finished') {
      assert.ok(file.equals(CONTENT.subarray(0, given.sizeBytes)), 'wrong bytes');
      break;
    }
    assert.ok(end.kind === 'stopped' || end.failure.code !== 'app.unexpected', JSON.stringify(end));
    for (const { start, end: to } of end.durable) {
      assert.ok(file.subarray(start, to).equals(CONTENT.subarray(start, to)), `wrong durable bytes ${start}-${to}`);
    }
    if (end.kind === 'failed' && end.failure.code === 'disk.full') rmSync(ballastPath);
    const known = { partPath, sizeBytes: given.sizeBytes, validators: { etag: ETAG, lastModified: null } };
    const { durable, stamp } = end;
    resume = durable.length === 0 ? null : { ...known, durable, stamp, isNewLink: false };
  }
  rmSync(ballastPath, { force: true });
  await until(() => freeBlocks() === PAGED_BLOCKS, 'all memory to be given back');
  engine.handle({ kind: 'close' });
}

/** Leaves so much room on the disk. */
function fill(ballastPath: string, freeMiB: number): void {
  const { bavail, bsize } = statfsSync(disk.path);
  execFileSync('fallocate', ['--length', String(bavail * bsize - freeMiB * MIB), ballastPath]);
}

async function playRun(run: Run, actions: Iterator<Play['actions'][number]>): Promise<Ended> {
  for (let next = actions.next(); next.done !== true; next = actions.next()) {
    const end = await Promise.race([run.ended.promise, wait(next.value.afterMs, null)]);
    if (end !== null) return end;
    run.act(next.value);
  }
  return await run.ended.promise;
}

test(
  'whatever happens on the way, a file that is written past the page cache is right, and so is all that was told to be on the disk',
  { skip: noExt4Disk },
  async () => {
    const numRuns = Number(process.env['DIRECT_WRITES_RUNS'] ?? 12);
    await fc.assert(fc.asyncProperty(PLAY, play), { numRuns, endOnFailure: true });
    assert.ok(piecesWhileDirect > 0, 'nothing was written directly');
  },
);

import assert from 'node:assert/strict';
import { open, readFile, writeFile } from 'node:fs/promises';
import type { ByteRange, ByteRanges } from '../../shared/byte-range.ts';
import type { TimelineNote } from '../../shared/timeline.ts';
import type { Validators } from '../../main/engine/file-facts.ts';
import type { EngineEvent } from '../../main/engine/protocol.ts';
import type { TransferRequest } from '../../main/engine/transfer-request.ts';
import { EngineHarness } from './engine-harness.ts';
import type { BehaviourName } from './fault-behaviours.ts';
import { FaultServer, type FaultFile } from './fault-server.ts';
import { fileSha256, testBytes, testBytesSha256 } from './test-bytes.ts';

const NO_VALIDATORS: Validators = { etag: null, lastModified: null };
export const DATE = 'Wed, 21 Oct 2015 07:28:00 GMT';

/** Events that say nothing about how a start goes on. */
const BESIDE: ReadonlySet<EngineEvent['kind']> = new Set(['noted', 'learned', 'unproved', 'checkpoints', 'progress']);

type Ended = Extract<EngineEvent, { kind: 'finished' | 'stopped' | 'failed' }>;

/** What a continued download left on disk and knew of its file. */
export type Left = {
  /** Whose bytes are in the part file. */
  readonly seed?: number;
  readonly size: number;
  readonly durable: ByteRanges;
  readonly validators?: Validators;
  readonly contentType?: string | null;
  readonly isNewLink?: boolean;
};

/** How it went. */
export type Outcome = {
  readonly end: Ended;
  readonly partPath: string;
  /** Range headers in order; `if-range` appended where there was one. */
  readonly asked: readonly string[];
  readonly notes: readonly TimelineNote[];
  readonly learned: readonly string[];
  readonly kinds: readonly EngineEvent['kind'][];
  /** Whether the part file is as it was. */
  readonly isUntouched: boolean;
};

/** Starts with bytes on disk against the fault server, on one engine. Ends by `await using`. */
export class ResumeBench implements AsyncDisposable {
  readonly server: FaultServer;
  readonly engine: EngineHarness;
  #parts = 0;

  private constructor(server: FaultServer, engine: EngineHarness) {
    this.server = server;
    this.engine = engine;
  }

  static async start(): Promise<ResumeBench> {
    return new ResumeBench(await FaultServer.start(), await EngineHarness.start());
  }

  /** A new link; the server's file is that of seed 1 unless told. */
  url(behaviour: BehaviourName, file: FaultFile = {}): string {
    return this.server.url(behaviour, file);
  }

  /** Writes the part file, starts, and waits for the end. */
  async resume(url: string, left: Left, more: Partial<TransferRequest> = {}): Promise<Outcome> {
    this.#parts += 1;
    const partPath = this.engine.folder.file(`resume-${this.#parts}.part`);
    await writePart(partPath, left);
    const isSmall = (left.durable.at(-1)?.end ?? 0) < 100_000_000;
    const before = isSmall ? await readFile(partPath) : null;
    const resume = {
      partPath,
      sizeBytes: left.size,
      validators: left.validators ?? NO_VALIDATORS,
      contentType: left.contentType ?? 'application/octet-stream',
      durable: left.durable,
      isNewLink: left.isNewLink ?? false,
      stamp: null,
    };
    return this.run({ url, resume, ...more }, before);
  }

  /** Starts and waits for the end. */
  async run(
    request: Partial<TransferRequest> & { readonly url: string },
    before: Buffer | null = null,
  ): Promise<Outcome> {
    const { engine, server } = this;
    const download = engine.start(request);
    const end = await download.ended;
    const events = engine.events.filter((event) => 'id' in event && event.id === download.id);
    const entries = events.flatMap((event) => (event.kind === 'noted' ? event.entries : []));
    return {
      end,
      partPath: download.partPath,
      asked: server.requestsFor(request.url).map(({ headers }) => {
        return `${headers.range ?? 'plain'}${headers['if-range'] === undefined ? '' : ' if-range'}`;
      }),
      notes: entries.flatMap((entry) => (entry.kind === 'note' ? [entry.note] : [])),
      learned: events.flatMap((event) => (event.kind === 'learned' ? [event.fact] : [])),
      kinds: events.map((event) => event.kind).filter((kind) => !BESIDE.has(kind)),
      isUntouched: before !== null && before.equals(await readFile(download.partPath)),
    };
  }

  /** Asserts that a file ends with these bytes of a seed's file; for files that are too large to be read whole. */
  async assertTail(path: string, seed: number, range: ByteRange): Promise<void> {
    const file = await open(path, 'r');
    try {
      assert.equal((await file.stat()).size, range.end);
      const bytes = Buffer.alloc(range.end - range.start);
      await file.read(bytes, 0, bytes.length, range.start);
      assert.ok(bytes.equals(testBytes(seed, range.start, range.end)));
    } finally {
      await file.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
    await this.server.close();
  }
}

async function writePart(path: string, { seed = 1, durable }: Left): Promise<void> {
  await writeFile(path, '');
  const file = await open(path, 'r+');
  try {
    for (const { start, end } of durable) {
      // Of a very large range its last mebibyte is enough; the rest is a hole.
      const from = Math.max(start, end - 64 * 1024 * 1024);
      await file.write(testBytes(seed, from, end), 0, end - from, from);
    }
  } finally {
    await file.close();
  }
}

/** Asserts that it finished as the file of a seed, to the byte. */
export async function assertFinished(outcome: Outcome, seed: number, size: number): Promise<void> {
  assert.equal(outcome.end.kind, 'finished', JSON.stringify(outcome.end));
  assert.equal(await fileSha256(outcome.partPath), testBytesSha256(seed, size));
}

/** Asserts that it failed with a code, without a byte written. */
export function assertRefused(outcome: Outcome, code: string): void {
  assert.ok(outcome.end.kind === 'failed', `ended as ${outcome.end.kind}`);
  assert.equal(outcome.end.failure.code, code, outcome.end.failure.detail);
  assert.ok(outcome.isUntouched, 'not a byte is written');
  assert.ok(!outcome.kinds.includes('restarted'), 'nothing is given up');
}

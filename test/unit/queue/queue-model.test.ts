import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EngineCommand } from '../../../main/engine/protocol.ts';
import { StoreError } from '../../../main/store/store-error.ts';
import { addRange, missingRanges, type ByteRanges } from '../../../shared/byte-range.ts';
import { DOWNLOAD_ERROR_CODES, type DownloadErrorCode } from '../../../shared/download-error.ts';
import type { DownloadId } from '../../../shared/download.ts';
import type { DownloadStateKind } from '../../../shared/download-state.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';

/** More for a long search: `SLUICE_MODEL_RUNS=5000 node --test test/unit/queue/queue-model.test.ts`. */
const RUNS = Number(process.env['SLUICE_MODEL_RUNS'] ?? 60);
const SIZE = PLAIN_FACTS.sizeBytes ?? 0;
const SETTINGS = { maxActiveDownloads: 3, maxActivePerHost: 2, maxAttempts: 3 };
const AT_REST: ReadonlySet<DownloadStateKind> = new Set(['paused', 'blocked', 'failed', 'completed']);

type Action =
  | { readonly kind: 'add'; readonly paused: boolean }
  | { readonly kind: 'pause' | 'resume' | 'retry'; readonly row: number }
  | { readonly kind: 'remove'; readonly row: number; readonly deleteFiles: boolean }
  | { readonly kind: 'engine'; readonly row: number; readonly does: 'goOn' | 'restart' | 'letGo' | DownloadErrorCode }
  | { readonly kind: 'write'; readonly row: number; readonly at: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'die' | 'crash' | 'quit' | 'refuseWrites' | 'takeWrites' };

/** A transfer as the engine has it. */
type Transfer = {
  readonly id: DownloadId;
  readonly run: number;
  phase: 'asking' | 'waiting' | 'moving';
  part: string;
  durable: ByteRanges;
};

/** The engine's side of the protocol on real files, moved on step by step. Every byte of a download is its id. */
class ModelEngine {
  readonly #bench: QueueBench;
  #transfers = new Map<DownloadId, Transfer>();
  /** A part file that was not there. */
  trouble: unknown = null;

  constructor(bench: QueueBench) {
    this.#bench = bench;
    bench.engine.onCommand = (command) => this.#onCommand(command);
  }

  #onCommand(command: EngineCommand): void {
    if (command.kind === 'start') {
      const { id, run, request } = command;
      const { partPath = '', durable = [] } = request.resume ?? {};
      this.#transfers.set(id, {
        id,
        run,
        phase: request.resume === null ? 'asking' : 'moving',
        part: partPath,
        durable,
      });
    } else if (command.kind === 'destination') {
      const transfer = this.#transfers.get(command.id);
      if (transfer?.run !== command.run || transfer.phase !== 'waiting') return;
      try {
        truncateSync(command.partPath, 0);
      } catch (error) {
        this.trouble ??= error;
      }
      Object.assign(transfer, { phase: 'moving', part: command.partPath, durable: [] });
    }
  }

  /** One step, if the transfer is where it can be made. */
  step(id: DownloadId, does: Extract<Action, { kind: 'engine' }>['does']): void {
    const transfer = this.#transfers.get(id);
    if (transfer === undefined) return;
    const { run, phase, durable } = transfer;
    const { tell, commands } = this.#bench.engine;
    if (does === 'goOn') {
      if (phase === 'asking') {
        transfer.phase = 'waiting';
        tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
      } else if (phase === 'moving') {
        for (const hole of missingRanges(durable, SIZE)) this.#put(transfer, hole.start, hole.end);
        this.#transfers.delete(id);
        tell({ kind: 'finished', id, run, sizeBytes: SIZE, blocks: [] });
      }
    } else if (does === 'restart') {
      if (phase !== 'moving') return;
      Object.assign(transfer, { phase: 'waiting', durable: [] });
      tell({ kind: 'restarted', id, run, facts: PLAIN_FACTS });
    } else if (does === 'letGo') {
      if (!commands.some((command) => command.kind === 'stop' && command.run === run)) return;
      this.#transfers.delete(id);
      tell({ kind: 'stopped', id, run, durable, stamp: null, blocks: [] });
    } else {
      this.#transfers.delete(id);
      tell({
        kind: 'failed',
        id,
        run,
        failure: { code: does, detail: '' },
        retryAfterMs: null,
        durable,
        stamp: null,
        blocks: [],
      });
    }
  }

  /** Bytes that are written, synced and told. */
  write(id: DownloadId, at: number): void {
    const transfer = this.#transfers.get(id);
    if (transfer?.phase !== 'moving') return;
    this.#put(transfer, at, Math.min(at + 20, SIZE));
    this.#bench.engine.tell({ kind: 'checkpoints', checkpoints: [{ ...transfer, blocks: [] }] });
  }

  #put(transfer: Transfer, start: number, end: number): void {
    const file = openSync(transfer.part, 'r+');
    writeSync(file, Buffer.alloc(end - start, transfer.id), 0, end - start, start);
    closeSync(file);
    transfer.durable = addRange(transfer.durable, { start, end });
  }

  /** Stops everything, as before the thread ends. */
  close(): void {
    for (const { id, run, durable } of this.#transfers.values()) {
      this.#bench.engine.tell({ kind: 'stopped', id, run, durable, stamp: null, blocks: [] });
    }
    this.#transfers.clear();
  }

  /** Moves everything as far as it goes. */
  settle(): void {
    for (const id of this.#transfers.keys()) {
      this.step(id, 'letGo');
      this.step(id, 'goOn');
    }
  }

  die(): void {
    this.#transfers.clear();
    this.#bench.engine.die('out of memory');
  }
}

/** What a user saw and did, and what must be true of it. */
class Play {
  readonly #bench: QueueBench;
  #engine: ModelEngine;
  readonly #ids: DownloadId[] = [];
  /** What the user asked last and was told to be done. */
  readonly #wishes = new Map<DownloadId, 'pause' | 'resume'>();
  /** Files that a removal left on purpose. */
  readonly #kept = new Set<string>();

  constructor(bench: QueueBench) {
    this.#bench = bench;
    this.#engine = new ModelEngine(bench);
  }

  async act(action: Action): Promise<void> {
    switch (action.kind) {
      case 'add':
        return this.#command(() => {
          const wishes = [{ url: `https://host${this.#ids.length % 2}.example/file.zip` }];
          this.#ids.push(...this.#bench.addAll(wishes, action.paused));
        });
      case 'pause':
        return this.#wish(this.#row(action), 'pause');
      case 'resume':
        return this.#wish(this.#row(action), 'resume');
      case 'retry':
        this.#row(action).forEach((id) => this.#wishes.delete(id));
        return this.#command(() => this.#bench.queue.commands.retry(this.#row(action)));
      case 'remove':
        return this.#remove(this.#row(action), action.deleteFiles);
      case 'engine':
        return this.#row(action).forEach((id) => this.#engine.step(id, action.does));
      case 'write':
        return this.#row(action).forEach((id) => this.#engine.write(id, action.at));
      case 'wait':
        return this.#bench.clock.advance(action.seconds * 1000);
      case 'die':
        return this.#engine.die();
      case 'crash':
        return this.crash();
      case 'quit':
        return this.#quit();
      case 'refuseWrites':
      case 'takeWrites':
        return this.#bench.refuseWrites(action.kind === 'refuseWrites');
    }
  }

  async crash(): Promise<void> {
    await this.#bench.crash(SETTINGS);
    this.#checkWishes();
    this.#engine = new ModelEngine(this.#bench);
  }

  async #quit(): Promise<void> {
    this.#bench.engine.close = async () => this.#engine.close();
    // Unless nothing can be saved, what is on the list now is there again.
    await this.#bench.queue.close().catch((error: unknown) => assert.ok(error instanceof StoreError));
    await this.crash();
  }

  #row({ row }: { readonly row: number }): DownloadId[] {
    const id = this.#ids[row % this.#ids.length];
    return id === undefined ? [] : [id];
  }

  #wish(ids: readonly DownloadId[], wish: 'pause' | 'resume'): void {
    for (const id of ids) {
      // Until it is acknowledged, either may come of it.
      this.#wishes.delete(id);
      this.#command(() => {
        if (this.#bench.queue.commands[wish](ids) === 1) this.#wishes.set(id, wish);
      });
    }
  }

  /** Invariant: what was acknowledged before a crash holds after it. */
  #checkWishes(): void {
    for (const [id, wish] of this.#wishes) {
      const kind = this.#bench.queue.get(id)?.state.kind;
      if (kind === undefined || kind === 'finishing' || kind === 'completed') continue;
      assert.equal(kind === 'paused', wish === 'pause', `download ${id} is ${kind} after a ${wish}`);
    }
  }

  #command(run: () => unknown): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  #remove(ids: readonly DownloadId[], deleteFiles: boolean): void {
    for (const id of ids) {
      const reservation = this.#bench.queue.get(id)?.reservation;
      if (reservation && !deleteFiles) this.#kept.add(reservation.target).add(reservation.part);
    }
    this.#command(() => this.#bench.queue.commands.remove(ids, { deleteFiles }));
  }

  /** Invariant: the database never claims a byte that is not on disk, and calls no file complete that is not. */
  checkClaims(): void {
    assert.equal(this.#engine.trouble, null);
    for (const { id, durable, directory, reservation, state } of this.#bench.storedAll()) {
      const claimed = state.kind === 'completed' ? [{ start: 0, end: SIZE }] : durable;
      if (claimed.length === 0) continue;
      assert.ok(reservation !== null, `download ${id} claims bytes and has no file`);
      const part = path.join(directory, reservation.part);
      const file = existsSync(part) && state.kind !== 'completed' ? part : path.join(directory, reservation.target);
      const bytes = readFileSync(file);
      for (const { start, end } of claimed) {
        assert.deepEqual(bytes.subarray(start, end), Buffer.alloc(end - start, id), `bytes of download ${id}`);
      }
    }
  }

  /** Lets everything run to its end: then every row waits for the user, or is complete. */
  async settle(): Promise<void> {
    this.#bench.refuseWrites(false);
    const endAt = performance.now() + 5000;
    for (let quiet = 0; quiet < 20;) {
      this.#engine.settle();
      this.#bench.clock.advance(600_000);
      await nextTurn();
      const moving = [...this.#bench.queue.all()].filter((download) => !AT_REST.has(download.state.kind));
      quiet = moving.length === 0 ? quiet + 1 : 0;
      assert.ok(
        performance.now() < endAt,
        `stuck: ${moving.map((download) => `${download.id} ${download.state.kind}`).join(', ')}`,
      );
    }
  }

  /** The end of the story: all that is left on the list is complete, and nothing else lies in the folder. */
  async finish(): Promise<void> {
    await this.settle();
    this.#wishes.clear();
    this.#bench.queue.commands.retry(this.#ids);
    await this.settle();
    await this.crash();
    await this.settle();
    await this.#bench.queue.close();
    this.checkClaims();
    const rows = this.#bench.storedAll();
    for (const { id, state } of rows) assert.equal(state.kind, 'completed', `download ${id}`);
    const expected = new Set([...rows.map((row) => row.reservation?.target ?? ''), ...this.#kept]);
    const folder = this.#bench.folder;
    const files = existsSync(folder) ? readdirSync(folder) : [];
    assert.deepEqual(
      files.filter((name) => !expected.has(name)),
      [],
      'left in the folder',
    );
  }
}

const row = fc.nat(3);
const code = fc.constantFrom(...DOWNLOAD_ERROR_CODES);
const does = fc.oneof(
  { weight: 6, arbitrary: fc.constant('goOn' as const) },
  { weight: 4, arbitrary: fc.constant('letGo' as const) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
  { weight: 2, arbitrary: code },
);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), paused: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('pause', 'resume', 'retry'), row }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), row, deleteFiles: fc.boolean() }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('engine' as const), row, does }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), row, at: fc.nat(SIZE - 1) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 10, 600) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('die', 'crash', 'quit', 'refuseWrites', 'takeWrites'),
    }),
  },
);
/** With the turns of the event loop that pass after it. */
const story = fc.array(fc.tuple(action, fc.nat(6)), { minLength: 5, maxLength: 40 });

test('whatever users, servers, disks and crashes do: no claim without bytes, no row stuck, nothing left behind', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      await using bench = await QueueBench.start(SETTINGS);
      const play = new Play(bench);
      await play.act({ kind: 'add', paused: false });
      for (const [step, turns] of steps) {
        await play.act(step);
        for (let turn = 0; turn < turns; turn += 1) await nextTurn();
        play.checkClaims();
      }
      await play.finish();
    }),
    { numRuns: RUNS },
  );
});

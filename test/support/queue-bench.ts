import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DownloadQueue } from '../../main/queue/download-queue.ts';
import type { Download } from '../../main/store/download-record.ts';
import { openDatabase, type Database } from '../../main/store/database.ts';
import { createDownloadStore, type DownloadStore, type StoreBatch } from '../../main/store/download-store.ts';
import { createCertificateStore } from '../../main/store/certificate-store.ts';
import { createHistoryStore, type HistoryStore } from '../../main/store/history-store.ts';
import { createHostStore } from '../../main/store/host-store.ts';
import { createTimelineStore } from '../../main/store/timeline-store.ts';
import { StoreError } from '../../main/store/store-error.ts';
import { createSettingsStore } from '../../main/store/settings-store.ts';
import { callInputs } from '../../shared/contract.ts';
import type { NewDownload } from '../../shared/new-download.ts';
import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import { PromptDisk } from '../../shared/prompt-disk.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { FakeNetwork } from '../fakes/fake-network.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { PLAIN_FACTS, ScriptedEngine } from '../fakes/scripted-engine.ts';
import { batch } from './store-fixture.ts';
import { makeTempFolder } from './temp-folder.ts';
import { until } from './until.ts';
import { loadedRows } from './store-fixture.ts';

/** A queue on real SQLite and real files, with a scripted engine and a clock that stands still. */
export class QueueBench implements AsyncDisposable {
  readonly #folder = makeTempFolder();
  readonly folder = path.join(this.#folder.path, 'files');
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  engine = new ScriptedEngine();
  #database: Database | null = null;
  #isCrashing = false;
  #refusesWrites = false;
  #crashPoint: { readonly kind: DownloadState['kind']; readonly reached: () => void } | null = null;
  queue!: DownloadQueue;
  /** The trash of the queue that `restart` makes next. */
  moveToTrash: ((file: string) => Promise<void>) | null = null;
  /** Called for each batch that is written. */
  onWrite: (batch: StoreBatch) => void = () => {};

  readonly #turnIntervalMs: number;

  /** @param turnIntervalMs the shortest time between two commits; more than any test takes keeps it at the first. */
  static async start(settings: Partial<Settings> = {}, turnIntervalMs = 0): Promise<QueueBench> {
    const bench = new QueueBench(turnIntervalMs);
    await bench.restart(settings);
    return bench;
  }

  private constructor(turnIntervalMs: number) {
    this.#turnIntervalMs = turnIntervalMs;
  }

  /** What a crash leaves: nothing is closed, a new process opens the same database. */
  async restart(settings: Partial<Settings> = {}): Promise<void> {
    this.#isCrashing = false;
    this.#refusesWrites = false;
    this.#crashPoint = null;
    this.#database?.close();
    const database = openDatabase(path.join(this.#folder.path, 'a.db'), 0).database;
    this.#database = database;
    this.engine = new ScriptedEngine();
    this.queue = new DownloadQueue({
      downloads: this.#mortal(createDownloadStore(database)),
      timeline: createTimelineStore(database),
      hosts: createHostStore(database),
      certificates: createCertificateStore(database),
      settingsStore: createSettingsStore(database),
      settings: { ...DEFAULT_SETTINGS, ...settings },
      countsEveryTry: false,
      engine: this.engine,
      clock: this.clock,
      network: this.network,
      random: () => 0.5,
      moveToTrash: this.moveToTrash,
      turnIntervalMs: this.#turnIntervalMs,
      defaultDownloadFolder: this.folder,
      promptDisk: new PromptDisk(null, () => performance.now()),
      onCommitTrouble: (error) => {
        // The queue of the crashed process finds its database gone, as it should.
        if (database === this.#database && !this.#isCrashing && !this.#refusesWrites) throw error;
      },
    });
    await this.queue.start();
  }

  /** Ends the process in this instant: nothing is committed any more, and file operations under way still end. */
  async crash(settings: Partial<Settings> = {}): Promise<void> {
    this.#isCrashing = true;
    this.#database?.close();
    await this.queue.close().catch(() => {});
    await this.restart(settings);
  }

  /** Crashes right after the commit that brings a download into a state: nothing that waited for it happens. */
  crashWhenCommitted(kind: DownloadState['kind']): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#crashPoint = { kind, reached: resolve };
    return promise;
  }

  /** A store whose process ends right after the write at the crash point: nothing is told that it was written. */
  #mortal(store: DownloadStore): DownloadStore {
    return {
      ...store,
      write: (batch) => {
        if (!this.#isCrashing) store.write(batch);
        this.onWrite(batch);
        if (batch.changed.some(({ after }) => after.state.kind === this.#crashPoint?.kind)) {
          this.#isCrashing = true;
          this.#crashPoint?.reached();
        }
        if (this.#isCrashing) throw new StoreError('failed', 'the process has ended');
      },
    };
  }

  /** From now on every commit fails, as on a full disk; or works again. */
  refuseWrites(refuses: boolean): void {
    this.#refusesWrites = refuses;
    this.#database?.pragma(`query_only = ${refuses ? 'ON' : 'OFF'}`);
  }

  add(...urls: string[]): DownloadId[] {
    return this.addAll(urls.map((url) => ({ url })));
  }

  addAll(wishes: readonly { url: string; [option: string]: unknown }[], paused = false): DownloadId[] {
    const downloads: NewDownload[] = callInputs['downloads.add'].parse({ downloads: wishes }).downloads;
    return this.queue.additions.add(downloads, { paused }).ids.map((id) => {
      assert.ok(id !== null);
      return id;
    });
  }

  /** All downloads as SQLite has them. */
  storedAll(): Download[] {
    assert.ok(this.#database !== null);
    return loadedRows(createDownloadStore(this.#database));
  }

  /** The download as SQLite has it. */
  stored(id: DownloadId): Download {
    const found = this.storedAll().find((download) => download.id === id);
    assert.ok(found !== undefined);
    return found;
  }

  /** What the keeper of finished downloads is given. */
  history(): HistoryStore {
    assert.ok(this.#database !== null);
    return createHistoryStore(this.#database);
  }

  /** Files that the history knows. */
  historyPaths(): unknown[] {
    return this.#database?.prepare('SELECT path FROM history ORDER BY id').pluck().all() ?? [];
  }

  /** Rows of the table, those that were removed and may come back among them. */
  rowCount(): number {
    return Number(this.#database?.prepare('SELECT count(*) FROM downloads').pluck().get());
  }

  /** Its checksums as SQLite has them. */
  storedBlocks(id: DownloadId): BlockChecksum[] {
    assert.ok(this.#database !== null);
    return createDownloadStore(this.#database).blocks(id);
  }

  /** Puts a row into SQLite as a process left it that ended in some instant. Call `restart` next. */
  leaves(id: DownloadId, patch: Partial<Download>): void {
    assert.ok(this.#database !== null);
    const before = this.stored(id);
    createDownloadStore(this.#database).write(batch({ changed: [{ before, after: { ...before, ...patch } }] }));
  }

  /** What SQLite lists to be deleted. */
  storedLeftovers(): string[] {
    assert.ok(this.#database !== null);
    return createDownloadStore(this.#database)
      .leftovers()
      .map((file) => file.path);
  }

  state(id: DownloadId): DownloadState {
    const download = this.queue.get(id);
    assert.ok(download !== undefined, `download ${id} is gone`);
    return download.state;
  }

  async reaches(id: DownloadId, kind: DownloadState['kind']): Promise<void> {
    await until(
      () => this.queue.get(id)?.state.kind === kind,
      `download ${id} to be ${kind}, not ${this.queue.get(id)?.state.kind}`,
    );
  }

  /** Lets some turns of the event loop pass: what was asked for at the end of this one has happened then. */
  async turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) await nextTurn();
  }

  async started(id: DownloadId, times = 1): Promise<number> {
    await until(
      () => this.engine.startedIds().filter((started) => started === id).length >= times,
      `start ${times} of ${id}`,
    );
    return this.engine.lastStart(id).run;
  }

  /** Plays a transfer up to the point where the part file is being written. */
  async toDownloading(id: DownloadId, facts = PLAIN_FACTS): Promise<{ run: number; part: string }> {
    const run = await this.started(id);
    this.engine.tell({ kind: 'probed', id, run, facts });
    await until(
      () => this.engine.commands.some((command) => command.kind === 'destination' && command.run === run),
      'the destination',
    );
    const destination = this.engine.commands.find((command) => command.kind === 'destination' && command.run === run);
    assert.ok(destination?.kind === 'destination');
    return { run, part: destination.partPath };
  }

  /** Plays a failure of a run; before one with Retry-After the engine tells that of the host. */
  fail(
    id: DownloadId,
    run: number,
    code: DownloadErrorCode,
    durable: ByteRanges = [],
    retryAfterMs: number | null = null,
  ): void {
    const host = new URL(this.engine.lastStart(id).request.url).host;
    if (retryAfterMs !== null && retryAfterMs > 0) {
      this.engine.tell({ kind: 'learned', id, run, host, fact: 'asksToWait', value: retryAfterMs });
    }
    this.engine.tell({
      kind: 'failed',
      id,
      run,
      failure: { code, detail: '' },
      retryAfterMs,
      durable,
      stamp: null,
      blocks: [],
    });
  }

  async finish(id: DownloadId, content = 'x'.repeat(100)): Promise<void> {
    const { run, part } = await this.toDownloading(id);
    writeFileSync(part, content);
    this.engine.tell({ kind: 'finished', id, run, sizeBytes: content.length, blocks: [] });
    await this.reaches(id, 'completed');
  }

  /** None as long as the folder is not there. */
  files(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder).toSorted() : [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.queue.close();
    this.#database?.close();
    this.#folder[Symbol.dispose]();
  }
}

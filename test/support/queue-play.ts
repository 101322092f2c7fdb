import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Relocation } from '../../main/store/download-record.ts';
import { StoreError } from '../../main/store/store-error.ts';
import { MAX_TIMELINE_ENTRIES } from '../../main/store/timeline-store.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { HostFactKind } from '../../shared/host-fact.ts';
import { questionOf, type Answer } from '../../shared/question.ts';
import { MODEL_SIZE, ModelEngine, type EngineStep } from './model-engine.ts';
import type { QueueBench } from './queue-bench.ts';
import { until } from './until.ts';

/** The settings of every play: narrow limits, so that they are met. */
export const PLAY_SETTINGS = { maxActiveDownloads: 3, maxActivePerHost: 2, maxAttempts: 3 };
const AT_REST: ReadonlySet<DownloadStateKind> = new Set(['paused', 'blocked', 'failed', 'completed']);
const RUNNING: ReadonlySet<DownloadStateKind> = new Set(['probing', 'downloading', 'pausing', 'finishing']);

/** What a user, a server, an engine, a network, a clock or a disk does. `row` counts the downloads that were added. */
export type Action =
  | { readonly kind: 'add'; readonly paused: boolean }
  | { readonly kind: 'pause' | 'resume' | 'retry'; readonly row: number }
  | { readonly kind: 'remove'; readonly row: number; readonly deleteFiles: boolean }
  | { readonly kind: 'answer'; readonly row: number; readonly answer: Answer }
  | { readonly kind: 'newLink'; readonly row: number; readonly host: number }
  | { readonly kind: 'rename'; readonly row: number; readonly name: string }
  | { readonly kind: 'moveTo'; readonly row: number; readonly goesAway: boolean }
  | { readonly kind: 'stopMove'; readonly row: number }
  | { readonly kind: 'engine'; readonly row: number; readonly does: EngineStep }
  | { readonly kind: 'learn'; readonly row: number; readonly fact: HostFactKind; readonly value: number }
  | { readonly kind: 'write'; readonly row: number; readonly at: number }
  | { readonly kind: 'wait' | 'jump'; readonly seconds: number }
  | {
      readonly kind:
        | 'die'
        | 'crash'
        | 'quit'
        | 'refuseWrites'
        | 'takeWrites'
        | 'offline'
        | 'online'
        | 'wake'
        | 'forget';
    };

/** What a user saw and did, and what must be true of it. */
export class Play {
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
      case 'answer':
        return this.#answer(this.#row(action), action.answer);
      case 'newLink':
        return this.#newLink(this.#row(action), action.host);
      case 'rename':
        return this.#row(action).forEach((id) => this.#rename(id, action.name));
      case 'moveTo':
        return this.#command(() =>
          this.#bench.queue.places.moveTo(
            this.#row(action),
            action.goesAway ? this.#otherFolder() : this.#bench.folder,
          ),
        );
      case 'stopMove':
        return this.#command(() => this.#bench.queue.places.stop(this.#row(action)));
      case 'learn':
        return this.#row(action).forEach((id) => this.#engine.learn(id, action.fact, action.value));
      case 'jump':
        return this.#bench.clock.jump(action.seconds * 1000);
      case 'offline':
      case 'online':
        return this.#bench.network.goes(action.kind === 'online');
      case 'wake':
        return this.#bench.network.wake();
      case 'forget':
        return this.#command(() => this.#bench.queue.forgetHosts(null));
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
    await this.#bench.crash(PLAY_SETTINGS);
    this.#checkWishes();
    this.#engine = new ModelEngine(this.#bench);
  }

  async #quit(): Promise<void> {
    this.#bench.engine.close = async () => {
      this.#engine.close();
      return 'ended';
    };
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

  /** What is put aside or taken off the list by an answer stays on disk on purpose. */
  #answer(ids: readonly DownloadId[], answer: Answer): void {
    for (const id of ids) {
      this.#wishes.delete(id);
      const download = this.#bench.queue.get(id);
      if (download?.reservation && (answer === 'keepBoth' || answer === 'cancel')) {
        this.#kept.add(download.reservation.part).add(download.reservation.target);
      }
      const before = JSON.stringify(download);
      let changed = 0;
      this.#command(() => (changed = this.#bench.queue.questions.answer(ids, answer)));
      const isRefused = download === undefined || questionOf(download) === null || answer === 'newLink';
      if (!isRefused) continue;
      assert.equal(changed, 0, `${answer} to a download that does not ask`);
      assert.equal(JSON.stringify(this.#bench.queue.get(id)), before);
    }
  }

  /** Nobody waits for it: it ends with the file work, or with the process. */
  #rename(id: DownloadId, name: string): void {
    this.#bench.queue.places.rename(id, name).catch((error: unknown) => assert.ok(error instanceof StoreError));
  }

  #otherFolder(): string {
    const folder = path.join(this.#bench.folder, '..', 'elsewhere');
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  #newLink(ids: readonly DownloadId[], host: number): void {
    for (const id of ids) {
      this.#wishes.delete(id);
      this.#command(() => this.#bench.queue.questions.newLink(id, `https://host${host}.example/file.zip?new`));
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
      const claimed = state.kind === 'completed' ? [{ start: 0, end: MODEL_SIZE }] : durable;
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

  /**
   * Invariant: no row is stuck. When nothing runs, whatever waits for a place or a time has a timer or a network to wait
   * for; what asks has an answer.
   */
  async checkWaiting(): Promise<void> {
    this.#bench.refuseWrites(false);
    // A commit that failed is tried again after a second; then file work under way has to end.
    this.#bench.clock.advance(1000);
    await until(() => this.#waitsForSomething(), 'rows that wait to have something to wait for');
  }

  #waitsForSomething(): boolean {
    const kinds = [...this.#bench.queue.all()].map((download) => download.state.kind);
    const waits = kinds.some((kind) => kind === 'queued' || kind === 'retrying');
    // What was removed holds its place too until the engine has let go of it.
    const runs = this.#engine.isBusy || kinds.some((kind) => RUNNING.has(kind));
    return !waits || runs || this.#bench.clock.pendingTimers > 0;
  }

  /** Invariant: what is told of a download is bounded. */
  checkTimelines(): void {
    for (const { id } of this.#bench.queue.all()) {
      assert.ok(this.#bench.queue.timelineOf(id).length <= MAX_TIMELINE_ENTRIES);
    }
  }

  /** Lets everything run to its end: then every row waits for the user, or is complete. */
  async settle(): Promise<void> {
    this.#bench.refuseWrites(false);
    this.#bench.network.goes(true);
    const endAt = performance.now() + 5000;
    for (let quiet = 0; quiet < 20;) {
      this.#engine.settle();
      this.#bench.clock.advance(600_000);
      await nextTurn();
      const moving = [...this.#bench.queue.all()].filter(
        ({ state, relocation }) => !AT_REST.has(state.kind) || (state.kind === 'completed' && isOnItsWay(relocation)),
      );
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
    for (const { id, state, relocation } of rows) {
      assert.equal(state.kind, 'completed', `download ${id}`);
      assert.ok(!isOnItsWay(relocation), `download ${id} is still to be moved`);
    }
    const expected = new Set([...rows.map((row) => row.reservation?.target ?? ''), ...this.#kept]);
    for (const folder of [this.#bench.folder, this.#otherFolder()]) {
      const files = existsSync(folder) ? readdirSync(folder) : [];
      assert.deepEqual(
        files.filter((name) => !expected.has(name)),
        [],
        'left in the folder',
      );
    }
  }
}

function isOnItsWay(relocation: Relocation | null): boolean {
  return relocation !== null && relocation.kind !== 'failed';
}

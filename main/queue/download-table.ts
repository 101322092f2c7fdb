import { isLegalMove, type DownloadStateKind } from '../../shared/download-state.ts';
import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import type { HostFact } from '../../shared/host-fact.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import { stateEntry } from './state-entry.ts';
import { CommitExtras } from './commit-extras.ts';
import { PackedRows } from './packed-rows.ts';
import type { QueueOrder } from './queue-order.ts';
import { runAll } from './run-all.ts';
import { RowLists } from './row-lists.ts';
import { StagedChanges } from './staged-changes.ts';
import type { WaitingHosts } from './waiting-line.ts';
import type { UnreadableRow } from '../store/download-reader.ts';
import {
  givesUpBytes,
  type DownloadChange,
  type DownloadStore,
  type HistoryEntry,
  type LeftoverFile,
} from '../store/download-store.ts';

/** One committed change. `before` is null for a new download, `after` for a removed one. */
export type CommittedChange = { readonly before: Download | null; readonly after: Download | null };

/**
 * All downloads in memory, and the changes of this turn that SQLite has not seen yet. The one writer of both.
 *
 * Changes are staged and written together: user commands commit before they return, everything else at the end of the
 * turn. What depends on a commit (a command to the engine, a message to a window) runs after it, through `afterCommit`.
 */
export class DownloadTable {
  readonly #store: DownloadStore;
  readonly #nowMs: () => number;
  readonly #rows = new PackedRows();
  readonly #lists = new RowLists((id) => this.#rows.peek(id));
  readonly #unreadable: UnreadableRow[] = [];
  readonly #staged = new StagedChanges();
  readonly #extras = new CommitExtras();
  #effects: (() => void)[] = [];
  /** The last commit failed: until another one succeeds nothing new is to begin. */
  #isBehind = false;
  readonly #loadListeners: ((download: Download) => void)[] = [];
  #listeners: ((changes: readonly CommittedChange[]) => void)[] = [];

  /** @param nowMs wall clock, for the timeline. */
  constructor(store: DownloadStore, nowMs: () => number) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** Takes over what the last process left. Nothing is staged by it. */
  load(): void {
    const take = (download: Download): void => {
      this.#rows.load(download);
      this.#lists.load(download);
      for (const listener of this.#loadListeners) listener(download);
    };
    this.#store.load(take, (row) => this.#unreadable.push(row));
    this.#lists.endLoad();
  }

  /** Rows that were left where they are, because they make no sense. */
  get unreadable(): readonly UnreadableRow[] {
    return this.#unreadable;
  }

  get(id: DownloadId): Download | undefined {
    return this.#rows.get(id);
  }

  /** Oldest first. For rare work: it takes microseconds for each. */
  all(): IterableIterator<Download> {
    return this.#rows.values();
  }

  ids(): IterableIterator<DownloadId> {
    return this.#rows.ids();
  }

  /** Those with one of these links, with any user and password or none, in the order of `all`; and perhaps others. */
  maybeWithLink(links: Iterable<string>): IterableIterator<Download> {
    return this.#rows.maybeWithLink(links);
  }

  /** Those that may have a file of one of these names: all unfinished ones that have files, and a few that are complete. */
  *maybeWithFile(names: Iterable<string>): Generator<Download, void> {
    yield* this.withUnfinishedFiles();
    yield* this.#rows.maybeWithTarget(names);
  }

  /** Those that have taken a name, and are not complete. */
  *withUnfinishedFiles(): Generator<Download, void> {
    for (const id of this.#lists.unfinished) {
      const download = this.#rows.peek(id);
      if (download !== undefined) yield download;
    }
  }

  /** Complete files that did not get where they were to go. */
  get failedMoves(): ReadonlySet<DownloadId> {
    return this.#lists.failedMoves;
  }

  idsIn(kind: DownloadStateKind): ReadonlySet<DownloadId> {
    return this.#lists.idsIn(kind);
  }

  /** Who waits for a place, by host. */
  get waiting(): WaitingHosts {
    return this.#lists.waiting;
  }

  /** The order of the queue: of all that have not ended. */
  get order(): Pick<QueueOrder, 'all' | 'make' | 'plan'> {
    return this.#lists.order;
  }

  /** Who began or ended to wait for another attempt since the last call, or waits for another time. */
  takeRetryChanges(): DownloadId[] {
    return this.#lists.takeRetryChanges();
  }

  /** Called with each download that `load` takes over. */
  onLoad(listener: (download: Download) => void): void {
    this.#loadListeners.push(listener);
  }

  /** Called with the changes of each commit, after it. */
  onCommit(listener: (changes: readonly CommittedChange[]) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Adds downloads at the end of the queue; committed when it returns.
   * @throws StoreError; then none was added.
   */
  insert(
    downloads: readonly Omit<Download, 'id' | 'position'>[],
    pieces: readonly (PieceHashes | null)[] = [],
  ): DownloadId[] {
    const placed = this.#placed(downloads);
    const ids = this.#store.insert(placed, pieces);
    this.takeIn(withIds(placed, ids));
    return ids;
  }

  /**
   * Saves downloads that are not on the list before `enlist` of the same addition, so that many can be added a few at a time: all of
   * them or none. @throws StoreError; then none of these was saved.
   */
  saveAside(
    addition: number,
    downloads: readonly Omit<Download, 'id' | 'position'>[],
    pieces: readonly (PieceHashes | null)[],
  ): Download[] {
    const placed = this.#placed(downloads);
    return withIds(placed, this.#store.insertAside(addition, placed, pieces));
  }

  /** All of an addition are on the list that SQLite has, in one commit. They still have to be taken in. @throws StoreError */
  enlist(addition: number): void {
    this.#store.enlist(addition);
  }

  /** Takes in downloads that are on the list in SQLite, and are new. */
  takeIn(rows: readonly Download[]): void {
    for (const row of rows) this.#put(row);
    this.#tell(rows.map((row): CommittedChange => ({ before: null, after: row })));
  }

  /**
   * Stages a new version of a download, and the line about it for the timeline.
   * @param detail of the failure, when it is tried again.
   * @throws Error on a move that `LEGAL_MOVES` does not have: a bug, never a user's mistake.
   */
  change(id: DownloadId, patch: Partial<Omit<Download, 'id'>>, detail = ''): Download {
    const before = this.#staged.latest(id) ?? this.#rows.get(id);
    if (before === undefined) throw new Error(`download ${id} is gone`);
    const after: Download = { ...before, ...patch, id };
    if (after.state.kind !== before.state.kind && !isLegalMove(before.state.kind, after.state.kind)) {
      throw new Error(`download ${id} may not move from ${before.state.kind} to ${after.state.kind}`);
    }
    this.#staged.change(before, after);
    if (givesUpBytes(after)) this.#extras.dropBlocks(id);
    this.#put(after);
    const entry = stateEntry(before, after, this.#nowMs(), detail);
    if (entry !== null) this.note(id, [entry]);
    return after;
  }

  /** Stages a removal, with the files that must go with it; one that is not for good can be brought back. */
  remove(id: DownloadId, leftovers: readonly LeftoverFile[], isForGood: boolean): void {
    const row = this.#staged.latest(id) ?? this.#rows.get(id);
    if (row === undefined) return;
    this.#staged.remove(row, isForGood);
    this.#rows.delete(id);
    this.#lists.leave(row);
    // Of the others they are written with the row that is set aside.
    if (isForGood) this.#extras.drop(id);
    this.#extras.addLeftovers(leftovers);
  }

  /** Of these, the ones that were removed and can be brought back, as they were. @throws StoreError */
  setAside(ids: readonly DownloadId[]): Download[] {
    return this.#store.setAside(ids);
  }

  /**
   * Puts removed downloads on the list again, changed; committed when it returns. No removal of them may be staged.
   * @returns those that were not forgotten meanwhile. @throws StoreError; then none came back.
   */
  bringBack(changes: readonly DownloadChange[]): DownloadId[] {
    const ids = this.#store.bringBack(changes);
    const returned = new Set(ids);
    const rows = changes.flatMap(({ after }) => (returned.has(after.id) ? after : []));
    this.takeIn(rows);
    return ids;
  }

  /** Adds to what happened to a download. Written with the next change, never a commit of its own. */
  note(id: DownloadId, entries: readonly TimelineEntry[]): void {
    if (this.#rows.has(id)) this.#extras.note(id, entries);
  }

  /** What was noted and is not written yet, oldest first. */
  stagedNotes(id: DownloadId): readonly TimelineEntry[] {
    return this.#extras.notes(id);
  }

  /** Keeps what the server answered last. Written with the next change, as notes are. */
  keepAnswer(id: DownloadId, answer: ServerAnswer): void {
    if (this.#rows.has(id)) this.#extras.keepAnswer(id, answer);
  }

  /** What the server answered last; `null` before it did. @throws StoreError */
  answer(id: DownloadId): ServerAnswer | null {
    return this.#extras.answer(id) ?? this.#store.answer(id);
  }

  /** Stages a fact about a host. Written with the next change, as notes are. */
  addHostFact(fact: HostFact): void {
    this.#extras.addHostFact(fact);
  }

  /** Takes back what was staged about a host, or about all for `null`. */
  dropHostFacts(host: string | null): void {
    this.#extras.dropHostFacts(host);
  }

  /** Stages checksums of durable bytes, to be committed together with the ranges that claim them. */
  addBlocks(id: DownloadId, blocks: readonly BlockChecksum[]): void {
    if (blocks.length > 0 && this.#rows.has(id)) this.#extras.addBlocks(id, blocks);
  }

  /** The committed checksums of a download. @throws StoreError */
  blocks(id: DownloadId): BlockChecksum[] {
    return this.#store.blocks(id);
  }

  /** Stages what the pieces of a download's file must hash to. */
  setPieces(id: DownloadId, pieces: PieceHashes): void {
    if (this.#rows.has(id)) this.#extras.setPieces(id, pieces);
  }

  /** What the pieces of a download's file must hash to; `null` when that is not known. @throws StoreError */
  pieces(id: DownloadId): PieceHashes | null {
    return this.#extras.pieces(id) ?? this.#store.pieces(id);
  }

  /** Stages files that are to be deleted. */
  addLeftovers(files: readonly LeftoverFile[]): void {
    this.#extras.addLeftovers(files);
  }

  addHistory(entry: HistoryEntry): void {
    this.#extras.addHistory(entry);
  }

  /** Runs once what is staged now is on disk. */
  afterCommit(effect: () => void): void {
    this.#effects.push(effect);
  }

  /** Runs once nothing of a download is staged that a start after a crash would miss: at once, mostly, when it was only begun. */
  afterWritten(id: DownloadId, effect: () => void): void {
    if (!this.#isBehind && this.#staged.isWritten(id)) effect();
    else this.afterCommit(effect);
  }

  get hasStaged(): boolean {
    return !this.#staged.isEmpty || this.#effects.length > 0 || this.#extras.wantCommit;
  }

  /**
   * Writes everything staged in one transaction, then runs what waited for it. Where the next start would find no difference,
   * nothing is written: the row is, with its next change.
   * @throws StoreError; then everything stays staged and can be committed later.
   */
  commit(): void {
    if (!this.hasStaged) return;
    const rows = this.#staged.batch(this.#nowMs());
    if (Object.values(rows).some(({ length }) => length > 0) || this.#extras.wantCommit) {
      this.#isBehind = true;
      this.#store.write({ ...rows, ...this.#extras.batch() });
      this.#extras.clear();
      this.#isBehind = false;
    }
    const effects = this.#effects;
    this.#effects = [];
    const changes = this.#staged.take();
    // A listener that fails must not keep the others, or what waited for this commit, from happening.
    runAll([() => this.#tell(changes), ...effects]);
  }

  /** The last commit: it writes the lines of the timeline, too, that waited for a change. @throws StoreError */
  commitLast(): void {
    this.#extras.end();
    this.commit();
  }

  #placed(downloads: readonly Omit<Download, 'id' | 'position'>[]): Omit<Download, 'id'>[] {
    return downloads.map((download) => ({ ...download, position: this.#lists.order.nextPosition() }));
  }

  #put(row: Download): void {
    const before = this.#rows.get(row.id);
    this.#rows.set(row);
    this.#lists.file(before, row);
  }

  #tell(changes: readonly CommittedChange[]): void {
    if (changes.length > 0) runAll(this.#listeners.map((listener) => () => listener(changes)));
  }
}

/** @param ids exactly one for each, as the store answers. */
function withIds(downloads: readonly Omit<Download, 'id'>[], ids: readonly DownloadId[]): Download[] {
  return downloads.map((download, index) => ({ ...download, id: ids[index] as DownloadId }));
}

import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DownloadId } from '../../shared/download.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import type { RelocationProblem } from '../../shared/relocation.ts';
import type { Settings } from '../../shared/settings.ts';
import type { TimelineNote } from '../../shared/timeline.ts';
import type { Clock } from '../app/ports.ts';
import type { Download, MovingFile, Relocation } from '../store/download-record.ts';
import { hasRoom, volumeRoom } from './disk-space.ts';
import type { DownloadTable } from './download-table.ts';
import type { EngineChecks } from './engine-checks.ts';
import { nameTakenPolicy } from './file-reserver.ts';
import { setFileTime } from './file-time.ts';
import { FolderSync } from './folder-sync.ts';
import type { HeldNames } from './held-names.ts';
import {
  arrivedFile,
  fileOf,
  isTaken,
  relocated,
  relocationProblem,
  removeOwnEmpty,
  takeBack,
  takePlace,
} from './moved-file.ts';
import { draftOf } from './removed-files.ts';
import { numberedName } from './safe-file-name.ts';
import { createEmpty, fileTimeMs, fingerprint } from './target-files.ts';

/** Files on their way at once. With all of thousands, what they wait for ends in one turn of the event loop, which took a second. */
const MOST_AT_ONCE = 64;

export type FileMoverInput = {
  readonly table: DownloadTable;
  readonly held: HeldNames;
  readonly checks: EngineChecks;
  readonly clock: Clock;
  readonly settings: () => Settings;
  /** Resolves when what is staged is on disk. @throws StoreError */
  readonly committed: () => Promise<void>;
  /** The end of this turn must look: commit. */
  readonly touch: () => void;
  /** Files were listed to be deleted, or may be deleted now. */
  readonly cleanFiles: () => void;
  /** The live numbers of a file on its way moved. */
  readonly onProgress: () => void;
  /** Marks a copy as coming from the web, as its source is. Never rejects. */
  readonly mark: (file: string, download: Download) => Promise<void>;
};

/** One file on its way. */
type Job = {
  /** As the row had it when this job last looked at it or changed it. */
  relocation: Relocation;
  copiedBytes: number;
  cancelCopy: () => void;
  ended: Promise<void>;
};

/** How one name for the file worked out. */
type Attempt = 'arrived' | 'taken' | 'otherDisk' | 'unwanted';

/**
 * Carries out what rows say of where their files are to go, once these are complete. Nothing is ever overwritten, and at each
 * instant the file is whole under its old name, its new one, or both (docs/decisions/move.md).
 *
 * Invariant: what is about to happen on disk is committed before it happens, and the old name is deleted only after the commit
 * that names the new one.
 */
export class FileMover {
  readonly #input: FileMoverInput;
  readonly #table: DownloadTable;
  readonly #jobs = new Map<DownloadId, Job>();
  /** Those whose turn comes when another is over. */
  readonly #waiting = new Set<DownloadId>();
  readonly #folders = new FolderSync();
  /** What the last process left. */
  readonly #left: DownloadId[] = [];
  #isClosing = false;

  constructor(input: FileMoverInput) {
    this.#input = input;
    this.#table = input.table;
    input.table.onLoad(({ id, relocation }) => {
      if (relocation !== null) this.#left.push(id);
    });
    input.table.onCommit((changes) => {
      for (const { before, after } of changes) {
        const id = after?.id ?? before?.id;
        if (id !== undefined && ((after?.relocation ?? null) !== null || this.#jobs.has(id))) this.#look(id);
      }
    });
  }

  /** Takes up what the last process left. Call once, after the list was loaded. */
  start(): void {
    for (const id of this.#left.splice(0)) this.#look(id);
  }

  /** Resolves when the file of a download is not on its way, or not any more. It waits for no other. */
  async settled(id: DownloadId): Promise<void> {
    if (this.#waiting.has(id)) this.#begin(id);
    for (let job = this.#jobs.get(id); job !== undefined; job = this.#jobs.get(id)) await job.ended;
  }

  /** Bytes of the file that have been copied to another file system; `null` when it is not on its way. */
  copiedBytes(id: DownloadId): number | null {
    return this.#jobs.get(id)?.copiedBytes ?? null;
  }

  /** Whether a file may be what a download's file becomes, or a copy of it under way. */
  isMaking(file: string): boolean {
    for (const { relocation } of this.#jobs.values()) {
      if (relocation.kind === 'moving' && path.join(relocation.directory, relocation.target) === file) return true;
      if (draftOf(relocation).some((draft) => draft.path === file)) return true;
    }
    return false;
  }

  /** Lets go of all files, as a crash would: the next start finds out how far they were. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const job of this.#jobs.values()) job.cancelCopy();
    await Promise.all(Array.from(this.#jobs.values(), (job) => job.ended));
  }

  #look(id: DownloadId): void {
    const running = this.#jobs.get(id);
    if (running !== undefined) {
      if (!this.#isWanted(id, running)) running.cancelCopy();
      return;
    }
    if (this.#jobs.size < MOST_AT_ONCE) this.#begin(id);
    else this.#waiting.add(id);
  }

  #begin(id: DownloadId): void {
    this.#waiting.delete(id);
    const download = this.#table.get(id);
    if (this.#isClosing || download?.state.kind !== 'completed') return;
    const { relocation } = download;
    if (relocation === null || relocation.kind === 'failed') return;
    const job: Job = { relocation, copiedBytes: 0, cancelCopy: () => {}, ended: Promise.resolve() };
    this.#jobs.set(id, job);
    job.ended = this.#run(id, job);
  }

  /** Never rejects. */
  async #run(id: DownloadId, job: Job): Promise<void> {
    try {
      await this.#carryOut(id, job);
    } catch (error) {
      this.#fail(id, job, relocationProblem(error));
    }
    this.#jobs.delete(id);
    // Started again meanwhile, for instance: its next file is to go there.
    if (this.#isSaid(this.#table.get(id), job) && !this.#isClosing) this.#giveBack(id, job);
    // What was listed for it can be deleted from now on.
    this.#table.afterCommit(this.#input.cleanFiles);
    this.#input.touch();
    this.#look(id);
    for (const next of this.#waiting) {
      if (this.#jobs.size >= MOST_AT_ONCE) break;
      this.#begin(next);
    }
  }

  /** Whether the row still says what this job is about. Asked after each wait. */
  #isWanted(id: DownloadId, job: Job): boolean {
    const download = this.#table.get(id);
    return !this.#isClosing && this.#isSaid(download, job) && download?.state.kind === 'completed';
  }

  /** By value: a row may be another object later. */
  #isSaid(download: Download | undefined, { relocation }: Job): boolean {
    return download !== undefined && isDeepStrictEqual(download.relocation, relocation);
  }

  async #carryOut(id: DownloadId, job: Job): Promise<void> {
    if (job.relocation.kind === 'moving' && (await this.#pickUp(id, job, job.relocation))) return;
    const download = this.#table.get(id);
    const from = download === undefined ? null : fileOf(download);
    if (download === undefined || !this.#isWanted(id, job)) return;
    if (from === null) {
      this.#fail(id, job, 'fileGone');
      return;
    }
    const { directory } = job.relocation;
    const name = job.relocation.name ?? path.basename(from);
    if (path.join(directory, name) === from) {
      this.#table.change(id, { relocation: null });
      return;
    }
    const source = await fingerprint(from);
    if (source.kind !== 'file') {
      this.#fail(id, job, 'fileGone');
      return;
    }
    const sinceMs = this.#input.clock.nowMs();
    await this.#place(id, job, {
      kind: 'moving', directory, name, target: name, from, source: source.text, draft: null, sinceMs,
    }); // prettier-ignore
  }

  /** Finds a name in the folder and gives it to the file, by way of a copy when it lies on another file system. */
  async #place(id: DownloadId, job: Job, wish: MovingFile): Promise<void> {
    const download = this.#table.get(id);
    const isRefused = download !== undefined && refusesNumbers(download, this.#input.settings());
    let moving = wish;
    for (let number = 0; ;) {
      moving = { ...moving, target: numberedName(wish.name, number) };
      const attempt = await this.#tryName(id, job, moving);
      if (attempt === 'arrived' || attempt === 'unwanted') return;
      if (attempt === 'otherDisk') {
        const copied = await this.#copy(id, job, moving);
        if (copied === null) return;
        moving = copied;
        continue;
      }
      if (isRefused) {
        this.#fail(id, job, 'nameTaken');
        return;
      }
      number += 1;
    }
  }

  async #tryName(id: DownloadId, job: Job, wish: MovingFile): Promise<Attempt> {
    const { held, clock } = this.#input;
    const moving = { ...wish, sinceMs: clock.nowMs() };
    const { directory, target } = moving;
    if (!held.hold(id, directory, target)) return 'taken';
    try {
      // Without a commit for each number that is taken.
      if (await isTaken(moving)) return 'taken';
      if (!(await this.#tell(id, job, moving))) return 'unwanted';
      const verdict = await takePlace(moving);
      if (verdict === 'taken' || verdict === 'otherDisk') return verdict;
      try {
        await this.#folders.sync(directory);
      } catch (error) {
        await takeBack(moving, verdict);
        throw error;
      }
      if (!this.#isWanted(id, job)) {
        await takeBack(moving, verdict);
        return 'unwanted';
      }
      this.#arrive(id, moving, verdict === 'linked');
      return 'arrived';
    } finally {
      held.settle(id, directory, target);
    }
  }

  /** Commits how far the file is; `false` when it is not wanted any more. @throws StoreError */
  async #tell(id: DownloadId, job: Job, moving: MovingFile): Promise<boolean> {
    if (!this.#isWanted(id, job)) return false;
    job.relocation = moving;
    this.#table.change(id, { relocation: moving });
    await this.#input.committed();
    return this.#isWanted(id, job);
  }

  /** Makes a copy beside where the file is to be, and proves it; `null` when there is none. @throws Node's file errors, StoreError */
  async #copy(id: DownloadId, job: Job, moving: MovingFile): Promise<MovingFile | null> {
    // Better said at once than after an hour of copying.
    const [room, { size }] = await Promise.all([volumeRoom(moving.directory), lstat(moving.from)]);
    if (!hasRoom(room, size, 0)) {
      this.#fail(id, job, 'full');
      return null;
    }
    const made = await this.#makeDraft(id, job, moving);
    const download = this.#table.get(id);
    if (made === null || download === undefined) return null;
    const { draft, file } = made;
    const check = this.#input.checks.copy(moving.from, file, ({ doneBytes }) => {
      job.copiedBytes = doneBytes;
      this.#input.onProgress();
    });
    job.cancelCopy = check.cancel;
    const result = await check.result;
    job.cancelCopy = () => {};
    if (!this.#isWanted(id, job)) return null;
    if (result.kind !== 'copied') {
      this.#fail(id, job, result.kind === 'differs' ? 'changed' : relocationProblem(result.failure));
      return null;
    }
    await this.#input.mark(file, download);
    await setFileTime(file, { timeMs: (await lstat(moving.from)).mtimeMs, nowMs: this.#input.clock.nowMs() });
    const [source, copy] = await Promise.all([fingerprint(moving.from), fingerprint(file)]);
    if (source.kind !== 'file' || source.text !== moving.source || copy.kind !== 'file') {
      this.#fail(id, job, 'changed');
      return null;
    }
    const proven = { ...moving, draft: { ...draft, proven: copy.text } };
    return (await this.#tell(id, job, proven)) ? proven : null;
  }

  /** An empty file for the copy; `null` when it is not wanted any more. */
  async #makeDraft(
    id: DownloadId,
    job: Job,
    moving: MovingFile,
  ): Promise<{ readonly draft: NonNullable<MovingFile['draft']>; readonly file: string } | null> {
    for (let number = 0; ; number += 1) {
      const name = numberedName(moving.target, number) + PART_SUFFIX;
      const file = path.join(moving.directory, name);
      if ((await fingerprint(file)).kind !== 'free') continue;
      if (!(await this.#tell(id, job, { ...moving, draft: { name, owned: false, proven: null } }))) return null;
      if (!(await createEmpty(file))) continue;
      const draft = { name, owned: true, proven: null };
      return (await this.#tell(id, job, { ...moving, draft })) ? { draft, file } : null;
    }
  }

  /** Finds out how far an earlier process got. @returns whether the file has arrived. @throws Node's file errors */
  async #pickUp(id: DownloadId, job: Job, moving: MovingFile): Promise<boolean> {
    const download = this.#table.get(id);
    if (download === undefined) return true;
    const arrived = await arrivedFile(download, moving);
    if (this.#isClosing) return true;
    if (arrived === null) {
      await removeOwnEmpty(moving);
      if (this.#isWanted(id, job)) this.#giveBack(id, job);
      return false;
    }
    await this.#folders.sync(moving.directory);
    if (!this.#isWanted(id, job) && arrived.leavesOld) await takeBack(moving, 'linked');
    // Where the old name is gone the row must say the new one, whatever was asked for since.
    else this.#arrive(id, moving, arrived.leavesOld);
    return true;
  }

  /** From here on the row says the new place. What was asked for since holds. @param leavesOld whether the old name is there still, and is to be deleted. */
  #arrive(id: DownloadId, moving: MovingFile, leavesOld: boolean): void {
    const download = this.#table.get(id);
    if (download === undefined) return;
    const isMove = moving.directory !== download.directory;
    const { relocation } = download;
    this.#table.change(id, {
      ...relocated(download, moving),
      relocation: relocation?.kind === 'moving' ? null : relocation,
    });
    this.#note(id, isMove ? 'moved' : 'renamed', '');
    const old = { path: moving.from, onlyIfEmpty: false, toTrash: false, fingerprint: moving.source } as const;
    const isCopy = moving.draft !== null;
    const leftovers = leavesOld || isCopy ? [{ ...old, sinceMs: fileTimeMs() }] : [];
    // A copy may have two names, too.
    this.#table.addLeftovers([
      ...leftovers,
      ...draftOf(moving).map((draft) => ({ ...draft, fingerprint: moving.draft?.proven ?? null })),
    ]);
  }

  #fail(id: DownloadId, job: Job, problem: RelocationProblem): void {
    if (!this.#isWanted(id, job)) return;
    const { directory, name } = job.relocation;
    this.#table.addLeftovers(draftOf(job.relocation));
    this.#table.change(id, { relocation: { kind: 'failed', directory, name, problem } });
    this.#note(id, 'moveFailed', problem);
  }

  /** The file is where it was, and is still to go. */
  #giveBack(id: DownloadId, job: Job): void {
    const { directory, name } = job.relocation;
    this.#table.addLeftovers(draftOf(job.relocation));
    job.relocation = { kind: 'asked', directory, name };
    this.#table.change(id, { relocation: job.relocation });
  }

  #note(id: DownloadId, note: TimelineNote, detail: string): void {
    this.#table.note(id, [{ kind: 'note', note, detail, atMs: this.#input.clock.nowMs() }]);
  }
}

/** Whether a name that is taken ends the way of a file; else it gets a number. `overwrite` does, too: what is moved replaces nothing. */
function refusesNumbers(download: Download, settings: Settings): boolean {
  const policy = nameTakenPolicy(download, settings);
  return policy === 'skip' || policy === 'ask';
}

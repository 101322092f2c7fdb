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
import { setFileTime } from './file-time.ts';
import type { FolderSync } from './folder-sync.ts';
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
import { nameTakenPolicy, refusesNumbers } from './name-taken-policy.ts';
import { draftOf, leftByMove } from './removed-files.ts';
import { numberedName } from './safe-file-name.ts';
import { createEmpty, fingerprint } from './target-files.ts';

export type FileMoveInput = {
  readonly table: DownloadTable;
  readonly held: HeldNames;
  readonly checks: EngineChecks;
  readonly clock: Clock;
  readonly settings: () => Settings;
  /** Shared by all moves. */
  readonly folders: FolderSync;
  /** Resolves when what is staged is on disk. @throws StoreError */
  readonly committed: () => Promise<void>;
  /** The live numbers of a file on its way moved. */
  readonly onProgress: () => void;
  /** Marks a copy as coming from the web, as its source is. Never rejects. */
  readonly mark: (file: string, download: Download) => Promise<void>;
};

/** How one name for the file worked out. */
type Attempt = 'arrived' | 'taken' | 'otherDisk' | 'unwanted';

/**
 * One complete file on its way to where its row says. Nothing is ever overwritten, and at each instant the file is whole under
 * its old name, its new one, or both (docs/decisions/move.md).
 *
 * Invariant: what is about to happen on disk is committed before it happens, and the old name is deleted only after the commit
 * that names the new one.
 */
export class FileMove {
  readonly #id: DownloadId;
  readonly #input: FileMoveInput;
  readonly #table: DownloadTable;
  /** As the row had it when this move last looked at it or changed it. */
  #relocation: Relocation;
  #copiedBytes = 0;
  #cancelCopy = (): void => {};
  #isLetGo = false;

  constructor(id: DownloadId, relocation: Relocation, input: FileMoveInput) {
    this.#id = id;
    this.#relocation = relocation;
    this.#input = input;
    this.#table = input.table;
  }

  /** Bytes of the file that have been copied to another file system. */
  get copiedBytes(): number {
    return this.#copiedBytes;
  }

  /** Whether a file may be what the download's file becomes, or a copy of it under way. */
  isMaking(file: string): boolean {
    const relocation = this.#relocation;
    if (relocation.kind === 'moving' && path.join(relocation.directory, relocation.target) === file) return true;
    return draftOf(relocation).some((draft) => draft.path === file);
  }

  /** Brings the file there, or says in its row why not. Call once; never rejects. */
  async run(): Promise<void> {
    try {
      await this.#carryOut();
    } catch (error) {
      this.#fail(relocationProblem(error));
    }
    // Started again meanwhile, for instance: its next file is to go there.
    if (this.#isSaid(this.#table.get(this.#id)) && !this.#isLetGo) this.#giveBack();
  }

  /** The row changed: a copy that nobody wants any more ends. */
  look(): void {
    if (!this.#isWanted()) this.#cancelCopy();
  }

  /** Lets go of the file, as a crash would. `run` tells when it has. */
  letGo(): void {
    this.#isLetGo = true;
    this.#cancelCopy();
  }

  /** Whether the row still says what this move is about. Asked after each wait. */
  #isWanted(): boolean {
    const download = this.#table.get(this.#id);
    return !this.#isLetGo && this.#isSaid(download) && download?.state.kind === 'completed';
  }

  /** By value: a row may be another object later. */
  #isSaid(download: Download | undefined): boolean {
    return download !== undefined && isDeepStrictEqual(download.relocation, this.#relocation);
  }

  async #carryOut(): Promise<void> {
    if (this.#relocation.kind === 'moving' && (await this.#pickUp(this.#relocation))) return;
    const download = this.#table.get(this.#id);
    const from = download === undefined ? null : fileOf(download);
    if (download === undefined || !this.#isWanted()) return;
    if (from === null) {
      this.#fail('fileGone');
      return;
    }
    const { directory } = this.#relocation;
    const name = this.#relocation.name ?? path.basename(from);
    if (path.join(directory, name) === from) {
      this.#table.change(this.#id, { relocation: null });
      return;
    }
    const source = await fingerprint(from);
    if (source.kind !== 'file') {
      this.#fail('fileGone');
      return;
    }
    const sinceMs = this.#input.clock.nowMs();
    await this.#place({
      kind: 'moving', directory, name, target: name, from, source: source.text, draft: null, sinceMs,
    }); // prettier-ignore
  }

  /** Finds a name in the folder and gives it to the file, by way of a copy when it lies on another file system. */
  async #place(wish: MovingFile): Promise<void> {
    const download = this.#table.get(this.#id);
    // What is moved replaces nothing: where a new download would, it gets a number.
    const isRefused = download !== undefined && refusesNumbers(nameTakenPolicy(download, this.#input.settings()));
    let moving = wish;
    for (let number = 0; ;) {
      moving = { ...moving, target: numberedName(wish.name, number) };
      const attempt = await this.#tryName(moving);
      if (attempt === 'arrived' || attempt === 'unwanted') return;
      if (attempt === 'otherDisk') {
        const copied = await this.#copy(moving);
        if (copied === null) return;
        moving = copied;
        continue;
      }
      if (isRefused) {
        this.#fail('nameTaken');
        return;
      }
      number += 1;
    }
  }

  async #tryName(wish: MovingFile): Promise<Attempt> {
    const { held, clock } = this.#input;
    const moving = { ...wish, sinceMs: clock.nowMs() };
    const { directory, target } = moving;
    if (!held.hold(this.#id, directory, target)) return 'taken';
    try {
      // Without a commit for each number that is taken.
      if (await isTaken(moving)) return 'taken';
      if (!(await this.#tell(moving))) return 'unwanted';
      const verdict = await takePlace(moving);
      if (verdict === 'taken' || verdict === 'otherDisk') return verdict;
      try {
        await this.#input.folders.sync(directory);
      } catch (error) {
        await takeBack(moving, verdict);
        throw error;
      }
      if (!this.#isWanted()) {
        await takeBack(moving, verdict);
        return 'unwanted';
      }
      this.#arrive(moving, verdict === 'linked');
      return 'arrived';
    } finally {
      held.settle(this.#id, directory, target);
    }
  }

  /** Commits how far the file is; `false` when it is not wanted any more. @throws StoreError */
  async #tell(moving: MovingFile): Promise<boolean> {
    if (!this.#isWanted()) return false;
    this.#relocation = moving;
    this.#table.change(this.#id, { relocation: moving });
    await this.#input.committed();
    return this.#isWanted();
  }

  /** Makes a copy beside where the file is to be, and proves it; `null` when there is none. @throws Node's file errors, StoreError */
  async #copy(moving: MovingFile): Promise<MovingFile | null> {
    // Better said at once than after an hour of copying.
    const [room, { size }] = await Promise.all([volumeRoom(moving.directory), lstat(moving.from)]);
    if (!hasRoom(room, size, 0)) {
      this.#fail('full');
      return null;
    }
    const made = await this.#makeDraft(moving);
    const download = this.#table.get(this.#id);
    if (made === null || download === undefined) return null;
    const { draft, file } = made;
    const check = this.#input.checks.copy(moving.from, file, ({ doneBytes }) => {
      this.#copiedBytes = doneBytes;
      this.#input.onProgress();
    });
    this.#cancelCopy = check.cancel;
    const result = await check.result;
    this.#cancelCopy = () => {};
    if (!this.#isWanted()) return null;
    if (result.kind !== 'copied') {
      this.#fail(result.kind === 'differs' ? 'changed' : relocationProblem(result.failure));
      return null;
    }
    await this.#input.mark(file, download);
    await setFileTime(file, { timeMs: (await lstat(moving.from)).mtimeMs, nowMs: this.#input.clock.nowMs() });
    const [source, copy] = await Promise.all([fingerprint(moving.from), fingerprint(file)]);
    if (source.kind !== 'file' || source.text !== moving.source || copy.kind !== 'file') {
      this.#fail('changed');
      return null;
    }
    const proven = { ...moving, draft: { ...draft, proven: copy.text } };
    return (await this.#tell(proven)) ? proven : null;
  }

  /** An empty file for the copy; `null` when it is not wanted any more. */
  async #makeDraft(
    moving: MovingFile,
  ): Promise<{ readonly draft: NonNullable<MovingFile['draft']>; readonly file: string } | null> {
    for (let number = 0; ; number += 1) {
      const name = numberedName(moving.target, number) + PART_SUFFIX;
      const file = path.join(moving.directory, name);
      if ((await fingerprint(file)).kind !== 'free') continue;
      if (!(await this.#tell({ ...moving, draft: { name, owned: false, proven: null } }))) return null;
      if (!(await createEmpty(file))) continue;
      const draft = { name, owned: true, proven: null };
      return (await this.#tell({ ...moving, draft })) ? { draft, file } : null;
    }
  }

  /** Finds out how far an earlier process got. @returns whether the file has arrived. @throws Node's file errors */
  async #pickUp(moving: MovingFile): Promise<boolean> {
    const download = this.#table.get(this.#id);
    if (download === undefined) return true;
    const arrived = await arrivedFile(download, moving);
    if (this.#isLetGo) return true;
    if (arrived === null) {
      await removeOwnEmpty(moving);
      if (this.#isWanted()) this.#giveBack();
      return false;
    }
    await this.#input.folders.sync(moving.directory);
    if (!this.#isWanted() && arrived.leavesOld) await takeBack(moving, 'linked');
    // Where the old name is gone the row must say the new one, whatever was asked for since.
    else this.#arrive(moving, arrived.leavesOld);
    return true;
  }

  /** From here on the row says the new place. What was asked for since holds. @param leavesOld whether the old name is there still, and is to be deleted. */
  #arrive(moving: MovingFile, leavesOld: boolean): void {
    const download = this.#table.get(this.#id);
    if (download === undefined) return;
    const isMove = moving.directory !== download.directory;
    const { relocation } = download;
    this.#table.change(this.#id, {
      ...relocated(download, moving),
      relocation: relocation?.kind === 'moving' ? null : relocation,
    });
    this.#note(isMove ? 'moved' : 'renamed', '');
    this.#table.addLeftovers(leftByMove(moving, leavesOld));
  }

  #fail(problem: RelocationProblem): void {
    if (!this.#isWanted()) return;
    const { directory, name } = this.#relocation;
    this.#table.addLeftovers(draftOf(this.#relocation));
    this.#table.change(this.#id, { relocation: { kind: 'failed', directory, name, problem } });
    this.#note('moveFailed', problem);
  }

  /** The file is where it was, and is still to go. */
  #giveBack(): void {
    const { directory, name } = this.#relocation;
    this.#table.addLeftovers(draftOf(this.#relocation));
    this.#relocation = { kind: 'asked', directory, name };
    this.#table.change(this.#id, { relocation: this.#relocation });
  }

  #note(note: TimelineNote, detail: string): void {
    this.#table.note(this.#id, [{ kind: 'note', note, detail, atMs: this.#input.clock.nowMs() }]);
  }
}

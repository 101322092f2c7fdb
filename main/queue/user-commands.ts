import type { OldFilePolicy, RefusedLink } from '../../shared/contract.ts';
import { MAX_MIRRORS, type DownloadId, type Priority } from '../../shared/download.ts';
import { withoutCredentials } from '../../shared/url.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import type { CommandTurn } from './command-turn.ts';
import type { DownloadTable } from './download-table.ts';
import { mayStartAgain, startAgain } from './fresh-start.ts';
import { parseMirrors } from './new-download.ts';
import type { NetworkPatience } from './network-patience.ts';
import { bytesToKeep } from './proved-bytes.ts';
import { leftoversOf } from './removed-files.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';

export type UserCommandsInput = {
  readonly table: DownloadTable;
  readonly turn: CommandTurn;
  readonly supervisor: TransferSupervisor;
  readonly clock: Clock;
  readonly patience: NetworkPatience;
  /** Downloads were taken off the list and may come back. */
  readonly noteRemoval: () => void;
  /** Files were listed to be deleted. */
  readonly cleanFiles: () => void;
};

/** What may be changed of a download at any time; `null` goes back to the settings, `undefined` leaves it as it is. */
export type DownloadBounds = {
  readonly connections?: number | null | undefined;
  readonly limitBytesPerSecond?: number | null | undefined;
};

/** What a user can ask of downloads on the list. Each commits before it returns, and says how many it changed. */
export class UserCommands {
  readonly #input: UserCommandsInput;
  readonly #table: DownloadTable;
  readonly #turn: CommandTurn;
  readonly #supervisor: TransferSupervisor;

  constructor(input: UserCommandsInput) {
    this.#input = input;
    this.#table = input.table;
    this.#turn = input.turn;
    this.#supervisor = input.supervisor;
  }

  /**
   * Gives downloads other bounds of their own; what runs keeps to them at once.
   * @throws StoreError; then everything stays staged.
   */
  change(ids: readonly DownloadId[], bounds: DownloadBounds): number {
    let changed = 0;
    for (const id of new Set(ids)) {
      const download = this.#table.get(id);
      if (download === undefined) continue;
      const { connections = download.options.connections, limitBytesPerSecond = download.options.limitBytesPerSecond } =
        bounds;
      const options = { ...download.options, connections, limitBytesPerSecond };
      this.#supervisor.adjust(this.#table.change(id, { options }));
      changed += 1;
    }
    this.#table.commit();
    return changed;
  }

  /**
   * Other links to the file of a download, for what runs as well; `null` when there is none of that id. What is to be removed is
   * named as it is or without its login.
   * @throws StoreError
   */
  changeMirrors(
    id: DownloadId,
    { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): { readonly mirrors: readonly string[]; readonly refused: readonly RefusedLink[] } | null {
    const download = this.#table.get(id);
    if (download === undefined) return null;
    const gone = new Set(remove);
    const kept = download.mirrors.filter((link) => !gone.has(link) && !gone.has(withoutCredentials(link)));
    const added = parseMirrors(add, download.url);
    const mirrors = [...new Set([...kept, ...added.mirrors])].slice(0, MAX_MIRRORS);
    this.#table.change(id, { mirrors });
    this.#supervisor.offerMirrors(id);
    this.#table.commit();
    return { mirrors, refused: added.refused };
  }

  /** Pauses what waits or runs. @throws StoreError */
  pause(ids: Iterable<DownloadId>): number {
    return this.#turn.changeEach(ids, (download) => {
      switch (download.state.kind) {
        case 'queued':
          // Resumed while it was being let go: that is not over yet.
          if (this.#supervisor.isRunning(download.id)) this.#supervisor.stop(download.id);
          else this.#table.change(download.id, { state: { kind: 'paused' } });
          return true;
        case 'retrying':
        case 'blocked':
          this.#table.change(download.id, { state: { kind: 'paused' } });
          return true;
        case 'probing':
        case 'downloading':
          this.#supervisor.stop(download.id);
          return true;
        case 'pausing':
          return true;
        case 'paused':
        case 'finishing':
        case 'completed':
        case 'failed':
          return false;
      }
    });
  }

  /** Puts what runs back in the queue: it goes on where it is as soon as something starts again. @throws StoreError */
  putBack(ids: readonly DownloadId[]): void {
    this.pause(ids);
    this.resume(ids);
  }

  /** Puts what is paused back in the queue; what waits for another attempt or for an answer is tried now. @throws StoreError */
  resume(ids: Iterable<DownloadId>): number {
    return this.#turn.changeEach(ids, (download) => {
      switch (download.state.kind) {
        case 'pausing':
        case 'paused':
          this.#table.change(download.id, { state: { kind: 'queued' } });
          return true;
        case 'retrying':
        case 'blocked':
          this.#tryAgain(download);
          return true;
        case 'queued':
        case 'probing':
        case 'downloading':
        case 'finishing':
        case 'completed':
        case 'failed':
          return false;
      }
    });
  }

  /** The same as `resume`, and failed downloads get all their attempts again. @throws StoreError */
  retry(ids: Iterable<DownloadId>): number {
    const failed: DownloadId[] = [];
    const others: DownloadId[] = [];
    for (const id of ids) (this.#table.get(id)?.state.kind === 'failed' ? failed : others).push(id);
    const retried = this.#turn.changeEach(failed, (download) => {
      this.#tryAgain(download);
      return true;
    });
    return retried + this.resume(others);
  }

  /** Lets downloads begin at their first byte; those that run are left alone. @throws StoreError */
  restart(ids: Iterable<DownloadId>, oldFile: OldFilePolicy): number {
    return this.#turn.changeEach(ids, (download) => {
      if (!mayStartAgain(download, this.#supervisor.isRunning(download.id))) return false;
      this.#turn.note(download.id, 'startedAgain', '');
      this.#table.change(download.id, startAgain(download, oldFile));
      return true;
    });
  }

  /**
   * Takes downloads off the list. The file of a completed one stays unless `deleteFiles`; an unfinished part stays too
   * when it holds bytes, since removing a row by mistake must not cost a day of traffic. Unless files are deleted or it is
   * `forGood`, they can come back for a while (`RemovedDownloads`).
   * @throws StoreError
   */
  remove(ids: Iterable<DownloadId>, options: { readonly deleteFiles: boolean; readonly forGood?: boolean }): number {
    // Deleted files do not come back, and neither does their download.
    const isForGood = options.deleteFiles || options.forGood === true;
    this.#table.afterCommit(() => this.#input.cleanFiles());
    if (!isForGood) this.#input.noteRemoval();
    return this.#turn.changeEach(ids, (download) => {
      const leftovers = leftoversOf(download, {
        deleteFiles: options.deleteFiles,
        isRenaming: this.#supervisor.isRenaming(download.id),
      });
      this.#table.remove(download.id, leftovers, isForGood);
      this.#supervisor.abandon(
        download.id,
        leftovers.map((file) => file.path),
      );
      return true;
    });
  }

  /** @throws StoreError */
  setPriority(ids: Iterable<DownloadId>, priority: Priority): number {
    return this.#turn.changeEach(ids, (download) => {
      if (download.priority === priority) return false;
      this.#supervisor.adjust(this.#table.change(download.id, { priority }));
      return true;
    });
  }

  /** All that are paused or about to be, oldest first, whatever the order of the pauses. */
  pausedIds(): readonly DownloadId[] {
    const ids = [...this.#table.idsIn('paused'), ...this.#table.idsIn('pausing')];
    return ids.toSorted((a, b) => a - b);
  }

  #tryAgain(download: Download): void {
    if (download.state.kind === 'retrying' && download.state.code === 'network.offline') this.#input.patience.tryNow();
    this.#table.change(download.id, { state: { kind: 'queued' }, failures: 0, durable: bytesToKeep(download) });
  }
}

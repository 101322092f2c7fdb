import type { Category } from '../../shared/category.ts';
import type { CallOutput } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { Download, Relocation } from '../store/download-record.ts';
import type { CommandTurn } from './command-turn.ts';
import type { DownloadTable } from './download-table.ts';
import type { FileMover } from './file-mover.ts';
import { isForeignFile } from './foreign-file.ts';
import { isInPlace } from './in-place.ts';
import { draftOf, leftoversOf } from './removed-files.ts';
import { safeFileName } from './safe-file-name.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';

export type PlaceCommandsInput = {
  readonly table: DownloadTable;
  readonly turn: CommandTurn;
  readonly supervisor: Pick<TransferSupervisor, 'isRunning'>;
  readonly mover: Pick<FileMover, 'settled'>;
  /** Files were listed to be deleted. */
  readonly cleanFiles: () => void;
};

/** What a user can say of the names, folders and kinds of files. Each commits before it returns. */
export class PlaceCommands {
  readonly #input: PlaceCommandsInput;
  readonly #table: DownloadTable;

  constructor(input: PlaceCommandsInput) {
    this.#input = input;
    this.#table = input.table;
  }

  /**
   * Gives the file of a download another name: at once, unless it is being downloaded. Resolves when it has it.
   * @returns `null` when there is no such download. @throws StoreError
   */
  async rename(id: DownloadId, wish: string): Promise<CallOutput<'downloads.rename'> | null> {
    const name = safeFileName(wish);
    const way = this.#table.get(id)?.relocation ?? null;
    this.#place([id], { name });
    // One that is on its way already may take long, and takes the name with it.
    if (way === null || way.kind === 'failed') await this.#input.mover.settled(id);
    const download = this.#table.get(id);
    if (download === undefined) return null;
    const { relocation, reservation } = download;
    if (relocation === null) return { kind: 'renamed', name: reservation?.target ?? name };
    if (relocation.kind !== 'failed') return { kind: 'later', name };
    // Whoever asked is told; the row need not tell it, too.
    this.stop([id]);
    return { kind: 'failed', problem: relocation.problem };
  }

  /**
   * Moves the files of downloads to another folder, or their way there: at once, unless they are being downloaded. Says how many
   * that are; their rows tell how far they are.
   * @param directory absolute, in normal form. @throws StoreError
   */
  moveTo(ids: Iterable<DownloadId>, directory: string): number {
    return this.#place(ids, { directory });
  }

  /** Leaves files where they are that are to be moved or renamed, or are on their way. @throws StoreError */
  stop(ids: Iterable<DownloadId>): number {
    this.#table.afterCommit(this.#input.cleanFiles);
    return this.#input.turn.changeEach(ids, ({ id, relocation }) => {
      if (relocation === null) return false;
      this.#table.addLeftovers(draftOf(relocation));
      this.#table.change(id, { relocation: null });
      return true;
    });
  }

  /** Says what files are; `null` for what their names and servers say. @throws StoreError */
  setCategory(ids: Iterable<DownloadId>, category: Category | null): number {
    return this.#input.turn.changeEach(ids, (download) => {
      if (download.category === category) return false;
      this.#table.change(download.id, { category });
      return true;
    });
  }

  #place(ids: Iterable<DownloadId>, wish: Wish): number {
    this.#table.afterCommit(this.#input.cleanFiles);
    return this.#input.turn.changeEach(ids, (download) => {
      if (isAt(download, wish)) return false;
      if (isForeignFile(download)) {
        const { directory, name } = asked(download, wish);
        this.#table.change(download.id, { relocation: { kind: 'failed', directory, name, problem: 'notOurs' } });
        return true;
      }
      this.#table.addLeftovers(draftOf(download.relocation));
      if (hasFile(download, this.#input.supervisor.isRunning(download.id))) {
        this.#table.change(download.id, { relocation: asked(download, wish) });
      } else {
        // What was made for the old name is empty, and goes.
        this.#table.addLeftovers(leftoversOf({ ...download, relocation: null }, NOTHING_STAYS));
        this.#table.change(download.id, placedAnew(download, asked(download, wish)));
      }
      return true;
    });
  }
}

/** What is to change of a place. */
type Wish = { readonly directory?: string; readonly name?: string };

const NOTHING_STAYS = { deleteFiles: false, isRenaming: false } as const;

/** Whether a download has bytes under a name, or may get some at any moment. */
function hasFile(download: Download, isRunning: boolean): boolean {
  const { state, durable, reservation } = download;
  return isRunning || state.kind === 'completed' || durable.length > 0 || isInPlace(reservation);
}

/** Whether the file is there already, or is to go there. */
function isAt({ relocation, directory, reservation, wishedName }: Download, wish: Wish): boolean {
  if (relocation?.kind === 'failed') return false;
  const name = relocation?.name ?? reservation?.target ?? wishedName;
  const place = relocation?.directory ?? directory;
  return (wish.directory ?? place) === place && (wish.name ?? name) === name;
}

/** Where the file is to go, together with what was asked for before and has not come to nothing. */
function asked({ relocation, directory }: Download, wish: Wish): Relocation {
  const before = relocation?.kind === 'failed' ? null : relocation;
  return {
    kind: 'asked',
    directory: wish.directory ?? before?.directory ?? directory,
    name: wish.name ?? before?.name ?? null,
  };
}

/** A download without a byte takes its place when it begins, all of what was asked for. Who chose another one has answered that the old is taken. */
function placedAnew(download: Download, { directory, name }: Relocation): Partial<Omit<Download, 'id'>> {
  const { state } = download;
  const wasTaken = state.kind === 'blocked' && state.failure.code === 'disk.nameTaken';
  return {
    directory,
    wishedName: name ?? download.wishedName,
    relocation: null,
    reservation: null,
    ...(wasTaken ? { state: { kind: 'queued' } } : {}),
  };
}

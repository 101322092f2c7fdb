import type { DownloadId } from '../../shared/download.ts';
import type { DownloadTable } from './download-table.ts';
import { FileMove, type FileMoveInput } from './file-move.ts';
import { FolderSync } from './folder-sync.ts';

/** Files on their way at once. With all of thousands, what they wait for ends in one turn of the event loop, which took a second. */
const MOST_AT_ONCE = 64;

export type FileMoverInput = Omit<FileMoveInput, 'folders'> & {
  /** The end of this turn must look: commit. */
  readonly touch: () => void;
  /** Files were listed to be deleted, or may be deleted now. */
  readonly cleanFiles: () => void;
};

/**
 * Moves the files of those rows that say where these are to go, once they are complete: which ones, and how many at a time.
 * What a move does is `FileMove`'s.
 */
export class FileMover {
  readonly #input: FileMoverInput & FileMoveInput;
  readonly #table: DownloadTable;
  readonly #moves = new Map<DownloadId, { readonly move: FileMove; readonly ended: Promise<void> }>();
  /** Those whose turn comes when another is over. */
  readonly #waiting = new Set<DownloadId>();
  /** What the last process left. */
  readonly #left: DownloadId[] = [];
  #isClosing = false;

  constructor(input: FileMoverInput) {
    this.#input = { ...input, folders: new FolderSync() };
    this.#table = input.table;
    input.table.onLoad(({ id, relocation }) => {
      if (relocation !== null) this.#left.push(id);
    });
    input.table.onCommit((changes) => {
      for (const { before, after } of changes) {
        const id = after?.id ?? before?.id;
        if (id !== undefined && ((after?.relocation ?? null) !== null || this.#moves.has(id))) this.#look(id);
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
    for (let one = this.#moves.get(id); one !== undefined; one = this.#moves.get(id)) await one.ended;
  }

  /** Bytes of the file that have been copied to another file system; `null` when it is not on its way. */
  copiedBytes(id: DownloadId): number | null {
    return this.#moves.get(id)?.move.copiedBytes ?? null;
  }

  /** Whether a file may be what a download's file becomes, or a copy of it under way. */
  isMaking(file: string): boolean {
    for (const { move } of this.#moves.values()) {
      if (move.isMaking(file)) return true;
    }
    return false;
  }

  /** Lets go of all files, as a crash would: the next start finds out how far they were. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const { move } of this.#moves.values()) move.letGo();
    await Promise.all(Array.from(this.#moves.values(), ({ ended }) => ended));
  }

  #look(id: DownloadId): void {
    const running = this.#moves.get(id);
    if (running !== undefined) {
      running.move.look();
      return;
    }
    if (this.#moves.size < MOST_AT_ONCE) this.#begin(id);
    else this.#waiting.add(id);
  }

  #begin(id: DownloadId): void {
    this.#waiting.delete(id);
    const download = this.#table.get(id);
    if (this.#isClosing || download?.state.kind !== 'completed') return;
    const { relocation } = download;
    if (relocation === null || relocation.kind === 'failed') return;
    const move = new FileMove(id, relocation, this.#input);
    this.#moves.set(id, { move, ended: this.#run(id, move) });
  }

  /** Never rejects. */
  async #run(id: DownloadId, move: FileMove): Promise<void> {
    await move.run();
    this.#moves.delete(id);
    // What was listed for it can be deleted from now on.
    this.#table.afterCommit(this.#input.cleanFiles);
    this.#input.touch();
    this.#look(id);
    for (const next of this.#waiting) {
      if (this.#moves.size >= MOST_AT_ONCE) break;
      this.#begin(next);
    }
  }
}

import type { DownloadStore, LeftoverFile } from '../store/download-store.ts';
import { errnoOf } from '../store/make-folder.ts';
import { deleteFile, deletePlaceholder, fileSize, fileTimeMs, fingerprint, isYounger } from './target-files.ts';
import { inSteps } from './in-steps.ts';

/** What the cleaner may do with files, and must know of them. */
export type CleanerFiles = {
  /** Whether a transfer may still write to the file; then it stays for the next round. */
  readonly isBusy: (file: LeftoverFile) => boolean;
  /** Which of these paths are files of downloads now. */
  readonly ownedAmong: (paths: ReadonlySet<string>) => ReadonlySet<string>;
  readonly moveToTrash: ((path: string) => Promise<void>) | null;
};

/**
 * Deletes the files of removed downloads. They are listed in the database first, so that a crash in between leaves no
 * rubbish in the user's folder for ever.
 */
export class LeftoverCleaner {
  readonly #store: DownloadStore;
  readonly #files: CleanerFiles;
  readonly #onTrouble: (error: unknown) => void;
  #round: Promise<void> = Promise.resolve();

  /** `onTrouble` is told when the list itself could not be read or written. */
  constructor(store: DownloadStore, files: CleanerFiles, onTrouble: (error: unknown) => void) {
    this.#store = store;
    this.#files = files;
    this.#onTrouble = onTrouble;
  }

  /** Starts a round after the one under way. Failures (no permission, folder away) keep the file listed for next time. */
  clean(): void {
    this.#round = this.#round.then(() => this.#cleanOnce()).catch(this.#onTrouble);
  }

  /** The same, when a run has let go of files that were listed while it still wrote to them. */
  cleanLetGo(paths: readonly string[]): void {
    try {
      this.#store.renewLeftovers(paths, fileTimeMs());
    } catch (error) {
      this.#onTrouble(error);
    }
    this.clean();
  }

  /** Waits for the round under way. */
  async settled(): Promise<void> {
    await this.#round;
  }

  async #cleanOnce(): Promise<void> {
    for await (const some of inSteps(this.#store.leftovers())) await this.#cleanSome(some);
  }

  async #cleanSome(listed: readonly LeftoverFile[]): Promise<void> {
    // One that was deleted while the list could not be written: the name is another download's by now.
    const owned = this.#files.ownedAmong(new Set(listed.map((file) => file.path)));
    const gone = listed.filter((file) => owned.has(file.path));
    for (const file of listed) {
      if (owned.has(file.path) || this.#files.isBusy(file)) continue;
      try {
        if (!(await isTheirs(file))) await this.#discard(file);
        gone.push(file);
      } catch (error) {
        if (errnoOf(error) === '') throw error;
      }
    }
    if (gone.length > 0) this.#store.forgetLeftovers(gone);
  }

  async #discard({ path, onlyIfEmpty, toTrash }: LeftoverFile): Promise<void> {
    const { moveToTrash } = this.#files;
    if (onlyIfEmpty) return deletePlaceholder(path);
    if (toTrash !== false && moveToTrash !== null && (await fileSize(path)) !== null) {
      try {
        return await moveToTrash(path);
      } catch {
        // No trash on that disk, or none at all. The user ticked a box that says so: the file must go.
      }
    }
    // Unless Sluice never wrote it: then it stays where it is.
    if (toTrash === 'only') return;
    await deleteFile(path);
  }
}

/** Someone may have put a file of that name there since, while this one could not be deleted. */
async function isTheirs({ path, sinceMs, fingerprint: meant }: LeftoverFile): Promise<boolean> {
  if (meant !== null) {
    const there = await fingerprint(path);
    return there.kind !== 'free' && !(there.kind === 'file' && there.text === meant);
  }
  return sinceMs !== null && (await isYounger(path, sinceMs));
}

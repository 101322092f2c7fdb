import type { DownloadStore, LeftoverFile } from '../store/download-store.ts';
import { errnoOf } from '../store/make-folder.ts';
import { deleteFile, deletePlaceholder } from './target-files.ts';

/**
 * Deletes the files of removed downloads. They are listed in the database first, so that a crash in between leaves no
 * rubbish in the user's folder for ever.
 */
export class LeftoverCleaner {
  readonly #store: DownloadStore;
  readonly #isBusy: (file: LeftoverFile) => boolean;
  readonly #onTrouble: (error: unknown) => void;
  #round: Promise<void> = Promise.resolve();

  /**
   * @param isBusy whether a transfer may still write to the file; then it stays for the next round.
   * @param onTrouble told when the list itself could not be read or written.
   */
  constructor(store: DownloadStore, isBusy: (file: LeftoverFile) => boolean, onTrouble: (error: unknown) => void) {
    this.#store = store;
    this.#isBusy = isBusy;
    this.#onTrouble = onTrouble;
  }

  /** Starts a round after the one under way. Failures (no permission, folder away) keep the file listed for next time. */
  clean(): void {
    this.#round = this.#round.then(() => this.#cleanOnce()).catch(this.#onTrouble);
  }

  /** Waits for the round under way. */
  async close(): Promise<void> {
    await this.#round;
  }

  async #cleanOnce(): Promise<void> {
    const gone: LeftoverFile[] = [];
    for (const file of this.#store.leftovers()) {
      if (this.#isBusy(file)) continue;
      try {
        await (file.onlyIfEmpty ? deletePlaceholder(file.path) : deleteFile(file.path));
        gone.push(file);
      } catch (error) {
        if (errnoOf(error) === '') throw error;
      }
    }
    if (gone.length > 0) this.#store.forgetLeftovers(gone);
  }
}

import type { DownloadStore, LeftoverFile } from '../store/download-store.ts';
import { errnoOf } from '../store/make-folder.ts';
import { deleteFile, fileSize, fileTimeMs, fingerprint, isYounger } from './target-files.ts';
import { inSteps } from './in-steps.ts';
import type { NameClaim } from './removed-files.ts';

/** What the cleaner may do with files, and must know of them. */
export type CleanerFiles = {
  /** Whether a transfer may still write to the file; then it stays for the next round. */
  readonly isBusy: (file: LeftoverFile) => boolean;
  /** Which of these paths downloads claim now. */
  readonly claims: (paths: ReadonlySet<string>) => ReadonlyMap<string, NameClaim>;
  /** How many commits there have been. No download makes a file before the one that says so. */
  readonly commits: () => number;
  /** Calls back after the next commit. */
  readonly afterCommit: (call: () => void) => void;
  readonly moveToTrash: ((path: string) => Promise<void>) | null;
};

/**
 * What is to become of a listed file as things are. `keep`: it is a download's by now. `wanted`: a download is taking its name, and
 * nobody can tell yet whose file that is. `busy`: a transfer still writes to it.
 */
type Verdict = 'delete' | 'keep' | 'wanted' | 'busy';

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
    const judge = this.#judgeOf(listed);
    const gone: LeftoverFile[] = [];
    let isAnyWanted = false;
    for (const file of listed) {
      try {
        let verdict = judge(file);
        if (verdict === 'delete' && !(await isTheirs(file))) verdict = await this.#discard(file, judge);
        if (verdict === 'delete' || verdict === 'keep') gone.push(file);
        isAnyWanted ||= verdict === 'wanted';
      } catch (error) {
        if (errnoOf(error) === '') throw error;
      }
    }
    if (gone.length > 0) this.#store.forgetLeftovers(gone);
    if (isAnyWanted) this.#files.afterCommit(() => this.clean());
  }

  /** To be asked right before each deletion: names become downloads' while others are being deleted. Looks anew after each commit only. */
  #judgeOf(listed: readonly LeftoverFile[]): (file: LeftoverFile) => Verdict {
    const { claims, commits, isBusy } = this.#files;
    const paths = new Set(listed.map(({ path }) => path));
    const look = () => ({ commits: commits(), claims: claims(paths) });
    let seen = look();
    return (file) => {
      if (seen.commits !== commits()) seen = look();
      switch (seen.claims.get(file.path)) {
        case 'file':
          return 'keep';
        case 'wish':
          return 'wanted';
        case undefined:
          return isBusy(file) ? 'busy' : 'delete';
      }
    };
  }

  /** @returns what it came to: `delete` when nothing of the file is left to be deleted. */
  async #discard(file: LeftoverFile, judge: (file: LeftoverFile) => Verdict): Promise<Verdict> {
    const { path, onlyIfEmpty, toTrash } = file;
    const { moveToTrash } = this.#files;
    const size = await fileSize(path);
    // What has content is not a placeholder.
    if (size === null || (onlyIfEmpty && size !== 0)) return 'delete';
    let verdict = judge(file);
    if (verdict !== 'delete') return verdict;
    if (toTrash !== false && !onlyIfEmpty && moveToTrash !== null) {
      try {
        await moveToTrash(path);
        return 'delete';
      } catch {
        // No trash on that disk, or none at all. The user ticked a box that says so: the file must go.
        verdict = judge(file);
      }
    }
    // Unless Sluice never wrote it: then it stays where it is.
    if (verdict === 'delete' && toTrash !== 'only') await deleteFile(path);
    return verdict;
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

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Category } from '../../shared/category.ts';
import type { RefusedLink } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { NewDownload } from '../../shared/new-download.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import { parseLink } from '../../shared/url.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import { StoreError } from '../store/store-error.ts';
import type { CommandTurn } from './command-turn.ts';
import type { DownloadTable } from './download-table.ts';
import { parseMirrors, toDownload } from './new-download.ts';

export type LinkAdditionsInput = {
  readonly table: Pick<DownloadTable, 'insert' | 'saveAside' | 'enlist' | 'takeIn'>;
  readonly turn: Pick<CommandTurn, 'inSteps'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Where a new download goes that names no folder, absolute. */
  readonly folderFor: (link: {
    readonly host: string;
    readonly name: string;
    readonly category: Category | null;
  }) => string;
  /** The end of this turn must look: start what may start. */
  readonly touch: () => void;
};

/** The ids of what was added, in the places of their links; `null` for one that was refused. */
type Added = { readonly ids: readonly (DownloadId | null)[]; readonly refused: readonly RefusedLink[] };

/** Links as they were read. */
type ReadWishes = {
  /** Of each link. */
  readonly isAccepted: readonly boolean[];
  readonly accepted: readonly Omit<Download, 'id' | 'position'>[];
  /** Of each that was accepted. */
  readonly pieces: readonly (PieceHashes | null)[];
  readonly refused: readonly RefusedLink[];
};

/** Links that are added in one go: some fifteen milliseconds and a commit. A window adds no more at once. */
const LINKS_PER_STEP = 1000;

/** Adds links to the list. */
export class LinkAdditions {
  readonly #input: LinkAdditionsInput;
  /** The number of the last long one. */
  #lastAddition = 0;

  constructor(input: LinkAdditionsInput) {
    this.#input = input;
  }

  /**
   * Adds links; those that cannot be downloaded are refused one by one, the others are added. In one turn: see `addMany`.
   * @throws StoreError; then nothing was added.
   */
  add(downloads: readonly NewDownload[], options: { readonly paused: boolean }): Added {
    const read = this.#read(downloads, { ...options, addedAtMs: this.#input.clock.nowMs() });
    const ids = this.#input.table.insert(read.accepted, read.pieces);
    this.#input.touch();
    return toAdded([read], ids);
  }

  /**
   * As `add`, without holding up everything else: thousands are saved in steps, come on the list in one commit, and are taken in
   * in steps. See `docs/decisions/adding-thousands.md`.
   * @throws StoreError, also when Sluice ends before all are saved; then nothing was added.
   */
  async addMany(downloads: readonly NewDownload[], options: { readonly paused: boolean }): Promise<Added> {
    if (downloads.length <= LINKS_PER_STEP) return this.add(downloads, options);
    const addedAtMs = this.#input.clock.nowMs();
    // Nor that of one that a crash cut short, should a start on a full disk not have forgotten it.
    this.#lastAddition = Math.max(this.#lastAddition + 1, addedAtMs);
    const addition = this.#lastAddition;
    const reads: ReadWishes[] = [];
    const rows: Download[] = [];
    // Whoever asked has read as many from a message in this turn.
    await nextTurn();
    const save = (some: readonly NewDownload[]): number => {
      const read = this.#read(some, { ...options, addedAtMs });
      reads.push(read);
      rows.push(...this.#input.table.saveAside(addition, read.accepted, read.pieces));
      return some.length;
    };
    const saved = await this.#input.turn.inSteps(downloads, save, LINKS_PER_STEP);
    if (saved < downloads.length) throw new StoreError('failed', 'Sluice ends');
    this.#input.table.enlist(addition);
    const takeIn = (some: readonly Download[]): number => {
      this.#input.table.takeIn(some);
      return some.length;
    };
    await this.#input.turn.inSteps(rows, takeIn, LINKS_PER_STEP);
    return toAdded(
      reads,
      rows.map(({ id }) => id),
    );
  }

  #read(
    wishes: readonly NewDownload[],
    { paused, addedAtMs }: { readonly paused: boolean; readonly addedAtMs: number },
  ): ReadWishes {
    const refused: RefusedLink[] = [];
    const accepted: Omit<Download, 'id' | 'position'>[] = [];
    const pieces: (PieceHashes | null)[] = [];
    const isAccepted = wishes.map((wish) => {
      const link = parseLink(wish.url);
      if (!link.ok) {
        refused.push({ input: link.input, code: link.code });
        return false;
      }
      const { mirrors, refused: others } = parseMirrors(wish.mirrors, link.url);
      refused.push(...others);
      const links = { url: link.url, mirrors };
      accepted.push({ ...toDownload(wish, links, this.#folderFor(wish, link), paused), addedAtMs });
      pieces.push(wish.pieces);
      return true;
    });
    return { isAccepted, accepted, pieces, refused };
  }

  #folderFor(wish: NewDownload, link: { readonly host: string; readonly nameGuess: string }): string {
    return (
      wish.directory ??
      this.#input.folderFor({ host: link.host, name: wish.name ?? link.nameGuess, category: wish.category })
    );
  }
}

function toAdded(reads: readonly ReadWishes[], ids: readonly DownloadId[]): Added {
  const newIds = ids.values();
  return {
    ids: reads.flatMap(({ isAccepted }) => isAccepted.map((was) => (was ? (newIds.next().value ?? null) : null))),
    refused: reads.flatMap(({ refused }) => refused),
  };
}

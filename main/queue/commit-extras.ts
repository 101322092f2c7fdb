import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { HostFact } from '../../shared/host-fact.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import type { HistoryEntry, LeftoverFile, StoreBatch } from '../store/download-store.ts';
import { MAX_TIMELINE_ENTRIES } from '../store/timeline-store.ts';

/** What the next commit of the table writes beside the rows of downloads. */
export class CommitExtras {
  #history: HistoryEntry[] = [];
  #leftovers: LeftoverFile[] = [];
  #hostFacts: HostFact[] = [];
  readonly #timeline = new Map<DownloadId, TimelineEntry[]>();
  readonly #answers = new Map<DownloadId, ServerAnswer>();
  readonly #blocks = new Map<DownloadId, readonly BlockChecksum[]>();
  readonly #pieces = new Map<DownloadId, PieceHashes>();
  #isEnd = false;

  /** Answers and left-over files alone are worth no commit: they come with changes of rows. Nor are lines of the timeline. */
  get wantCommit(): boolean {
    if (this.#isEnd && this.#timeline.size > 0) return true;
    return this.#blocks.size + this.#pieces.size + this.#history.length + this.#hostFacts.length > 0;
  }

  /** No change comes any more that lines of the timeline could wait for. */
  end(): void {
    this.#isEnd = true;
  }

  note(id: DownloadId, entries: readonly TimelineEntry[]): void {
    const staged = [...this.notes(id), ...entries];
    // While nothing can be saved this must not grow for ever; the store keeps no more either.
    this.#timeline.set(id, staged.slice(-MAX_TIMELINE_ENTRIES));
  }

  /** Oldest first. */
  notes(id: DownloadId): readonly TimelineEntry[] {
    return this.#timeline.get(id) ?? [];
  }

  keepAnswer(id: DownloadId, answer: ServerAnswer): void {
    this.#answers.set(id, answer);
  }

  answer(id: DownloadId): ServerAnswer | undefined {
    return this.#answers.get(id);
  }

  addHostFact(fact: HostFact): void {
    this.#hostFacts = this.#hostFacts.filter((older) => older.host !== fact.host || older.kind !== fact.kind);
    this.#hostFacts.push(fact);
  }

  /** Those about a host, or all for `null`. */
  dropHostFacts(host: string | null): void {
    this.#hostFacts = this.#hostFacts.filter((fact) => host !== null && fact.host !== host);
  }

  addBlocks(id: DownloadId, blocks: readonly BlockChecksum[]): void {
    this.#blocks.set(id, [...(this.#blocks.get(id) ?? []), ...blocks]);
  }

  dropBlocks(id: DownloadId): void {
    this.#blocks.delete(id);
  }

  setPieces(id: DownloadId, pieces: PieceHashes): void {
    this.#pieces.set(id, pieces);
  }

  pieces(id: DownloadId): PieceHashes | undefined {
    return this.#pieces.get(id);
  }

  addLeftovers(files: readonly LeftoverFile[]): void {
    this.#leftovers.push(...files);
  }

  addHistory(entry: HistoryEntry): void {
    this.#history.push(entry);
  }

  /** Drops all that would be written about a download that will not be there. */
  drop(id: DownloadId): void {
    for (const staged of [this.#blocks, this.#timeline, this.#pieces, this.#answers]) staged.delete(id);
  }

  batch(): Omit<StoreBatch, 'changed' | 'removed' | 'setAside'> {
    return {
      history: this.#history,
      leftovers: this.#leftovers,
      hostFacts: this.#hostFacts,
      timeline: [...this.#timeline].flatMap(([id, entries]) => entries.map((entry) => ({ id, entry }))),
      answers: Array.from(this.#answers, ([id, answer]) => ({ id, answer })),
      blocks: Array.from(this.#blocks, ([id, blocks]) => ({ id, blocks })),
      pieces: Array.from(this.#pieces, ([id, pieces]) => ({ id, pieces })),
    };
  }

  /** It is written. */
  clear(): void {
    this.#history = [];
    this.#leftovers = [];
    this.#hostFacts = [];
    for (const staged of [this.#blocks, this.#timeline, this.#pieces, this.#answers]) staged.clear();
  }
}

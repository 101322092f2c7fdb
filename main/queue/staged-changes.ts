import type { DownloadId } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadChange, StoreBatch } from '../store/download-store.ts';

/** A removal that waits for its commit. */
type StagedRemoval = {
  /** What SQLite holds. */
  readonly before: Download;
  /** How it was last. */
  readonly last: Download;
  readonly isForGood: boolean;
};

/** Rows that were changed or removed and that SQLite has not seen yet: of each what SQLite holds, and what it will. */
export class StagedChanges {
  readonly #changed = new Map<DownloadId, DownloadChange>();
  readonly #removed = new Map<DownloadId, StagedRemoval>();

  get isEmpty(): boolean {
    return this.#changed.size + this.#removed.size === 0;
  }

  /**
   * A changed download as it is staged: the very object, since what it has in common with the one before is told by identity and
   * need not be written.
   */
  latest(id: DownloadId): Download | undefined {
    return this.#changed.get(id)?.after;
  }

  /** Whether SQLite has all of a download that a start after a crash would miss. */
  isWritten(id: DownloadId): boolean {
    const change = this.#changed.get(id);
    return change === undefined ? !this.#removed.has(id) : isSameAfterRestart(change.before, change.after);
  }

  change(before: Download, after: Download): void {
    this.#changed.set(after.id, { before: this.#changed.get(after.id)?.before ?? before, after });
  }

  remove(row: Download, isForGood: boolean): void {
    this.#removed.set(row.id, { before: this.#changed.get(row.id)?.before ?? row, last: row, isForGood });
    this.#changed.delete(row.id);
  }

  /** What is to be written; nothing of a change where the next start would find no difference. */
  batch(atMs: number): Pick<StoreBatch, 'changed' | 'removed' | 'setAside'> {
    const removed = [...this.#removed.values()];
    const setAside = removed.filter(({ isForGood }) => !isForGood);
    const written = [...this.#changed.values()].filter(({ before, after }) => !isSameAfterRestart(before, after));
    return {
      // What is set aside is written as it was last, so that it can come back like that.
      changed: [
        ...written,
        ...setAside.flatMap(({ before, last }) => (before === last ? [] : { before, after: last })),
      ],
      removed: removed.flatMap(({ isForGood, last }) => (isForGood ? last.id : [])),
      setAside: setAside.map(({ last: { id } }) => ({ id, atMs })),
    };
  }

  /** All of it, written or not; `after` is null for what is removed. Nothing is staged then. */
  take(): { readonly before: Download; readonly after: Download | null }[] {
    const removed = Array.from(this.#removed.values(), ({ before }) => ({ before, after: null }));
    const all = [...this.#changed.values(), ...removed];
    this.#changed.clear();
    this.#removed.clear();
    return all;
  }
}

/** What is put back in the queue by the next start, as if it had not begun (`recoverDownload`). */
const QUEUED_BY_RESTART: ReadonlySet<DownloadStateKind> = new Set(['queued', 'probing', 'downloading']);

/** Whether the change is of no account to a start after a crash. */
function isSameAfterRestart(before: Download, after: Download): boolean {
  if (!QUEUED_BY_RESTART.has(before.state.kind) || !QUEUED_BY_RESTART.has(after.state.kind)) return false;
  const { state: _before, ...kept } = before;
  const { state: _after, ...keeps } = after;
  return sameValues(kept, keeps);
}

/** Whether all properties are the very same. */
function sameValues<Row extends object>(one: Row, other: Row): boolean {
  // The keys of one are those of the other.
  return (Object.keys(one) as (keyof Row)[]).every((key) => one[key] === other[key]);
}

import type { DownloadId } from '../../shared/download.ts';
import type { TimelineNote } from '../../shared/timeline.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadTable } from './download-table.ts';

export type CommandTurnInput = {
  readonly table: DownloadTable;
  readonly clock: Clock;
  /** The end of this turn must look: start what may start. */
  readonly touch: () => void;
};

/** What every command of a user does around its change: it commits before it returns, and has the queue look. */
export class CommandTurn {
  readonly #input: CommandTurnInput;

  constructor(input: CommandTurnInput) {
    this.#input = input;
  }

  /**
   * Changes those that are on the list, and commits.
   * @param change says whether it changed the download. @returns how many it did. @throws StoreError
   */
  changeEach(ids: Iterable<DownloadId>, change: (download: Download) => boolean): number {
    let changed = 0;
    for (const id of ids) {
      const download = this.#input.table.get(id);
      if (download !== undefined && change(download)) changed += 1;
    }
    this.commit();
    return changed;
  }

  /** @throws StoreError */
  commit(): void {
    try {
      this.#input.table.commit();
    } finally {
      this.#input.touch(); // Also when the disk is full: what was staged is committed as soon as there is room.
    }
  }

  /** Adds a line to the timeline of a download. */
  note(id: DownloadId, note: TimelineNote, detail: string): void {
    this.#input.table.note(id, [{ kind: 'note', note, detail, atMs: this.#input.clock.nowMs() }]);
  }
}

import type { DownloadId } from '../../shared/download.ts';
import type { TimelineNote } from '../../shared/timeline.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadTable } from './download-table.ts';
import { inSteps } from './in-steps.ts';
import type { TurnPlanner } from './turn-planner.ts';

export type CommandTurnInput = {
  readonly table: DownloadTable;
  readonly clock: Clock;
  readonly turns: Pick<TurnPlanner, 'touch' | 'holdStarts' | 'isClosing'>;
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

  /**
   * Changes any number of things without holding up everything else: in steps, each of them committed by `change`, and nothing
   * starts before the last. When one cannot be saved, or Sluice ends, those before it stay done.
   * @param itemsPerStep absent for as many as a change of each and its commit are a step for.
   * @returns how many `change` says it changed. @throws StoreError
   */
  async inSteps<Item>(
    items: readonly Item[],
    change: (some: readonly Item[]) => number | Promise<number>,
    itemsPerStep?: number,
  ): Promise<number> {
    const { turns } = this.#input;
    using _held = turns.holdStarts();
    let changed = 0;
    for await (const some of inSteps(items, itemsPerStep)) {
      if (turns.isClosing) break;
      changed += await change(some);
    }
    return changed;
  }

  /** @throws StoreError */
  commit(): void {
    try {
      this.#input.table.commit();
    } finally {
      this.#input.turns.touch(); // Also when the disk is full: what was staged is committed as soon as there is room.
    }
  }

  /** Adds a line to the timeline of a download. */
  note(id: DownloadId, note: TimelineNote, detail: string): void {
    this.#input.table.note(id, [{ kind: 'note', note, detail, atMs: this.#input.clock.nowMs() }]);
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QueueMove } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { CommandTurn } from './command-turn.ts';
import type { DownloadTable } from './download-table.ts';
import { IDS_PER_STEP } from './in-steps.ts';
import type { PlaceChange } from './move-plan.ts';
import { comparePlaces, hasEnded } from './queue-place.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';

export type QueueMovesInput = {
  readonly table: DownloadTable;
  readonly turn: CommandTurn;
  readonly supervisor: Pick<TransferSupervisor, 'adjust'>;
};

/** Moves downloads in the queue, any number of them, without holding up everything else. */
export class QueueMoves {
  readonly #input: QueueMovesInput;
  /** One after the other: each begins where the one before it ended. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(input: QueueMovesInput) {
    this.#input = input;
  }

  /**
   * Moves what has not ended in the queue, in steps that are committed one by one; nothing starts before the last. What ends it
   * between two of them (a full disk, a crash, the end of Sluice) leaves some where they go and the others where they were, all
   * in their own order; nobody is lost. Whom someone else moved meanwhile stays there.
   * @returns how many of them move. @throws StoreError
   */
  move(ids: Iterable<DownloadId>, to: QueueMove): Promise<number> {
    const moving = this.#last.then(() => this.#move(ids, to));
    this.#last = moving.catch(() => undefined);
    return moving;
  }

  /** Resolves when the order of the queue is known, which takes a long list some turns of the loop for the first time. */
  async orderMade(): Promise<void> {
    while (!this.#input.table.order.make()) await nextTurn();
  }

  async #move(ids: Iterable<DownloadId>, to: QueueMove): Promise<number> {
    const { table, turn } = this.#input;
    const asked = [...ids];
    // Then reading what was asked, planning it and the first step are some ten milliseconds each. A few are moved before anything starts.
    const isLong = asked.length > IDS_PER_STEP;
    if (isLong) await nextTurn();
    await this.orderMade();
    const { changes, moved } = table.order.plan(asked, to);
    if (isLong) await nextTurn();
    await turn.inSteps(changes, (some) => {
      for (const change of some) this.#take(change);
      turn.commit();
      return some.length;
    });
    return moved;
  }

  #take({ from, to: { priority, position } }: PlaceChange): void {
    const { table, supervisor } = this.#input;
    const download = table.get(from.id);
    if (download === undefined || hasEnded(download) || comparePlaces(download, from) !== 0) return;
    // Among others of another priority it has taken on theirs.
    supervisor.adjust(table.change(from.id, { priority, position }));
  }
}

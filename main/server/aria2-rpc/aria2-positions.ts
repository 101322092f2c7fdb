import type { DownloadId } from '../../../shared/download.ts';
import type { DownloadQueue } from '../../queue/download-queue.ts';
import { STATES_OF_LIST } from './aria2-status.ts';
import { RpcFailure } from './rpc-error.ts';

/** What aria2 calls waiting, in the order in which it starts. */
export async function waitingInOrder(queue: DownloadQueue): Promise<readonly DownloadId[]> {
  await queue.moves.orderMade();
  const waiting = STATES_OF_LIST.waiting.map((kind) => queue.idsIn(kind));
  return queue.inOrder().filter((id) => waiting.some((ids) => ids.has(id)));
}

/**
 * Moves one that waits as `aria2.changePosition` does: `POS_SET` counts from the front, `POS_END` from the end, `POS_CUR` from
 * where it is; beyond the ends means the end. Among those of another priority it takes on theirs.
 * @returns where it is then; `null` when it does not wait.
 * @throws RpcFailure on another word.
 */
export async function placeAmongWaiting(
  queue: DownloadQueue,
  id: DownloadId,
  { offset, how }: { readonly offset: number; readonly how: string },
): Promise<number | null> {
  const waiting = await waitingInOrder(queue);
  const current = waiting.indexOf(id);
  if (current === -1) return null;
  const last = waiting.length - 1;
  const wanted = Math.min(Math.max(startOf(how, current, last) + offset, 0), last);
  if (wanted === current) return current;
  const target = waiting[wanted];
  if (target !== undefined) await queue.moves.move([id], { kind: wanted < current ? 'before' : 'behind', id: target });
  return wanted;
}

function startOf(how: string, current: number, last: number): number {
  switch (how) {
    case 'POS_SET':
      return 0;
    case 'POS_CUR':
      return current;
    case 'POS_END':
      return last;
    default:
      throw new RpcFailure('Illegal argument.');
  }
}

import type { DownloadId } from '../../shared/download.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { answerOfAction, type RowAction } from '../model/row-actions.ts';
import type { WindowModel } from '../model/window-model.ts';

/** These mean one download: of several that are selected, the one they were asked for. */
const SINGLE_ACTIONS: ReadonlySet<RowAction> = new Set([
  'open',
  'showInFolder',
  'newLink',
  'details',
  'verify',
  'rename',
]);

/** The downloads that an action in a row means: all that are selected with it, unless it is for one. */
export function targetsOf(model: WindowModel, action: RowAction, id: DownloadId): readonly DownloadId[] {
  return SINGLE_ACTIONS.has(action) ? [id] : model.selection.targets(id);
}

/** Whether an action makes sense for several downloads at once. */
export function isForSeveral(action: RowAction): boolean {
  return !SINGLE_ACTIONS.has(action);
}

/** Does an action to some downloads, or opens the dialog that belongs to it. */
export function runRowAction(model: WindowModel, action: RowAction, ids: readonly DownloadId[]): void {
  const { commands, dialog, checks, layout } = model;
  const [first] = ids;
  if (first === undefined) return;
  switch (action) {
    case 'remove':
      dialog.set({ kind: 'remove', ids });
      return;
    case 'restart':
      dialog.set({ kind: 'restart', ids });
      return;
    case 'newLink':
      dialog.set({ kind: 'newLink', id: first });
      return;
    case 'details':
      layout.change({ hasDetails: true });
      return;
    case 'rename':
      dialog.set({ kind: 'place', ids: [first], field: 'name' });
      return;
    case 'moveTo':
      dialog.set({ kind: 'place', ids, field: 'folder' });
      return;
    case 'category':
      dialog.set({ kind: 'place', ids, field: 'category' });
      return;
    case 'stopMove':
      void commands.stopMove(ids);
      return;
    case 'verify':
      void checks.verify(first);
      layout.change({ hasDetails: true, detailsTab: 'file' });
      return;
    case 'repair':
      void checks.repair(ids);
      return;
    case 'answer:trust':
      dialog.set({ kind: 'trust', ids });
      return;
    case 'answer:retry':
    case 'answer:restart':
    case 'answer:keepBoth':
    case 'answer:allow':
    case 'answer:accept':
    case 'answer:rename':
    case 'answer:overwrite':
    case 'answer:skip':
    case 'answer:leave': {
      const answer = answerOfAction(action);
      if (answer !== null) void commands.answer(ids, answer);
      return;
    }
    case 'open':
    case 'pause':
    case 'resume':
    case 'retry':
    case 'showInFolder':
    case 'copyLink':
      void commands.run(action, ids);
      return;
    default:
      assertNever(action);
  }
}

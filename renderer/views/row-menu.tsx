import { PRIORITIES, type DownloadId } from '../../shared/download.ts';
import { questionOf } from '../../shared/question.ts';
import { PopupMenu, type MenuItem, type MenuPoint } from '../components/popup-menu.tsx';
import { actionIcon, actionLabel } from '../format/action-text.ts';
import { fill, words } from '../format/words.ts';
import { answerActions, hasEnded, rowActions, type RowAction } from '../model/row-actions.ts';
import type { WindowModel } from '../model/window-model.ts';
import { isForSeveral, runRowAction } from './run-row-action.ts';
import { useWindowModel } from './window-model-context.ts';

/** An open context menu: where, for which downloads, and whether it shows only the answers to their question. */
export type OpenRowMenu = {
  readonly at: MenuPoint;
  readonly ids: readonly DownloadId[];
  readonly onlyAnswers?: boolean;
};

const MENU_ACTIONS: readonly RowAction[] = [
  'open', 'showInFolder', 'resume', 'pause', 'retry', 'restart', 'newLink', 'verify', 'repair', 'stopMove', 'rename', 'moveTo', 'category', 'copyLink', 'details', 'remove',
]; // prettier-ignore

/** The context menu of one or several rows. What makes no sense for any of them is left out. */
export function RowMenu({ menu, onClose }: { readonly menu: OpenRowMenu; readonly onClose: () => void }) {
  const model = useWindowModel();
  const { answers, others } = chooseActions(model, menu.ids);
  const label = menu.onlyAnswers === true ? words.actions.answers : words.actions.more;
  const toItem = (action: RowAction): MenuItem => ({
    key: action,
    icon: actionIcon(action),
    label: menuLabel(model, action, menu.ids),
    onChoose: () => {
      runRowAction(model, action, menu.ids);
    },
  });
  const groups = menu.onlyAnswers === true ? [[...answers, 'remove' as const]] : [answers, others];
  const queueItems = menu.onlyAnswers === true ? [] : queueMenu(model, menu.ids);
  return (
    <PopupMenu
      label={label}
      at={menu.at}
      groups={[...groups.map((group) => group.map(toItem)), queueItems].filter((group) => group.length > 0)}
      onClose={onClose}
    />
  );
}

/** What can be done to the place in the order in which downloads start; nothing for those that have none. */
function queueMenu({ list, commands }: WindowModel, ids: readonly DownloadId[]): readonly MenuItem[] {
  const rows = ids.map((id) => list.rowOf(id));
  if (rows.every((row) => row !== undefined && hasEnded(row.state))) return [];
  const priorities = new Set(rows.map((row) => row?.priority));
  const choices = PRIORITIES.map((priority) => ({
    key: priority,
    label: fill(words.queue.priority, { priority: words.priorities[priority] }),
    checked: priorities.size === 1 && priorities.has(priority),
    onChoose: () => void commands.setPriority(ids, priority),
  }));
  return [
    { key: 'top', icon: 'top', label: words.queue.top, onChoose: () => void commands.move(ids, { kind: 'top' }) },
    {
      key: 'bottom',
      icon: 'bottom',
      label: words.queue.bottom,
      onChoose: () => void commands.move(ids, { kind: 'bottom' }),
    },
    ...choices,
  ];
}

function menuLabel(model: WindowModel, action: RowAction, ids: readonly DownloadId[]): string {
  if (action === 'remove') return words.actions.removeMore;
  // The words of the first row that offers it: rows with other questions have other words for the same answer.
  const rows = ids.map((id) => model.list.rowOf(id));
  const row = rows.find((candidate) => candidate !== undefined && answerActions(candidate).includes(action));
  return actionLabel(action, row);
}

/** The answers to the questions of these rows, and all else that makes sense for any of them. */
function chooseActions(
  model: WindowModel,
  ids: readonly DownloadId[],
): { readonly answers: readonly RowAction[]; readonly others: readonly RowAction[] } {
  const rows = ids.map((id) => model.list.rowOf(id));
  // Of rows that this window does not watch the state is not known: everything may make sense.
  const isAnyUnknown = rows.includes(undefined);
  const possible = new Set<RowAction>(isAnyUnknown ? MENU_ACTIONS : []);
  const answers = new Set<RowAction>();
  for (const row of rows) {
    if (row === undefined) continue;
    for (const action of rowActions(row)) possible.add(action);
    for (const action of answerActions(row)) answers.add(action);
  }
  answers.delete('remove');
  if (ids.some(model.checks.isDamaged)) possible.add('repair');
  else possible.delete('repair');
  if (rows.some((row) => row !== undefined && row.relocation !== null && questionOf(row) === null))
    possible.add('stopMove');
  const fits = (action: RowAction): boolean => ids.length === 1 || isForSeveral(action);
  return {
    answers: [...answers].filter(fits),
    others: MENU_ACTIONS.filter((action) => possible.has(action) && !answers.has(action) && fits(action)),
  };
}

import type { DownloadId } from '../../shared/download.ts';
import { PopupMenu, type MenuItem, type MenuPoint } from '../components/popup-menu.tsx';
import { words } from '../format/words.ts';
import { rowActions, type RowAction } from '../model/row-actions.ts';
import type { WindowModel } from '../model/window-model.ts';
import { useWindowModel } from './window-model-context.ts';

/** An open context menu: where, and for which downloads. */
export type OpenRowMenu = { readonly at: MenuPoint; readonly ids: readonly DownloadId[] };

const MENU_ACTIONS: readonly RowAction[] = ['open', 'showInFolder', 'resume', 'pause', 'retry', 'copyLink', 'remove'];

/** Does an action to some downloads; removing asks first. */
export function runRowAction(model: WindowModel, action: RowAction, ids: readonly DownloadId[]): void {
  if (ids.length === 0) return;
  if (action === 'remove') model.dialog.set({ kind: 'remove', ids });
  else void model.commands.run(action, ids);
}

/** The context menu of one or several rows. What makes no sense for any of them is left out. */
export function RowMenu({ menu, onClose }: { readonly menu: OpenRowMenu; readonly onClose: () => void }) {
  const model = useWindowModel();
  const possible = possibleActions(model, menu.ids);
  const items: MenuItem[] = MENU_ACTIONS.filter((action) => possible.has(action)).map((action) => ({
    key: action,
    icon: action,
    label: action === 'remove' ? words.actions.removeMore : words.actions[action],
    onChoose: () => {
      runRowAction(model, action, menu.ids);
    },
  }));
  return <PopupMenu label={words.actions.more} at={menu.at} items={items} onClose={onClose} />;
}

function possibleActions(model: WindowModel, ids: readonly DownloadId[]): ReadonlySet<RowAction> {
  const rows = ids.map((id) => model.list.rowOf(id));
  // Of rows that this window does not watch the state is not known: everything may make sense.
  const isAnyUnknown = rows.includes(undefined);
  const actions = new Set<RowAction>(isAnyUnknown ? MENU_ACTIONS : []);
  for (const row of rows) if (row !== undefined) for (const action of rowActions(row.state)) actions.add(action);
  if (ids.length > 1) {
    actions.delete('open');
    actions.delete('showInFolder');
  }
  return actions;
}

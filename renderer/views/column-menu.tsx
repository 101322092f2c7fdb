import { PopupMenu, type MenuPoint } from '../components/popup-menu.tsx';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { FIRST_COLUMN_LAYOUT, toggleColumn } from '../model/columns.ts';
import { FIRST_ORDER, QUEUE_ORDER } from '../model/view-watcher.ts';
import { useWindowModel } from './window-model-context.ts';

/** Which columns are shown, and the order that no shown column may stand for. The name always is. */
export function ColumnMenu({ at, onClose }: { readonly at: MenuPoint; readonly onClose: () => void }) {
  const { layout, watcher, changeView } = useWindowModel();
  const { columns } = useReadable(layout);
  const isInOrder = useReadable(watcher.view).sort === QUEUE_ORDER.sort;
  const choices = columns.order
    .filter((column) => column !== 'name')
    .map((column) => ({
      key: column,
      label: words.columns[column],
      checked: !columns.hidden.includes(column),
      isToggle: true,
      onChoose: () => {
        layout.change({ columns: toggleColumn(columns, column) });
      },
    }));
  const inOrder = {
    key: 'inOrder',
    label: words.queue.inOrder,
    checked: isInOrder,
    isToggle: true,
    onChoose: () => {
      changeView(isInOrder ? FIRST_ORDER : QUEUE_ORDER);
    },
  } as const;
  const reset = {
    key: 'reset',
    icon: 'undo',
    label: words.columns.reset,
    onChoose: () => {
      layout.change({ columns: FIRST_COLUMN_LAYOUT });
    },
  } as const;
  return <PopupMenu label={words.columns.choose} at={at} groups={[choices, [inOrder], [reset]]} onClose={onClose} />;
}

// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by `transform` and drawn by CSS grid, which the boxes of <table> do not take
import type { KeyboardEvent } from 'react';
import type { ViewSort } from '../../shared/contract.ts';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import type { MenuPoint } from '../components/popup-menu.tsx';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { resizeColumn, SORT_OF_COLUMN, stepColumn, type Column } from '../model/columns.ts';
import { useListColumns } from './list-columns.ts';
import { ResizeHandle } from './resize-handle.tsx';
import { useColumnDrag } from './use-column-drag.ts';
import { useWindowModel } from './window-model-context.ts';

/** How far a key makes a column wider, in pixels. */
const WIDTH_STEP_PX = 16;

/** The column titles: they sort, are dragged to another place, made wider by their edge, and chosen by a menu. */
export function ListHeader({ onMenu }: { readonly onMenu: (at: MenuPoint) => void }) {
  const { names } = useListColumns();
  const drag = useColumnDrag();
  return (
    <div
      className="list-head"
      role="row"
      aria-rowindex={1}
      onContextMenu={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
      {...drag.handlers}
    >
      {names.map((column) => (
        <ColumnTitle key={column} column={column} dropSide={drag.target?.beside === column ? drag.target.side : null} />
      ))}
      <div role="columnheader" className="head-actions">
        <span className="visually-hidden">{words.columns.actions}</span>
        <IconButton
          icon="more"
          label={words.columns.choose}
          onPress={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            onMenu({ x: box.left, y: box.bottom });
          }}
        />
      </div>
    </div>
  );
}

function ColumnTitle({ column, dropSide }: { readonly column: Column; readonly dropSide: 'start' | 'end' | null }) {
  const { names } = useListColumns();
  const { layout } = useWindowModel();

  function onKeyDown(event: KeyboardEvent): void {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    event.stopPropagation();
    const isForward = (event.key === 'ArrowRight') !== (document.documentElement.dir === 'rtl');
    const { columns } = layout.get();
    if (!event.shiftKey) {
      layout.change({ columns: stepColumn(columns, column, names, isForward ? 1 : -1) });
    } else if (column !== 'name') {
      const widthPx = event.currentTarget.getBoundingClientRect().width + (isForward ? 1 : -1) * WIDTH_STEP_PX;
      layout.change({ columns: resizeColumn(columns, column, widthPx) });
    }
  }

  const className = `head-cell head-${column}${dropSide === null ? '' : ` is-drop-${dropSide}`}`;
  const title = <SortTitle sort={SORT_OF_COLUMN[column]} label={words.columns[column]} />;
  if (column !== 'name') {
    return (
      <div className={className} data-column={column} role="presentation" onKeyDown={onKeyDown}>
        {title}
        <ResizeHandle column={column} />
      </div>
    );
  }
  return (
    <div className={className} data-column={column} role="presentation" onKeyDown={onKeyDown}>
      {title}
      {names.includes('host') ? (
        <div role="columnheader" className="visually-hidden">
          {words.columns.note}
        </div>
      ) : (
        <SortTitle sort="host" label={words.columns.host} />
      )}
    </div>
  );
}

function SortTitle(props: { readonly sort: ViewSort; readonly label: string }) {
  const { watcher, changeView } = useWindowModel();
  const view = useReadable(watcher.view);
  const isSorted = view.sort === props.sort;
  return (
    <div role="columnheader" aria-sort={isSorted ? (view.descending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className="sort-button"
        onClick={() => {
          changeView({ sort: props.sort, descending: isSorted ? !view.descending : startsDescending(props.sort) });
        }}
      >
        {props.label}
        {isSorted ? <Icon name={view.descending ? 'sortDown' : 'sortUp'} /> : null}
      </button>
    </div>
  );
}

/** The newest, the largest and the fastest are what one looks for; names start at A. */
function startsDescending(sort: ViewSort): boolean {
  return sort === 'added' || sort === 'size' || sort === 'speed';
}

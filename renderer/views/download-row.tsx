// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by `transform` and drawn by CSS grid, which the boxes of <table> do not take
import { memo, useCallback, useSyncExternalStore } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import { questionOf } from '../../shared/question.ts';
import { IconButton } from '../components/button.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { actionIcon, actionLabel } from '../format/action-text.ts';
import { describeRow, type RowText } from '../format/row-text.ts';
import { formatMoment, formats } from '../format/window-formats.ts';
import { words } from '../format/words.ts';
import type { Column } from '../model/columns.ts';
import { hasEnded, hasOtherAnswers, neededAction, quickActions } from '../model/row-actions.ts';
import { ROW_HEIGHT_PX } from './list-dom.ts';
import { useWindowModel } from './window-model-context.ts';

const STATE_ICONS: Readonly<Record<DownloadStateKind, IconName>> = {
  queued: 'waiting',
  probing: 'connecting',
  downloading: 'downloading',
  pausing: 'paused',
  paused: 'paused',
  retrying: 'retry',
  blocked: 'alert',
  finishing: 'connecting',
  completed: 'completed',
  failed: 'alert',
};

/** A place in the list whose row has not arrived yet. */
export function EmptyRow({ index }: { readonly index: number }) {
  return (
    <div className="row row-empty" role="row" aria-rowindex={index + 2} style={placeOf(index)}>
      <div role="gridcell" className="row-name">
        {words.row.loading}
      </div>
    </div>
  );
}

/** One download. Renders again only when this download, its place or its selection changed. */
export const DownloadRowView = memo(function DownloadRowView(props: {
  readonly id: DownloadId;
  readonly index: number;
  /** The one row that Tab reaches. */
  readonly isCurrent: boolean;
  /** The columns to show, in order. */
  readonly columns: readonly Column[];
  /** Whether the list shows the order in which downloads start, so that rows can be dragged to another place in it. */
  readonly isInQueue: boolean;
}) {
  const { id, index } = props;
  const { list, selection, dragOut } = useWindowModel();
  const subscribe = useCallback((listener: () => void) => list.subscribeRow(id, listener), [list, id]);
  const row = useSyncExternalStore(subscribe, () => list.rowOf(id));
  const progress = useSyncExternalStore(subscribe, () => list.progressOf(id));
  const isSelected = useSyncExternalStore(selection.selected.subscribe, () => selection.selected.get().has(id));
  if (row === undefined) return <EmptyRow index={index} />;

  const text = describeRow(row, progress, formats);
  return (
    <div
      className={`row tone-${text.tone} state-${row.state.kind}${text.note === '' ? '' : ' has-note'}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={props.isCurrent ? 0 : -1}
      draggable={row.state.kind === 'completed' ? dragOut !== null : props.isInQueue && !hasEnded(row.state)}
      data-index={index}
      data-id={id}
      style={placeOf(index)}
    >
      {props.columns.map((column, at) => (
        <Cell key={column} column={column} row={row} text={text} columns={props.columns} at={at} />
      ))}
      <RowButtons row={row} />
      <ProgressBar bar={text.bar} />
    </div>
  );
});

/** What a row shows in one column; below the name stands its server, or its sentence when it has one. */
function Cell(props: {
  readonly column: Column;
  readonly row: DownloadRow;
  readonly text: RowText;
  readonly columns: readonly Column[];
  readonly at: number;
}) {
  const { column, row, text, columns, at } = props;
  // The buttons that a row needs stand over its last cell.
  const className = at === columns.length - 1 ? 'row-cell is-last' : 'row-cell';
  const style = { gridColumn: at + 1 };
  if (column === 'name') {
    return (
      <>
        <div role="gridcell" className="row-name" dir="auto" title={row.name}>
          {row.name}
        </div>
        <div role="gridcell" className="row-under" {...roomForAnswer(row)}>
          {columns.includes('host') ? null : <span className="row-host-name">{row.host}</span>}
          {text.note === '' ? null : (
            <span className="row-note" title={text.note}>
              {text.note}
            </span>
          )}
        </div>
      </>
    );
  }
  if (column === 'state') {
    return (
      <div
        role="gridcell"
        className={`${className} row-state${text.brief === null ? '' : ' has-brief'}`}
        style={style}
        title={text.note === '' ? undefined : text.note}
      >
        <Icon name={questionOf(row) === null ? STATE_ICONS[row.state.kind] : 'alert'} />
        <span className="row-state-word">{text.state}</span>
        {/* Screen readers get the whole sentence at any density. */}
        {text.brief === null ? null : (
          <span className="row-state-brief" aria-hidden="true">
            {text.brief}
          </span>
        )}
      </div>
    );
  }
  if (column === 'size') {
    return (
      <div role="gridcell" className={`${className} row-number row-size`} style={style}>
        <span className="row-size-long">{text.size}</span>
        <span className="row-size-short">{text.sizeShort}</span>
      </div>
    );
  }
  const isNumber = column === 'speed' || column === 'timeLeft' || column === 'added';
  const content = plainText(column, row, text);
  return (
    <div
      role="gridcell"
      className={`${className} row-${column}${isNumber ? ' row-number' : ''}`}
      style={style}
      title={isNumber ? undefined : content}
    >
      {content}
    </div>
  );
}

/** The sentence ends before the button: it leaves as much room as the button's words take, in any language (`list.css`). */
function roomForAnswer(row: DownloadRow): { readonly 'data-answer'?: string; readonly 'data-has-others'?: true } {
  const needed = neededAction(row);
  if (needed === null) return {};
  const label = actionLabel(needed, row);
  return hasOtherAnswers(row) ? { 'data-answer': label, 'data-has-others': true } : { 'data-answer': label };
}

function plainText(column: Exclude<Column, 'name' | 'state' | 'size'>, row: DownloadRow, text: RowText): string {
  switch (column) {
    case 'speed':
      return text.speed;
    case 'timeLeft':
      return text.timeLeft;
    case 'added':
      return formatMoment(row.addedAtMs);
    case 'host':
      return row.host;
    case 'folder':
      return row.directory;
    case 'category':
      return words.categories[row.category];
    case 'priority':
      return hasEnded(row.state) ? '' : words.priorities[row.priority];
    default:
      return assertNever(column);
  }
}

/** The buttons of a row; the list that holds it handles their clicks by `data-action`. */
function RowButtons({ row }: { readonly row: DownloadRow }) {
  const needed = neededAction(row);
  const quick = quickActions(row);
  return (
    <div role="gridcell" className="row-actions">
      <span className="row-quick">
        {quick.map((action) => (
          <IconButton key={action} icon={actionIcon(action)} label={actionLabel(action, row)} action={action} />
        ))}
        <IconButton icon="more" label={words.actions.more} action="more" />
      </span>
      {needed === null ? null : (
        <span className="row-answer">
          <button type="button" className="small-button" data-action={needed} tabIndex={-1}>
            {actionLabel(needed, row)}
          </button>
          {hasOtherAnswers(row) ? (
            <button
              type="button"
              className="small-button"
              data-action="answers"
              aria-label={words.actions.answers}
              aria-haspopup="menu"
              title={words.actions.answers}
              tabIndex={-1}
            >
              <Icon name="sortDown" />
            </button>
          ) : null}
        </span>
      )}
    </div>
  );
}

function placeOf(index: number): { readonly transform: string } {
  return { transform: `translateY(${index * ROW_HEIGHT_PX}px)` };
}

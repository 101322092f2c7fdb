// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by `transform` and drawn by CSS grid, which the boxes of <table> do not take
import type { ViewSort } from '../../shared/contract.ts';
import { Icon } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** The column titles; those that sort are buttons. */
export function ListHeader() {
  return (
    <div className="list-head" role="row" aria-rowindex={1}>
      <div className="head-names" role="presentation">
        <SortHeader sort="name" label={words.columns.name} />
        <SortHeader sort="host" label={words.columns.host} />
      </div>
      <SortHeader sort="state" label={words.columns.state} />
      <SortHeader sort="size" label={words.columns.size} className="head-size" />
      <PlainHeader label={words.columns.speed} className="head-speed" />
      <PlainHeader label={words.columns.timeLeft} className="head-left" />
      <SortHeader sort="added" label={words.columns.added} className="head-added" />
      <PlainHeader label={words.columns.actions} className="visually-hidden" />
    </div>
  );
}

function PlainHeader(props: { readonly label: string; readonly className: string }) {
  return (
    <div role="columnheader" className={props.className}>
      {props.label}
    </div>
  );
}

function SortHeader(props: { readonly sort: ViewSort; readonly label: string; readonly className?: string }) {
  const { watcher, changeView } = useWindowModel();
  const view = useReadable(watcher.view);
  const isSorted = view.sort === props.sort;
  return (
    <div
      role="columnheader"
      className={props.className}
      aria-sort={isSorted ? (view.descending ? 'descending' : 'ascending') : 'none'}
    >
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

/** The newest and the largest are what one looks for; names start at A. */
function startsDescending(sort: ViewSort): boolean {
  return sort === 'added' || sort === 'size';
}

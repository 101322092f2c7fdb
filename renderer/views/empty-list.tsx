import { Icon } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { keyText } from '../format/key-names.ts';
import { fill, words } from '../format/words.ts';
import { changeToPlace } from '../model/view-places.ts';
import { countFilter } from '../model/view-filters.ts';
import { useWindowModel } from './window-model-context.ts';

/** What stands where rows would be: how to begin, or why this view has none. */
export function EmptyList() {
  const { list, watcher, changeView } = useWindowModel();
  const summary = useReadable(list.summary);
  const view = useReadable(watcher.view);
  if (summary === null) return null;
  if (countFilter(summary, 'all') === 0) return <Welcome />;
  return (
    <div className="empty">
      <p className="empty-body">
        {view.search === '' ? words.list.nothingFiltered : fill(words.list.nothingFound, { search: view.search })}
      </p>
      <button
        type="button"
        className="button"
        onClick={() => {
          changeView({ ...changeToPlace({ kind: 'filter', filter: 'all' }), search: '' });
        }}
      >
        {words.list.showAll}
      </button>
    </div>
  );
}

function Welcome() {
  return (
    <div className="empty">
      <span className="empty-picture">
        <Icon name="drop" />
      </span>
      <h2 className="empty-title">{words.list.emptyTitle}</h2>
      <p className="empty-body">{fill(words.list.emptyBody, { paste: keyText('Mod+V') })}</p>
    </div>
  );
}

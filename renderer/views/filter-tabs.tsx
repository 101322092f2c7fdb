import type { ViewFilter } from '../../shared/contract.ts';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { words } from '../format/words.ts';
import { countFilter } from '../model/view-filters.ts';
import { useWindowModel } from './window-model-context.ts';

const FILTERS: readonly ViewFilter[] = ['all', 'active', 'waiting', 'finished', 'attention'];

/** Which downloads the list shows, each with its number. */
export function FilterTabs() {
  const { list, watcher, changeView } = useWindowModel();
  const summary = useReadable(list.summary);
  const view = useReadable(watcher.view);
  return (
    <nav className="filters" aria-label={words.filters.label}>
      {FILTERS.map((filter) => {
        const count = summary === null ? 0 : countFilter(summary.counts, filter);
        return (
          <button
            key={filter}
            type="button"
            className={filter === 'attention' && count > 0 ? 'filter filter-attention' : 'filter'}
            aria-pressed={view.filter === filter}
            onClick={() => {
              changeView({ filter });
            }}
          >
            {words.filters[filter]} {count === 0 ? null : <span className="filter-count">{formats.count(count)}</span>}
          </button>
        );
      })}
    </nav>
  );
}

import { IconButton } from '../components/button.tsx';
import { useReadable } from '../components/use-readable.ts';
import { placeLabel } from '../format/place-text.ts';
import { fill, words } from '../format/words.ts';
import { changeToPlace, changeToWithout, keyOfPlace, placesOfView } from '../model/view-places.ts';
import { focusList } from './focus-list.ts';
import { useWindowModel } from './window-model-context.ts';

/** What the list is narrowed to, when that is more than one line of the sidebar; each can be taken away again. */
export function FilterChips() {
  const model = useWindowModel();
  const { watcher, changeView } = model;
  const places = placesOfView(useReadable(watcher.view));
  if (places.length < 2) return null;
  return (
    <section className="filter-chips" aria-label={words.filters.label}>
      <ul className="chips">
        {places.map((place) => (
          <li key={keyOfPlace(place)} className="chip">
            <span dir="auto">{placeLabel(place)}</span>
            <IconButton
              icon="close"
              label={fill(words.sidebar.without, { name: placeLabel(place) })}
              onPress={() => {
                changeView(changeToWithout(place));
                focusList(model);
              }}
            />
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="small-button"
        onClick={() => {
          changeView(changeToPlace({ kind: 'filter', filter: 'all' }));
          focusList(model);
        }}
      >
        {words.list.showAll}
      </button>
    </section>
  );
}

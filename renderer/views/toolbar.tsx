import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { keyText } from '../format/key-names.ts';
import { placesLabel } from '../format/place-text.ts';
import type { ListSummary } from '../model/download-list-store.ts';
import { placesOfView } from '../model/view-places.ts';
import { countFilter } from '../model/view-filters.ts';
import { enterFirstRow, focusList } from './focus-list.ts';
import { LimitButton } from './limit-button.tsx';
import { SEARCH_FIELD_ID, toggleDetails } from './use-window-keys.ts';
import { useWindowModel } from './window-model-context.ts';

/** The sidebar, add, what can be done to the selection (or to everything), the limit, the search, the details. */
export function Toolbar() {
  const model = useWindowModel();
  return (
    <header className="toolbar">
      <SidebarToggle />
      <div className="toolbar-actions" role="toolbar" aria-label={words.actions.toolbar}>
        <button
          type="button"
          className="button button-primary"
          onClick={() => {
            model.dialog.set({ kind: 'add' });
          }}
        >
          <Icon name="add" />
          {words.actions.add}
        </button>
        <SelectionButtons />
      </div>
      <LimitButton />
      <SearchField />
      <DetailsToggle />
      <IconButton
        icon="settings"
        label={words.actions.settings}
        onPress={() => {
          model.dialog.set({ kind: 'settings', section: 'downloads' });
        }}
      />
    </header>
  );
}

/** Shows and hides the sidebar. Where it has no place of its own, it comes over the list, and this says what is shown. */
function SidebarToggle() {
  const { layout, isSidebarOver, watcher } = useWindowModel();
  const { hasSidebar } = useReadable(layout);
  const isOver = useReadable(isSidebarOver);
  const places = placesOfView(useReadable(watcher.view));
  return (
    <button
      type="button"
      className="tool-button sidebar-toggle"
      aria-expanded={isNarrow() ? isOver : hasSidebar}
      title={words.sidebar.toggle}
      onKeyDown={(event) => {
        if (event.key === 'Escape') isSidebarOver.set(false);
      }}
      onClick={() => {
        if (isNarrow()) isSidebarOver.set(!isOver);
        else layout.change({ hasSidebar: !hasSidebar });
      }}
    >
      <Icon name="sidebar" />
      <span className="visually-hidden">{words.sidebar.toggle}</span>{' '}
      <span className="sidebar-toggle-place">{placesLabel(places)}</span>
    </button>
  );
}

/** The width below which the sidebar comes over the list; the same as in `styles/frame.css`. */
function isNarrow(): boolean {
  return matchMedia('(max-width: 759px)').matches;
}

function DetailsToggle() {
  const model = useWindowModel();
  const { hasDetails } = useReadable(model.layout);
  // Told anew when another key was chosen.
  useReadable(model.settings.settings.state);
  const [key] = model.settings.shortcuts().details;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={words.actions.details}
      aria-pressed={hasDetails}
      title={key === undefined ? words.actions.details : `${words.actions.details} (${keyText(key)})`}
      onClick={() => {
        toggleDetails(model);
      }}
    >
      <Icon name="pane" />
    </button>
  );
}

function SelectionButtons() {
  const { commands, selection, list, dialog } = useWindowModel();
  const selected = useReadable(selection.selected);
  const summary = useReadable(list.summary);
  const isAny = selected.size > 0;
  return (
    <>
      <IconButton
        icon="pause"
        label={isAny ? words.actions.pause : words.actions.pauseAll}
        disabled={!isAny && !canPauseAny(summary)}
        onPress={() => {
          void (isAny ? commands.run('pause', selection.targets()) : commands.pauseAll());
        }}
      />
      <IconButton
        icon="resume"
        label={isAny ? words.actions.resume : words.actions.resumeAll}
        disabled={!isAny && (summary?.counts.paused ?? 0) === 0}
        onPress={() => {
          void (isAny ? commands.run('resume', selection.targets()) : commands.resumeAll());
        }}
      />
      <IconButton
        icon="remove"
        label={words.actions.removeMore}
        disabled={!isAny}
        onPress={() => {
          dialog.set({ kind: 'remove', ids: selection.targets() });
        }}
      />
    </>
  );
}

function canPauseAny(summary: ListSummary | null): boolean {
  if (summary === null) return false;
  const { queued, blocked } = summary.counts;
  return countFilter(summary, 'active') + queued + blocked > 0;
}

function SearchField() {
  const model = useWindowModel();
  const { watcher, changeView } = model;
  const { search } = useReadable(watcher.view);
  return (
    <div className="search">
      <Icon name="search" />
      <input
        id={SEARCH_FIELD_ID}
        type="search"
        value={search}
        maxLength={500}
        placeholder={words.search.label}
        aria-label={words.search.label}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          changeView({ search: event.target.value });
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || (event.key !== 'Escape' && event.key !== 'ArrowDown')) return;
          event.preventDefault();
          if (event.key === 'ArrowDown') enterFirstRow(model);
          else if (search === '') focusList(model);
          else changeView({ search: '' });
        }}
      />
    </div>
  );
}

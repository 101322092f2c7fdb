import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { CATEGORIES, type Category } from '../../shared/category.ts';
import { VIEW_FILTERS, type ViewFilter } from '../../shared/view-filter.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { keyText } from '../format/key-names.ts';
import { fill, words } from '../format/words.ts';
import { countFilter } from '../model/view-filters.ts';
import {
  changeToAlso,
  changeToPlace,
  changeToWithout,
  folderName,
  keyOfPlace,
  placesOfView,
  type ViewPlace,
} from '../model/view-places.ts';
import type { SidebarGroup } from '../model/window-layout.ts';
import { useWindowModel } from './window-model-context.ts';

const FILTER_ICONS: Readonly<Record<ViewFilter, IconName>> = {
  all: 'all',
  active: 'downloading',
  waiting: 'waiting',
  finished: 'completed',
  attention: 'alert',
};

const CATEGORY_ICONS: Readonly<Record<Category, IconName>> = {
  video: 'video',
  audio: 'audio',
  images: 'image',
  documents: 'file',
  archives: 'archive',
  programs: 'program',
  other: 'other',
};

/** One line: what it shows, in words, and how many downloads that are. */
type Line = {
  readonly key: string;
  readonly place: ViewPlace;
  readonly icon: IconName;
  readonly label: string;
  /** The whole of a label that is shortened. */
  readonly title?: string;
  readonly count: number;
};

/**
 * The parts of the list, each with its number: by state, by kind of file, by folder, by server. One Tab stop; arrows move
 * through it.
 */
export function Sidebar() {
  const { layout, isSidebarOver } = useWindowModel();
  const { hasSidebar } = useReadable(layout);
  const isOver = useReadable(isSidebarOver);
  const { states, categories, folders, hosts } = useLines();
  const element = useRef<HTMLElement>(null);
  return (
    <>
      {isOver ? (
        // A pointer's way out; the keyboard's is Escape.
        <div
          className="sidebar-veil"
          aria-hidden="true"
          onClick={() => {
            isSidebarOver.set(false);
          }}
        />
      ) : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- moves the focus among the buttons in it */}
      <nav
        ref={element}
        className={`sidebar${hasSidebar ? '' : ' is-closed'}${isOver ? ' is-over' : ''}`}
        aria-label={words.filters.label}
        onKeyDown={(event) => {
          if (event.key === 'Escape') isSidebarOver.set(false);
          else moveFocus(element.current, event);
        }}
      >
        <Lines lines={states} />
        <Group name="categories" lines={categories} />
        <Group name="folders" lines={folders} />
        <Group name="hosts" lines={hosts} />
      </nav>
    </>
  );
}

function useLines(): Readonly<Record<'states' | SidebarGroup, readonly Line[]>> {
  const { list } = useWindowModel();
  const summary = useReadable(list.summary);
  const facets = useReadable(list.facets);
  const view = useReadable(useWindowModel().watcher.view);
  const states = VIEW_FILTERS.map((filter) => ({
    key: filter,
    place: { kind: 'filter', filter } as const,
    icon: FILTER_ICONS[filter],
    label: words.filters[filter],
    count: summary === null ? 0 : countFilter(summary, filter),
  }));
  // What is shown keeps its line when the last of it is gone.
  const categories = CATEGORIES.map((category) => ({
    key: category,
    place: { kind: 'category', category } as const,
    icon: CATEGORY_ICONS[category],
    label: words.categories[category],
    count: facets?.categories[category] ?? 0,
  })).filter(({ key, count }) => count > 0 || key === view.category);
  const folders = (facets?.folders ?? []).map(({ value, count }) => ({
    key: value,
    place: { kind: 'folder', folder: value } as const,
    icon: 'showInFolder' as const,
    label: folderName(value),
    title: value,
    count,
  }));
  const hosts = (facets?.hosts ?? []).map(({ value, count }) => ({
    key: value,
    place: { kind: 'host', host: value } as const,
    icon: 'host' as const,
    label: value,
    title: value,
    count,
  }));
  return { states, categories, folders, hosts };
}

/** A group with a heading that folds it. Nothing while it has no lines. */
function Group({ name, lines }: { readonly name: SidebarGroup; readonly lines: readonly Line[] }): ReactNode {
  const { layout } = useWindowModel();
  const { foldedGroups } = useReadable(layout);
  if (lines.length === 0) return null;
  const isFolded = foldedGroups.includes(name);
  return (
    <section aria-label={words.sidebar[name]}>
      <button
        type="button"
        className="sidebar-heading"
        aria-expanded={!isFolded}
        tabIndex={-1}
        onClick={() => {
          layout.change({
            foldedGroups: isFolded ? foldedGroups.filter((group) => group !== name) : [...foldedGroups, name],
          });
        }}
      >
        {words.sidebar[name]}
        <Icon name={isFolded ? 'folded' : 'sortDown'} />
      </button>
      {isFolded ? null : <Lines lines={lines} />}
    </section>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  const { watcher, changeView, isSidebarOver } = useWindowModel();
  const places = placesOfView(useReadable(watcher.view));
  const [first, ...others] = places.map(keyOfPlace);

  /** With Ctrl (Cmd) a line is shown together with what is shown, and taken away again. */
  function choose(place: ViewPlace, isAlso: boolean): void {
    const key = keyOfPlace(place);
    if (!isAlso) changeView(changeToPlace(place));
    else changeView(key === first || others.includes(key) ? changeToWithout(place) : changeToAlso(place));
    isSidebarOver.set(false);
  }

  return (
    <ul className="sidebar-lines">
      {lines.map((line) => {
        const key = keyOfPlace(line.place);
        const isShown = key === first || others.includes(key);
        // One more of another kind makes the list shorter; everything is no kind.
        const canCombine = first !== 'filter all' && places.some(({ kind }) => kind !== line.place.kind);
        const combine = canCombine && !isShown ? fill(words.sidebar.combine, { key: keyText('Mod+') }) : '';
        const isUrgent = line.key === 'attention' && line.count > 0;
        return (
          <li key={line.key} className="sidebar-item">
            <button
              type="button"
              className={isUrgent ? 'sidebar-line is-urgent' : 'sidebar-line'}
              aria-current={isShown ? 'true' : undefined}
              // The first line of what is shown is where Tab arrives.
              tabIndex={key === first ? 0 : -1}
              title={[line.title ?? '', combine].filter((text) => text !== '').join('\n')}
              onClick={(event) => {
                choose(line.place, event.ctrlKey || event.metaKey);
              }}
              onKeyDown={(event) => {
                // Browsers press no button for it.
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
                event.preventDefault();
                choose(line.place, true);
              }}
            >
              <Icon name={line.icon} />
              <span className="sidebar-label" dir="auto">
                {line.label}
              </span>{' '}
              {line.count === 0 ? null : <span className="sidebar-count">{formats.count(line.count)}</span>}
            </button>
            {canCombine && !isShown ? (
              <button
                type="button"
                className="sidebar-also"
                aria-label={fill(words.sidebar.also, { name: line.label })}
                title={fill(words.sidebar.also, { name: line.label })}
                tabIndex={-1}
                onClick={(event) => {
                  // It goes with what it does; the keyboard stays at its line.
                  event.currentTarget.parentElement?.querySelector<HTMLElement>('.sidebar-line')?.focus();
                  choose(line.place, true);
                }}
              >
                <Icon name="add" />
              </button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

/** Up and down through the lines and headings; sideways between a line and the button that adds it to what is shown. */
function moveFocus(sidebar: HTMLElement | null, event: KeyboardEvent): void {
  const focused = document.activeElement;
  const item = focused?.closest('.sidebar-item') ?? null;
  const stops = [...(sidebar?.querySelectorAll<HTMLElement>('.sidebar-line, .sidebar-heading') ?? [])];
  const at = stops.findIndex((stop) => stop === focused || (item !== null && stop.parentElement === item));
  const target = targetOfKey(event.key, at, stops.length);
  const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
  const beside = focused?.matches('.sidebar-also') === true ? '.sidebar-line' : '.sidebar-also';
  const next = isSideways
    ? item?.querySelector<HTMLElement>(beside)
    : at === -1 || target === null
      ? null
      : stops[target];
  if (next === null || next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

function targetOfKey(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

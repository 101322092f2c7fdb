import { assertNever } from '../../shared/assert-never.ts';
import type { Category } from '../../shared/category.ts';
import type { ViewSpec } from '../../shared/contract.ts';
import type { ViewFilter } from '../../shared/view-filter.ts';

/** One line of the sidebar: the part of the list that it shows. */
export type ViewPlace =
  | { readonly kind: 'filter'; readonly filter: ViewFilter }
  | { readonly kind: 'category'; readonly category: Category }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'host'; readonly host: string };

type Narrowing = Pick<ViewSpec, 'filter' | 'category' | 'folder' | 'host'>;

const ALL: Narrowing = { filter: 'all', category: null, folder: null, host: null };

/** What of the view changes to show one place alone. The search goes on within it. */
export function changeToPlace(place: ViewPlace): Narrowing {
  return { ...ALL, ...fieldOf(place) };
}

/** What of the view changes to show only what is in a place as well: one of each kind at most. */
export function changeToAlso(place: ViewPlace): Partial<Narrowing> {
  return fieldOf(place);
}

/** What of the view changes to show what is outside of a place, too. */
export function changeToWithout({ kind }: ViewPlace): Partial<Narrowing> {
  return { [kind]: ALL[kind] };
}

function fieldOf(place: ViewPlace): Partial<Narrowing> {
  switch (place.kind) {
    case 'filter':
      return { filter: place.filter };
    case 'category':
      return { category: place.category };
    case 'folder':
      return { folder: place.folder };
    case 'host':
      return { host: place.host };
    default:
      return assertNever(place);
  }
}

/** The places whose common part a view shows, at least one. */
export function placesOfView({ filter, category, folder, host }: Narrowing): readonly ViewPlace[] {
  const narrow: readonly ViewPlace[] = [
    ...(filter === 'all' ? [] : [{ kind: 'filter', filter } as const]),
    ...(category === null ? [] : [{ kind: 'category', category } as const]),
    ...(folder === null ? [] : [{ kind: 'folder', folder } as const]),
    ...(host === null ? [] : [{ kind: 'host', host } as const]),
  ];
  return narrow.length === 0 ? [{ kind: 'filter', filter }] : narrow;
}

/** A place in one word: the same place has the same. */
export function keyOfPlace(place: ViewPlace): string {
  return Object.values(place).join(' ');
}

/** The last part of a folder's path, which says enough beside others. */
export function folderName(folder: string): string {
  return folder.split(/[/\\]/u).findLast((part) => part !== '') ?? folder;
}

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

/** What of the view changes to show a place. The search goes on within it. */
export function changeToPlace(place: ViewPlace): Pick<ViewSpec, 'filter' | 'category' | 'folder' | 'host'> {
  const all = { filter: 'all', category: null, folder: null, host: null } as const;
  switch (place.kind) {
    case 'filter':
      return { ...all, filter: place.filter };
    case 'category':
      return { ...all, category: place.category };
    case 'folder':
      return { ...all, folder: place.folder };
    case 'host':
      return { ...all, host: place.host };
    default:
      return assertNever(place);
  }
}

/** The place that a view shows. */
export function placeOfView({ filter, category, folder, host }: ViewSpec): ViewPlace {
  if (category !== null) return { kind: 'category', category };
  if (folder !== null) return { kind: 'folder', folder };
  if (host !== null) return { kind: 'host', host };
  return { kind: 'filter', filter };
}

/** The last part of a folder's path, which says enough beside others. */
export function folderName(folder: string): string {
  return folder.split(/[/\\]/u).findLast((part) => part !== '') ?? folder;
}

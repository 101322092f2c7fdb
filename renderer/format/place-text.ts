import { assertNever } from '../../shared/assert-never.ts';
import { folderName, type ViewPlace } from '../model/view-places.ts';
import { words } from './words.ts';

/** What the part of the list is called that lies in all of these places. */
export function placesLabel(places: readonly ViewPlace[]): string {
  return places.map(placeLabel).join(' · ');
}

/** What a part of the list is called. */
export function placeLabel(place: ViewPlace): string {
  switch (place.kind) {
    case 'filter':
      return words.filters[place.filter];
    case 'category':
      return words.categories[place.category];
    case 'folder':
      return folderName(place.folder);
    case 'host':
      return place.host;
    default:
      return assertNever(place);
  }
}

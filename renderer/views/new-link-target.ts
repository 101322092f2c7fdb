import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import { asksForNewLink } from '../model/row-actions.ts';
import type { WindowModel } from '../model/window-model.ts';
import { placeOfEvent } from './list-dom.ts';

/** The row under a drag that asks for a new link; `null` when there is none. */
export function newLinkRowAt(model: WindowModel, target: EventTarget | null): DownloadRow | null {
  // A text is dragged over, too; what it stands in is the place.
  const element = target instanceof Text ? target.parentElement : target;
  const place = element === null ? null : placeOfEvent({ target: element });
  return place === null ? null : asking(model, place.id);
}

/**
 * The download that a pasted link may be meant for: the only selected one, else the one under the pointer, if it asks
 * for a new link.
 */
export function newLinkRowForPaste(model: WindowModel): DownloadRow | null {
  const selected = [...model.selection.selected.get()];
  const [only] = selected;
  if (only !== undefined) return selected.length === 1 ? asking(model, only) : null;
  return newLinkRowAt(model, document.querySelector('[data-id]:hover'));
}

function asking(model: WindowModel, id: DownloadId): DownloadRow | null {
  const row = model.list.rowOf(id);
  return row !== undefined && asksForNewLink(row) ? row : null;
}

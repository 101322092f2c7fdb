import type { DragEvent, FocusEvent, MouseEvent } from 'react';
import { rowActions } from '../model/row-actions.ts';
import { actionOfEvent, isInHeader, placeOfEvent, type Place } from './list-dom.ts';
import type { OpenRowMenu } from './row-menu.tsx';
import { runRowAction } from './run-row-action.ts';
import { useWindowModel } from './window-model-context.ts';

/** How far below its button a menu opens. */
const MENU_GAP_PX = 4;

/** What the mouse does in the list, for all rows in one place. */
export function useListPointer(openMenu: (menu: OpenRowMenu) => void): {
  readonly onClick: (event: MouseEvent) => void;
  readonly onDoubleClick: (event: MouseEvent) => void;
  readonly onContextMenu: (event: MouseEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onDragStart: (event: DragEvent) => void;
} {
  const model = useWindowModel();
  const { list, selection } = model;

  function openMenuAt(place: Place, at: OpenRowMenu['at'], onlyAnswers = false): void {
    if (!selection.selected.get().has(place.id)) void selection.select(place.index, 'only');
    openMenu({ at, ids: selection.targets(place.id), onlyAnswers });
  }

  /** A button of a row: it means this row alone. */
  function pressButton(place: Place, event: MouseEvent): void {
    const action = actionOfEvent(event);
    if (action === 'more' || action === 'answers') {
      const box = event.target instanceof Element ? event.target.getBoundingClientRect() : new DOMRect();
      openMenuAt(place, { x: box.left, y: box.bottom + MENU_GAP_PX }, action === 'answers');
      return;
    }
    const row = list.rowOf(place.id);
    // The state may have moved on while the button was pressed.
    if (row !== undefined && action !== null && rowActions(row).includes(action)) {
      runRowAction(model, action, [place.id]);
    }
  }

  return {
    onClick(event) {
      const place = placeOfEvent(event);
      if (place === null) {
        if (!isInHeader(event)) selection.clear();
      } else if (actionOfEvent(event) !== null) {
        pressButton(place, event);
      } else {
        const isToggle = event.ctrlKey || event.metaKey;
        void selection.select(place.index, event.shiftKey ? 'extend' : isToggle ? 'toggle' : 'only');
      }
    },
    onDoubleClick(event) {
      const place = placeOfEvent(event);
      const row = place === null ? undefined : list.rowOf(place.id);
      if (row?.state.kind === 'completed' && actionOfEvent(event) === null) runRowAction(model, 'open', [row.id]);
    },
    onContextMenu(event) {
      const place = placeOfEvent(event);
      if (place === null) return;
      event.preventDefault();
      openMenuAt(place, { x: event.clientX, y: event.clientY });
    },
    onDragStart(event) {
      const place = placeOfEvent(event);
      if (place === null || model.dragOut === null) return;
      // The browser's own drag ends here: the system takes over, with the files.
      event.preventDefault();
      model.dragOut(selection.targets(place.id));
    },
    onFocus(event) {
      const place = placeOfEvent(event);
      if (place !== null && place.id !== selection.current.get()?.id) void selection.select(place.index, 'keep');
    },
  };
}

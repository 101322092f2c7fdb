import type { MenuItemConstructorOptions } from 'electron';
import { offeredLimits } from '../../shared/speed-limits.ts';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import { DONE_ACTIONS, type DoneAction } from './done-action.ts';
import { formatSpeed } from './format-speed.ts';

/** What both menus let a user choose, and what is chosen now. */
export type MenuChoices = {
  readonly limitBytesPerSecond: number;
  readonly doneAction: DoneAction;
  readonly locale: string;
};

/** How a choice is made. */
export type ChoiceActions = {
  /** Bytes per second over all downloads; 0 means none. */
  readonly setLimit: (bytesPerSecond: number) => void;
  /** What to do once everything has been downloaded; for this time only. */
  readonly chooseDoneAction: (action: DoneAction) => void;
};

/** The submenus for the speed limit and for the end of all downloads: in the tray, and in the menu where there is no tray. */
export function choiceMenus(choices: MenuChoices, actions: ChoiceActions): readonly MenuItemConstructorOptions[] {
  return [
    { id: 'limit', label: DESKTOP_WORDS.speedLimit, submenu: limitItems(choices, actions) },
    { id: 'whenDone', label: DESKTOP_WORDS.whenDone, submenu: doneItems(choices, actions) },
  ];
}

function limitItems(
  { limitBytesPerSecond: current, locale }: MenuChoices,
  actions: ChoiceActions,
): MenuItemConstructorOptions[] {
  return offeredLimits(current).map((limit) => ({
    id: `limit-${limit}`,
    type: 'radio',
    checked: limit === current,
    label: limit === 0 ? DESKTOP_WORDS.noLimit : formatSpeed(limit, locale),
    click: () => actions.setLimit(limit),
  }));
}

function doneItems({ doneAction }: MenuChoices, actions: ChoiceActions): MenuItemConstructorOptions[] {
  return DONE_ACTIONS.map((action) => ({
    id: `done-${action}`,
    type: 'radio',
    checked: action === doneAction,
    label: DESKTOP_WORDS.doneActions[action],
    click: () => actions.chooseDoneAction(action),
  }));
}

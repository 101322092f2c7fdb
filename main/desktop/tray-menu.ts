import type { DownloadId } from '../../shared/download.ts';
import { offeredLimits } from '../../shared/speed-limits.ts';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { MenuItemConstructorOptions } from 'electron';
import type { RunningDownload, Summary } from './core-summary.ts';
import { DONE_ACTIONS, type DoneAction } from './done-action.ts';

/** What the tray's menu can do. */
export type TrayActions = {
  readonly addFromClipboard: () => void;
  readonly pause: (id: DownloadId) => void;
  readonly showInFolder: (id: DownloadId) => void;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
  /** Bytes per second over all downloads; 0 means none. */
  readonly setLimit: (bytesPerSecond: number) => void;
  /** What to do once everything has been downloaded; for this time only. */
  readonly chooseDoneAction: (action: DoneAction) => void;
  readonly toggleDropTarget: () => void;
  readonly openDownloadFolder: () => void;
  readonly show: () => void;
  readonly openSettings: () => void;
  readonly quit: () => void;
};

/** More running downloads than this make the menu longer than a screen is high; the window shows them all. */
const MAX_RUNNING_ITEMS = 8;
/** Longer names are cut in the middle, so that the menu stays narrow and the extension is seen. */
const MAX_NAME_LENGTH = 40;

/** The tray's menu for a state of the list. Pure: the same input gives the same menu. */
export function trayMenu(input: {
  readonly summary: Summary;
  readonly limitBytesPerSecond: number;
  readonly doneAction: DoneAction;
  readonly hasDropTarget: boolean;
  readonly locale: string;
  readonly actions: TrayActions;
}): readonly MenuItemConstructorOptions[] {
  const { summary, actions } = input;
  return [
    { id: 'show', label: DESKTOP_WORDS.show, click: actions.show },
    { id: 'addFromClipboard', label: DESKTOP_WORDS.addFromClipboard, click: actions.addFromClipboard },
    { type: 'separator' },
    ...runningItems(summary.running, actions),
    { id: 'pauseAll', label: DESKTOP_WORDS.pauseAll, enabled: summary.unfinishedCount > 0, click: actions.pauseAll },
    { id: 'resumeAll', label: DESKTOP_WORDS.resumeAll, enabled: summary.pausedCount > 0, click: actions.resumeAll },
    { id: 'limit', label: DESKTOP_WORDS.speedLimit, submenu: limitItems(input) },
    { id: 'whenDone', label: DESKTOP_WORDS.whenDone, submenu: doneItems(input) },
    { type: 'separator' },
    {
      id: 'dropTarget',
      type: 'checkbox',
      label: DESKTOP_WORDS.dropTarget,
      checked: input.hasDropTarget,
      click: actions.toggleDropTarget,
    },
    { id: 'openDownloadFolder', label: DESKTOP_WORDS.openDownloadFolder, click: actions.openDownloadFolder },
    { id: 'settings', label: DESKTOP_WORDS.settings, click: actions.openSettings },
    { type: 'separator' },
    { id: 'quit', label: DESKTOP_WORDS.quit, click: actions.quit },
  ];
}

function runningItems(running: readonly RunningDownload[], actions: TrayActions): MenuItemConstructorOptions[] {
  if (running.length === 0) return [];
  const shown = running.slice(0, MAX_RUNNING_ITEMS).map(({ id, name, percent }): MenuItemConstructorOptions => ({
    id: `download-${id}`,
    label: percent === null ? menuName(name) : `${menuName(name)}  ${percent} %`,
    submenu: [
      { id: `pause-${id}`, label: DESKTOP_WORDS.pause, click: () => actions.pause(id) },
      { id: `folder-${id}`, label: DESKTOP_WORDS.openFolder, click: () => actions.showInFolder(id) },
    ],
  }));
  const hidden = running.length - shown.length;
  const more = DESKTOP_WORDS.moreRunning.replace('{count}', String(hidden));
  return [...shown, ...(hidden > 0 ? [{ label: more, click: actions.show }] : []), { type: 'separator' }];
}

/** An ampersand marks the next letter as a shortcut in menus of Windows and Linux; doubled, it is itself. */
function menuName(name: string): string {
  const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
  const half = (MAX_NAME_LENGTH - 1) / 2;
  const short =
    characters.length <= MAX_NAME_LENGTH
      ? name
      : `${characters.slice(0, Math.ceil(half)).join('')}…${characters.slice(-Math.floor(half)).join('')}`;
  return short.replaceAll('&', '&&');
}

function limitItems(input: {
  readonly limitBytesPerSecond: number;
  readonly locale: string;
  readonly actions: Pick<TrayActions, 'setLimit'>;
}): MenuItemConstructorOptions[] {
  const current = input.limitBytesPerSecond;
  return offeredLimits(current).map((limit) => ({
    id: `limit-${limit}`,
    type: 'radio',
    checked: limit === current,
    label: limit === 0 ? DESKTOP_WORDS.noLimit : formatSpeed(limit, input.locale),
    click: () => input.actions.setLimit(limit),
  }));
}

function doneItems(input: {
  readonly doneAction: DoneAction;
  readonly actions: Pick<TrayActions, 'chooseDoneAction'>;
}): MenuItemConstructorOptions[] {
  return DONE_ACTIONS.map((action) => ({
    id: `done-${action}`,
    type: 'radio',
    checked: action === input.doneAction,
    label: DESKTOP_WORDS.doneActions[action],
    click: () => input.actions.chooseDoneAction(action),
  }));
}

/** The tray's hover text: how many run and how fast, or what needs the user. */
export function trayToolTip(summary: Summary, locale: string): string {
  const { activeCount, questionCount } = summary;
  if (questionCount > 0) return DESKTOP_WORDS.needsYou.replace('{count}', String(questionCount));
  if (activeCount === 0) return DESKTOP_WORDS.idle;
  return DESKTOP_WORDS.active
    .replace('{count}', String(activeCount))
    .replace('{speed}', formatSpeed(summary.bytesPerSecond, locale));
}

const SPEED_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function formatSpeed(bytesPerSecond: number, locale: string): string {
  const power = Math.min(SPEED_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytesPerSecond)) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: `${SPEED_UNITS[power] ?? 'byte'}-per-second`,
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytesPerSecond / 1000 ** power);
}

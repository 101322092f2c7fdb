import type { DownloadId } from '../../shared/download.ts';
import { countText } from '../../shared/fill-text.ts';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuDownload, Summary } from './core-summary.ts';
import { formatSpeed } from './format-speed.ts';
import { choiceMenus, type ChoiceActions, type MenuChoices } from './menu-choices.ts';

/** What the tray's menu can do. */
export type TrayActions = ChoiceActions & {
  readonly addFromClipboard: () => void;
  readonly pause: (id: DownloadId) => void;
  readonly resume: (id: DownloadId) => void;
  readonly showInFolder: (id: DownloadId) => void;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
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
  readonly choices: MenuChoices;
  readonly hasDropTarget: boolean;
  /** A newer version that waits, in words; `null` without one. */
  readonly update: string | null;
  readonly actions: TrayActions;
}): readonly MenuItemConstructorOptions[] {
  const { summary, actions } = input;
  return [
    { id: 'show', label: DESKTOP_WORDS.show, click: actions.show },
    { id: 'addFromClipboard', label: DESKTOP_WORDS.addFromClipboard, click: actions.addFromClipboard },
    { type: 'separator' },
    ...downloadItems(summary, actions),
    { id: 'pauseAll', label: DESKTOP_WORDS.pauseAll, enabled: summary.unfinishedCount > 0, click: actions.pauseAll },
    { id: 'resumeAll', label: DESKTOP_WORDS.resumeAll, enabled: summary.pausedCount > 0, click: actions.resumeAll },
    ...choiceMenus(input.choices, actions),
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
    ...(input.update === null ? [] : [{ id: 'update', label: input.update, enabled: false }]),
    { id: 'quit', label: DESKTOP_WORDS.quit, click: actions.quit },
  ];
}

/** What runs, then what was paused last: each can be paused or resumed, and shown where it is. */
function downloadItems({ running, paused }: Summary, actions: TrayActions): readonly MenuItemConstructorOptions[] {
  if (running.length + paused.length === 0) return [];
  const shown = running.slice(0, MAX_RUNNING_ITEMS);
  const hidden = running.length - shown.length;
  const more = countText(DESKTOP_WORDS.moreRunning, hidden);
  return [
    ...shown.map((download) => downloadItem(download, DESKTOP_WORDS.pause, 'pause', actions)),
    ...(hidden > 0 ? [{ label: more, click: actions.show }] : []),
    ...paused.map((download) => downloadItem(download, DESKTOP_WORDS.resume, 'resume', actions)),
    { type: 'separator' },
  ];
}

function downloadItem(
  { id, name, percent }: MenuDownload,
  label: string,
  verb: 'pause' | 'resume',
  actions: TrayActions,
): MenuItemConstructorOptions {
  const state = [
    ...(percent === null ? [] : [`${percent} %`]),
    ...(verb === 'resume' ? [DESKTOP_WORDS.overlayPaused] : []),
  ].join(', ');
  return {
    id: `download-${id}`,
    label: state === '' ? menuName(name) : `${menuName(name)}  ${state}`,
    submenu: [
      { id: `${verb}-${id}`, label, click: () => actions[verb](id) },
      { id: `folder-${id}`, label: DESKTOP_WORDS.openFolder, click: () => actions.showInFolder(id) },
    ],
  };
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

/** The tray's hover text: how many run and how fast, or what needs the user. */
export function trayToolTip(summary: Summary, locale: string): string {
  const { activeCount, questionCount } = summary;
  if (questionCount > 0) return countText(DESKTOP_WORDS.needsYou, questionCount);
  if (activeCount === 0) return DESKTOP_WORDS.idle;
  return countText(DESKTOP_WORDS.active, activeCount, { speed: formatSpeed(summary.bytesPerSecond, locale) });
}

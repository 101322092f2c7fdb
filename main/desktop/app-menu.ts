import type { MenuItemConstructorOptions } from 'electron';
import { choiceMenus, type ChoiceActions, type MenuChoices } from './menu-choices.ts';
import { DESKTOP_WORDS, UPDATE_WORDS } from '../../shared/words.ts';
import { canCheck, updateText, type UpdateState } from './update-state.ts';

/** What the application menu can do. */
export type AppMenuActions = ChoiceActions & {
  readonly addLinks: () => void;
  readonly openLinkList: () => void;
  readonly saveLinkList: () => void;
  readonly addFromClipboard: () => void;
  readonly openDownloadFolder: () => void;
  readonly openSettings: () => void;
  readonly toggleDropTarget: () => void;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
  readonly openLogs: () => void;
  readonly copyDiagnostics: () => void;
  readonly checkForUpdates: () => void;
};

/**
 * The application menu. Where there is a role, the system knows its words and shortcut
 * (https://www.electronjs.org/docs/latest/api/menu-item#roles); without an Edit menu, macOS has no copy and paste.
 * Reload and DevTools are there in development only.
 */
export function appMenu(input: {
  readonly platform: string;
  readonly developing: boolean;
  readonly hasDropTarget: boolean;
  readonly choices: MenuChoices;
  /** `null` in builds that are not updated. */
  readonly update: UpdateState | null;
  readonly actions: AppMenuActions;
}): readonly MenuItemConstructorOptions[] {
  const { actions } = input;
  const isMac = input.platform === 'darwin';
  const update = updateItems(input.update, actions);
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: DESKTOP_WORDS.settings,
    accelerator: 'CmdOrCtrl+,',
    // The page listens to the same keys, and both would be one too many.
    registerAccelerator: false,
    click: actions.openSettings,
  };
  return [
    ...(isMac ? [macAppMenu(settings, update)] : []),
    {
      label: DESKTOP_WORDS.fileMenu,
      submenu: [
        {
          id: 'addLinks',
          label: DESKTOP_WORDS.addLinks,
          accelerator: 'CmdOrCtrl+N',
          // The page listens to these keys, too.
          registerAccelerator: false,
          click: actions.addLinks,
        },
        {
          id: 'openLinkList',
          label: DESKTOP_WORDS.openLinkList,
          accelerator: 'CmdOrCtrl+O',
          click: actions.openLinkList,
        },
        {
          id: 'saveLinkList',
          label: DESKTOP_WORDS.saveLinkList,
          accelerator: 'CmdOrCtrl+Shift+S',
          click: actions.saveLinkList,
        },
        { id: 'addFromClipboard', label: DESKTOP_WORDS.addFromClipboard, click: actions.addFromClipboard },
        { id: 'openDownloadFolder', label: DESKTOP_WORDS.openDownloadFolder, click: actions.openDownloadFolder },
        { type: 'separator' },
        ...(isMac ? [] : [settings, { type: 'separator' } as const]),
        { role: 'close' },
        ...(isMac ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: DESKTOP_WORDS.viewMenu,
      submenu: [
        {
          id: 'dropTarget',
          type: 'checkbox',
          label: DESKTOP_WORDS.dropTarget,
          checked: input.hasDropTarget,
          click: actions.toggleDropTarget,
        },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(input.developing ? [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      label: DESKTOP_WORDS.downloadsMenu,
      submenu: [
        { id: 'pauseAll', label: DESKTOP_WORDS.pauseAll, click: actions.pauseAll },
        { id: 'resumeAll', label: DESKTOP_WORDS.resumeAll, click: actions.resumeAll },
        { type: 'separator' },
        // Some desktops have no tray.
        ...choiceMenus(input.choices, actions),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { id: 'openLogs', label: DESKTOP_WORDS.openLogs, click: actions.openLogs },
        { id: 'copyDiagnostics', label: DESKTOP_WORDS.copyDiagnostics, click: actions.copyDiagnostics },
        ...(isMac ? [] : [{ type: 'separator' } as const, ...update, { role: 'about' } as const]),
      ],
    },
  ];
}

/** What is known about updates stands in the place of the check while there is nothing to check. */
function updateItems(
  update: UpdateState | null,
  { checkForUpdates }: Pick<AppMenuActions, 'checkForUpdates'>,
): readonly MenuItemConstructorOptions[] {
  if (update === null) return [];
  const isFree = canCheck(update);
  const label = isFree ? UPDATE_WORDS.check : (updateText(update) ?? UPDATE_WORDS.check);
  return [{ id: 'updates', label, enabled: isFree, click: checkForUpdates }];
}

/** On macOS the settings stand in the menu that bears the app's name. */
function macAppMenu(
  settings: MenuItemConstructorOptions,
  update: readonly MenuItemConstructorOptions[],
): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      ...update,
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}

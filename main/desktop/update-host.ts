import { BrowserWindow, app } from 'electron';
import { UPDATE_WORDS } from '../../shared/words.ts';
import type { WindowSession } from '../app/app-interface.ts';
import { systemClock } from '../app/system-clock.ts';
import type { SettingsSource } from './follow-settings.ts';
import type { MainWindow } from './main-window.ts';
import type { MessageBox } from './message-box.ts';
import { updateText, type UpdateState } from './update-state.ts';
import { createUpdates, type Updates } from './updates.ts';
import { loadUpdater, updateAbility } from './updater.ts';

/** Updates as the menus see them. */
export type UpdateHost = Disposable & {
  /** `null` in builds that are not updated. */
  readonly state: () => UpdateState | null;
  /** Calls back when the state changed. */
  readonly onChange: (listener: () => void) => void;
  /** Checks because a user wants it, and says what was found. */
  readonly checkNow: () => void;
};

/** Shows what is known about updates: in the "about" panel, in the window, and by `onChange` in the menus. */
export function openUpdates(input: {
  readonly settings: SettingsSource;
  readonly commands: Pick<WindowSession, 'call'>;
  readonly window: Pick<MainWindow, 'tell'>;
  readonly messageBox: MessageBox;
  /** Shows what is known in the panel "about". */
  readonly showAbout: (update: string | null) => void;
  readonly log: (message: string) => void;
  readonly inBackground: (work: Promise<unknown>) => void;
}): UpdateHost {
  const { inBackground } = input;
  const listeners: (() => void)[] = [];
  const ability = updateAbility({
    isPackaged: app.isPackaged,
    resourcesFolder: process.resourcesPath,
    platform: process.platform,
    env: process.env,
  });
  if (ability === 'none')
    return { state: () => null, onChange: () => {}, checkNow: () => {}, [Symbol.dispose]: () => {} };
  const updates: Updates = createUpdates({
    ...input,
    load: loadUpdater,
    canInstall: ability === 'install',
    clock: systemClock,
    ask: () => askForChecks(input),
    onState: (state) => {
      input.showAbout(updateText(state));
      if (state.kind === 'ready' || state.kind === 'available') {
        input.window.tell({ kind: 'update', state: state.kind, version: state.version });
      }
      for (const listener of listeners) listener();
    },
  });
  return {
    state: updates.state,
    onChange: (listener) => {
      listeners.push(listener);
    },
    checkNow: () => inBackground(updates.checkNow().then((state) => tell(state, input.messageBox))),
    [Symbol.dispose]: () => updates[Symbol.dispose](),
  };
}

const LOOK = 0;

async function askForChecks(input: {
  readonly commands: Pick<WindowSession, 'call'>;
  readonly messageBox: MessageBox;
}): Promise<void> {
  // Asked of somebody who is there; else at the next start.
  if (BrowserWindow.getFocusedWindow() === null) return;
  const { response } = await input.messageBox({
    type: 'question',
    message: UPDATE_WORDS.askTitle,
    detail: UPDATE_WORDS.askDetail,
    buttons: [UPDATE_WORDS.askYes, UPDATE_WORDS.askNo],
    defaultId: LOOK,
    cancelId: 1,
  });
  await input.commands.call('settings.change', { updateChecks: response === LOOK ? 'on' : 'off' });
}

async function tell(state: UpdateState, messageBox: MessageBox): Promise<void> {
  const message = updateText(state);
  // What is being downloaded is told when it is there.
  if (message === null || state.kind === 'checking') return;
  await messageBox({ type: state.kind === 'failed' ? 'warning' : 'info', message });
}

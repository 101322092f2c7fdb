import { app, dialog } from 'electron';
import { join } from 'node:path';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import { systemClock } from '../app/system-clock.ts';
import { askBeforeClose } from './ask-before-close.ts';
import { hasUnfinished } from './core-summary.ts';
import type { IpcBridge } from './ipc-bridge.ts';
import { createMainWindow, type MainWindow } from './main-window.ts';
import { createMessageBox, type MessageBox } from './message-box.ts';
import { recoverPage } from './page-recovery.ts';
import type { Resources } from './resources.ts';
import { decideClose } from './window-policy.ts';

/** Makes the one window: how its page reaches the core, what closing it does, what happens when its page fails. */
export function openWindowHost(input: {
  readonly core: SluiceApp;
  readonly commands: Pick<WindowSession, 'call'>;
  readonly bridge: Pick<IpcBridge, 'connect' | 'request'>;
  readonly resources: Resources;
  readonly isQuitting: () => boolean;
  readonly log: (message: string) => void;
  readonly inBackground: (work: Promise<unknown>) => void;
}): { readonly window: MainWindow; readonly messageBox: MessageBox } {
  const { core, commands, bridge, resources, log, inBackground } = input;
  const { platform } = process;
  const window = createMainWindow({
    preloadPath: resources.preloadPath,
    iconPath: join(resources.iconFolder, '256x256.png'),
    developing: !app.isPackaged,
    connect: bridge.connect,
    request: bridge.request,
    recover: (contents) =>
      recoverPage({ contents, messageBox, nowMs: systemClock.monotonicMs, log, quit, inBackground }),
    onMissingPage: (reason) => {
      log(`the window's page did not load: ${reason}`);
      dialog.showErrorBox(DESKTOP_WORDS.pageMissingTitle, DESKTOP_WORDS.pageMissingDetail);
    },
    decideClose: () =>
      decideClose({
        isQuitting: input.isQuitting(),
        platform,
        hasUnfinished: hasUnfinished(core),
        policy: core.queue.settings().onWindowClose,
      }),
    onSessionEnd: quit,
    askClose: (asking) => inBackground(askBeforeClose({ window: asking, dialog, commands, quit })),
  });
  const messageBox = createMessageBox({ dialog, platform, window });
  return { window, messageBox };
}

function quit(): void {
  app.quit();
}

import { join } from 'node:path';
import { appBehind } from './chromium-host.ts';
import { boot, openedWindow } from './desktop-harness.ts';
import type { PageAnswer } from './preload-page.ts';

/*
 * `node preload-process.ts FOLDER`, forked with a channel: the emitted desktop app on the fake Electron, in a process of
 * its own that can be killed. Whoever forked it shows the page; only messages cross. It ends when the app does.
 */

/** From the process with the page. */
export type PageSideMessage =
  | { readonly kind: 'fetch'; readonly id: number; readonly url: string }
  | { readonly kind: 'begin' }
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] };

/** From the process with the app. */
export type AppSideMessage =
  | { readonly kind: 'ready'; readonly url: string; readonly preloadPath: string }
  | { readonly kind: 'fetched'; readonly id: number; readonly answer: PageAnswer }
  | { readonly kind: 'deliver'; readonly channel: string; readonly args: readonly unknown[] };

const folder = process.argv[2];
if (folder === undefined || process.send === undefined) throw new Error('fork this file with a folder');

const tell = (message: AppSideMessage): void => {
  process.send?.(message);
};
const { electron } = await boot({ folder, entry: 'emitted' });
// Nobody sees the dialog that asks where to save.
electron.state.saveDialogAnswer = { canceled: false, filePath: join(folder, 'Downloads', 'saved.json') };
const app = appBehind(electron, await openedWindow(electron));

async function receive(message: PageSideMessage): Promise<void> {
  switch (message.kind) {
    case 'fetch':
      tell({ kind: 'fetched', id: message.id, answer: await app.fetch(message.url) });
      break;
    case 'begin':
      app.begin((channel, args) => tell({ kind: 'deliver', channel, args }));
      break;
    case 'send':
      app.send(message.channel, message.args);
      break;
    default:
      message satisfies never;
  }
}

process.on('message', (message) => {
  // Only `showWindowIn`'s side of this file's own channel writes to it.
  void receive(message as PageSideMessage);
});
// Nobody could see this app any more.
process.on('disconnect', () => electron.app.quit());
tell({ kind: 'ready', url: app.url, preloadPath: app.preloadPath });
process.exit(await electron.app.exited);

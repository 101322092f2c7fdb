import type { IpcMain, WebContents } from 'electron';
import { join } from 'node:path';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import { allowDragOut } from './drag-out.ts';
import { createDropTarget } from './drop-target.ts';
import { followSettings } from './follow-settings.ts';
import type { LinkIntake } from './link-intake.ts';
import type { Resources } from './resources.ts';

/** What is dragged out of the list, and the drop target, which is there while the setting says so. Disposing ends both. */
export function openDrops(input: {
  readonly core: Pick<SluiceApp, 'queue'>;
  readonly commands: Pick<WindowSession, 'call'>;
  readonly ipcMain: Pick<IpcMain, 'on' | 'off'>;
  /** Whether a page is that of a window with the list. */
  readonly isList: (contents: WebContents) => boolean;
  readonly intake: Pick<LinkIntake, 'offerText'>;
  readonly resources: Resources;
  readonly developing: boolean;
  readonly inBackground: (work: Promise<unknown>) => void;
}): Disposable {
  const { core, ipcMain, resources } = input;
  using undo = new DisposableStack();
  undo.use(
    allowDragOut({
      ipcMain,
      accepts: input.isList,
      queue: core.queue,
      iconPath: join(resources.iconFolder, '64x64.png'),
    }),
  );
  const target = undo.use(
    createDropTarget({
      ipcMain,
      preloadPath: resources.preloadPath,
      iconPath: join(resources.iconFolder, '256x256.png'),
      developing: input.developing,
      onText: (text) => input.inBackground(input.intake.offerText(text)),
      onClosed: () => input.inBackground(input.commands.call('settings.change', { showDropTarget: false })),
    }),
  );
  undo.use(followSettings(core.queue, ({ showDropTarget }) => target.setOpen(showDropTarget)));
  return undo.move();
}

import type { IpcMain, WebContents } from 'electron';
import * as z from 'zod';
import { toDownloadId } from '../../shared/download.ts';
import type { SluiceApp } from '../app/app-interface.ts';
import { targetPath } from '../app/download-row.ts';
import { DRAG_CHANNEL } from './ipc-channel.ts';
import { listenToPages } from './page-messages.ts';

/** More files at once are not dragged by a hand. */
const MAX_FILES = 10_000;

const dragSchema = z.array(z.int().positive()).min(1).max(MAX_FILES);

/**
 * Lets finished files be dragged out of the list (https://www.electronjs.org/docs/latest/tutorial/native-file-drag-drop).
 * The page names downloads, never paths: what else lies on the disk cannot be dragged. Whether a file is still there is not
 * asked: the drag has to begin while the button is down, and a disk may take its time. Disposing ends it.
 */
export function allowDragOut(input: {
  readonly ipcMain: Pick<IpcMain, 'on' | 'off'>;
  /** Whether it is a window with the list. */
  readonly accepts: (contents: WebContents) => boolean;
  readonly queue: Pick<SluiceApp['queue'], 'get'>;
  /** Shown under the pointer; on macOS it must be there. */
  readonly iconPath: string;
}): Disposable {
  const finishedFile = (id: number): readonly string[] => {
    const download = input.queue.get(toDownloadId(id));
    const file = download?.state.kind === 'completed' ? targetPath(download) : null;
    return file === null ? [] : [file];
  };
  return listenToPages({
    ipcMain: input.ipcMain,
    channel: DRAG_CHANNEL,
    accepts: input.accepts,
    listener: (contents, message) => {
      const ids = dragSchema.safeParse(message);
      const files = ids.success ? ids.data.flatMap(finishedFile) : [];
      const [file] = files;
      if (file !== undefined) contents.startDrag({ file, files, icon: input.iconPath });
    },
  });
}

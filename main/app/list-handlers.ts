import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DownloadId } from '../../shared/download.ts';
import { listFileFrame, withoutListedSecrets, type ListedDownload } from '../../shared/list-file.ts';
import type { Settings } from '../../shared/settings.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { Download } from '../store/download-record.ts';
import { errnoOf } from '../store/make-folder.ts';
import { CallError } from './call-error.ts';
import { comingPlace } from './download-row.ts';
import type { Handlers } from './handlers.ts';
import { makeUserFolder } from './make-folder.ts';
import type { Clock, Shell } from './ports.ts';
import { shownSettings } from './shown-settings.ts';

/** Rows written in one go: a few milliseconds, so that clicks and frames come between. */
const ROWS_PER_TURN = 1000;

/** The handlers that take the list out of Sluice and bring it in. */
export function createListHandlers(
  queue: DownloadQueue,
  clock: Clock,
  shell: Pick<Shell, 'chooseSaveFile'>,
): Pick<Handlers, 'list.export' | 'list.exportAs' | 'list.import' | 'downloads.undoRemove'> {
  return {
    'list.export': async ({ directory, ...contents }) => {
      const folder = directory ?? queue.downloadFolder();
      if (!path.isAbsolute(folder)) throw new CallError('call.folderNotAbsolute', folder);
      const { file, handle } = await createFile(folder, clock.nowMs());
      return { file, downloads: await writeList(queue, clock, contents, { file, handle }) };
    },
    'list.exportAs': async (contents) => {
      const suggested = path.join(queue.downloadFolder(), fileName(clock.nowMs(), 1));
      const file = (await shell.chooseSaveFile?.(suggested)) ?? null;
      if (file === null) return null;
      // It may take the place of another file, which is whole until this one is.
      const temporary = `${file}.${randomBytes(6).toString('hex')}`;
      try {
        const handle = await open(temporary, 'wx', 0o600);
        const downloads = await writeList(queue, clock, contents, { file: temporary, handle });
        await rename(temporary, file);
        return { file, downloads };
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined); // The disk that refused it may refuse this, too.
        throw error instanceof CallError ? error : new CallError('call.notWritten', errnoOf(error) || String(error));
      }
    },
    'downloads.undoRemove': async ({ ids }) => {
      const back: DownloadId[] = [];
      // Before nothing may start: a disk that does not answer must not hold up the downloads to others.
      await queue.removed.atRest(ids);
      await queue.changeInSteps(ids, async (some) => {
        const returned = await queue.removed.undo(some);
        back.push(...returned);
        return returned.length;
      });
      return { ids: back };
    },
    'list.import': ({ downloads }) => queue.importList(downloads),
  };
}

/** Writes a file that was just made, and closes it; what is not whole does not stay. @returns how many downloads are in it. */
async function writeList(
  queue: DownloadQueue,
  clock: Clock,
  { withSecrets, withDownloads }: { readonly withSecrets: boolean; readonly withDownloads: boolean },
  { file, handle }: { readonly file: string; readonly handle: FileHandle },
): Promise<number> {
  const head = {
    exportedAtMs: clock.nowMs(),
    hasSecrets: withSecrets,
    settings: exportedSettings(queue.settings(), withSecrets),
  };
  try {
    return await write(handle, head, withDownloads ? queue : null);
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined); // The disk that refused it may refuse this, too.
    throw new CallError('call.notWritten', errnoOf(error) || String(error));
  } finally {
    await handle.close();
  }
}

/** Each row as it is when its turn comes. @returns how many were written. */
async function write(
  handle: FileHandle,
  head: Parameters<typeof listFileFrame>[0],
  queue: DownloadQueue | null,
): Promise<number> {
  const frame = listFileFrame(head);
  await handle.write(frame.start);
  const ids = queue === null ? [] : [...queue.ids()];
  let written = 0;
  for (let start = 0; start < ids.length; start += ROWS_PER_TURN) {
    const downloads = ids.slice(start, start + ROWS_PER_TURN).flatMap((id) => queue?.get(id) ?? []);
    const rows = downloads.map((download) => {
      const listed = toListed(download);
      return JSON.stringify(head.hasSecrets ? listed : withoutListedSecrets(listed));
    });
    if (rows.length > 0) await handle.write(`${written === 0 ? '' : ',\n'}${rows.join(',\n')}`);
    written += rows.length;
    await nextTurn();
  }
  await handle.write(frame.end);
  await handle.sync();
  return written;
}

/** The settings without the RPC's secret and the proxy's login, unless they are asked for. */
function exportedSettings(settings: Settings, withSecrets: boolean): Partial<Settings> {
  if (withSecrets) return settings;
  const { rpcSecret: _secret, ...others } = shownSettings(settings);
  return others;
}

/** A new file in the folder, numbered when there is one of that day. Only its user may read it: links may hold tokens. */
async function createFile(folder: string, nowMs: number): Promise<{ file: string; handle: FileHandle }> {
  const made = await makeUserFolder(folder);
  if (!made.ok) throw new CallError('call.notWritten', made.errno);
  for (let number = 1; ; number += 1) {
    const file = path.join(folder, fileName(nowMs, number));
    try {
      return { file, handle: await open(file, 'wx', 0o600) };
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') refuse(error);
    }
  }
}

function fileName(nowMs: number, number: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return `sluice-list-${day}${number === 1 ? '' : `-${number}`}.json`;
}

function refuse(error: unknown): never {
  throw new CallError('call.notWritten', errnoOf(error) || String(error));
}

function toListed(download: Download): ListedDownload {
  const { options, reservation } = download;
  const isCompleted = download.state.kind === 'completed';
  const { directory, wishedName } = comingPlace(download);
  return {
    url: download.url,
    mirrors: [...download.mirrors],
    directory,
    ...(wishedName === null ? {} : { name: wishedName }),
    headers: [...download.headers],
    ...options,
    // A megabyte for each would make a list that nobody can read.
    pieces: null,
    priority: download.priority,
    category: download.category,
    state: listedState(download),
    addedAtMs: download.addedAtMs,
    sizeBytes: download.facts?.sizeBytes ?? null,
    file: isCompleted ? (reservation?.target ?? null) : null,
  };
}

/** What waits for an answer, or failed, is for its user to start again. */
function listedState({ state }: Download): ListedDownload['state'] {
  switch (state.kind) {
    case 'completed':
      return 'completed';
    case 'queued':
    case 'probing':
    case 'downloading':
    case 'retrying':
    case 'finishing':
      return 'waiting';
    case 'pausing':
    case 'paused':
    case 'blocked':
    case 'failed':
      return 'paused';
  }
}

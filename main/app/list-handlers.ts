import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listFileFrame, withoutListedSecrets, type ListedDownload } from '../../shared/list-file.ts';
import type { Settings } from '../../shared/settings.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { Download } from '../store/download-record.ts';
import { errnoOf } from '../store/make-folder.ts';
import { CallError } from './call-error.ts';
import type { Handlers } from './handlers.ts';
import { makeUserFolder } from './make-folder.ts';
import type { Clock } from './ports.ts';
import { shownSettings } from './shown-settings.ts';

/** Rows written in one go: a few milliseconds, so that clicks and frames come between. */
const ROWS_PER_TURN = 1000;

/** The handlers that take the list out of Sluice and bring it in. */
export function createListHandlers(
  queue: DownloadQueue,
  clock: Clock,
): Pick<Handlers, 'list.export' | 'list.import' | 'downloads.undoRemove'> {
  return {
    'list.export': async ({ directory, withSecrets, withDownloads }) => {
      const folder = directory ?? queue.downloadFolder();
      if (!path.isAbsolute(folder)) throw new CallError('call.folderNotAbsolute', folder);
      const { file, handle } = await createFile(folder, clock.nowMs());
      try {
        const head = {
          exportedAtMs: clock.nowMs(),
          hasSecrets: withSecrets,
          settings: exportedSettings(queue.settings(), withSecrets),
        };
        return { file, downloads: await write(handle, head, withDownloads ? queue : null) };
      } catch (error) {
        throw new CallError('call.notWritten', errnoOf(error) || String(error));
      } finally {
        await handle.close();
      }
    },
    'downloads.undoRemove': async ({ ids }) => ({ ids: await queue.removed.undo(ids) }),
    'list.import': ({ downloads }) => queue.importList(downloads),
  };
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
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const made = await makeUserFolder(folder);
  if (!made.ok) throw new CallError('call.notWritten', made.errno);
  for (let number = 1; ; number += 1) {
    const file = path.join(folder, `sluice-list-${day}${number === 1 ? '' : `-${number}`}.json`);
    try {
      return { file, handle: await open(file, 'wx', 0o600) };
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') refuse(error);
    }
  }
}

function refuse(error: unknown): never {
  throw new CallError('call.notWritten', errnoOf(error) || String(error));
}

function toListed(download: Download): ListedDownload {
  const { wishedName, options, reservation } = download;
  const isCompleted = download.state.kind === 'completed';
  return {
    url: download.url,
    mirrors: [...download.mirrors],
    directory: download.directory,
    ...(wishedName === null ? {} : { name: wishedName }),
    headers: [...download.headers],
    ...options,
    // A megabyte for each would make a list that nobody can read.
    pieces: null,
    priority: download.priority,
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

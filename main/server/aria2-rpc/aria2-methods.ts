import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DownloadId } from '../../../shared/download.ts';
import type { SluiceApp } from '../../app/app-interface.ts';
import type { Download } from '../../store/download-record.ts';
import { createFolderJudge, type FolderJudge } from './allowed-folder.ts';
import { ADDITION_READERS } from './aria2-additions.ts';
import { NOTIFICATIONS } from './aria2-notifications.ts';
import { readGlobalOptions, readOptionChange } from './aria2-options.ts';
import {
  optionalKeys,
  paginate,
  pickKeys,
  requiredCount,
  requiredInteger,
  requiredStruct,
  requiredText,
  type Aria2Params,
} from './aria2-params.ts';
import {
  STATES_OF_LIST,
  toAria2GlobalOptions,
  toAria2Options,
  toAria2Status,
  toAria2Uris,
  toStatusWord,
  type Aria2Status,
} from './aria2-status.ts';
import { fromGid } from './gid.ts';
import { placeAmongWaiting, waitingInOrder } from './aria2-positions.ts';
import type { RemovedResults } from './removed-results.ts';
import { RpcFailure } from './rpc-error.ts';

/** What the methods work with. */
export type MethodContext = {
  readonly app: SluiceApp;
  readonly removed: RemovedResults;
  /** 40 hexadecimal digits, new with each start. */
  readonly sessionId: string;
  /** Asks the front to shut the app down. */
  readonly shutdown: () => Promise<void>;
};

/** Downloads that are told in one go: some milliseconds. Most programs ask for fewer. */
const STATUSES_PER_STEP = 1000;

/** Runs one method; its parameters come without the token. Throws RpcFailure when the call cannot be done. */
export type Aria2Method = (params: Aria2Params, context: MethodContext) => unknown;

/** A judge of folders by the settings of this moment. */
export function folderJudgeFor({ queue }: SluiceApp): FolderJudge {
  return createFolderJudge([queue.downloadFolder(), ...queue.settings().allowedFolders]);
}

/** Every method but those that add and `system.multicall`, which the dispatcher runs, since adding is done in batches. */
export const ARIA2_METHODS: Readonly<Record<string, Aria2Method>> = {
  'aria2.tellStatus': (params, context) => {
    const keys = optionalKeys(params, 1);
    return pickKeys(findStatus(requiredText(params, 0), context), keys);
  },
  'aria2.tellActive': (params, { app }) => {
    const keys = optionalKeys(params, 0);
    return idsInList(app, 'active').flatMap((id) => statusOf(app, id, keys));
  },
  'aria2.tellWaiting': async (params, { app }) => {
    const [offset, count, keys] = readPage(params);
    return statusesOf(app, paginate(await waitingInOrder(app.queue), offset, count), keys);
  },
  'aria2.tellStopped': (params, { app, removed }) => {
    const [offset, count, keys] = readPage(params);
    const entries: readonly (DownloadId | Aria2Status)[] = [...idsInList(app, 'stopped'), ...removed.all()];
    return statusesOf(app, paginate(entries, offset, count), keys);
  },
  'aria2.pause': pause,
  'aria2.forcePause': pause,
  'aria2.unpause': unpause,
  'aria2.remove': remove,
  'aria2.forceRemove': remove,
  'aria2.pauseAll': pauseAll,
  'aria2.forcePauseAll': pauseAll,
  'aria2.unpauseAll': async (_params, { app: { queue } }) => {
    await queue.changeInSteps(queue.commands.pausedIds(), (some) => queue.commands.resume(some));
    return 'OK';
  },
  'aria2.changePosition': async (params, { app, removed }) => {
    const gid = requiredText(params, 0);
    const refusal = new RpcFailure(`GID#${gid} not found in the waiting queue.`);
    if (removed.get(gid) !== undefined) throw refusal;
    const { id } = findDownload(gid, app);
    const position = await placeAmongWaiting(app.queue, id, {
      offset: requiredInteger(params, 1),
      how: requiredText(params, 2),
    });
    if (position === null) throw refusal;
    return position;
  },
  'aria2.removeDownloadResult': (params, { app, removed }) => {
    const gid = requiredText(params, 0);
    if (removed.delete(gid)) return 'OK';
    const download = findDownload(gid, app);
    if (!isStopped(download)) throw new RpcFailure(`Could not remove download result of GID#${gid}`);
    app.queue.commands.remove([download.id], { deleteFiles: false });
    return 'OK';
  },
  // A blocked download waits for an answer and may hold bytes: clearing the list of what is over must not take it away.
  'aria2.purgeDownloadResult': async (_params, { app: { queue }, removed }) => {
    removed.clear();
    const over = [...queue.idsIn('completed'), ...queue.idsIn('failed')];
    await queue.changeInSteps(over, (some) => queue.commands.remove(some, { deleteFiles: false }));
    return 'OK';
  },
  'aria2.getFiles': (params, context) => findStatus(requiredText(params, 0), context).files,
  'aria2.getUris': (params, context) => {
    const gid = requiredText(params, 0);
    const download = context.removed.get(gid) === undefined ? findDownload(gid, context.app) : undefined;
    if (download !== undefined && !isStopped(download)) return toAria2Uris(download);
    throw new RpcFailure(`No URI data is available for GID#${gid}`);
  },
  'aria2.getServers': (params, { app, removed }) => {
    const gid = requiredText(params, 0);
    const refusal = new RpcFailure(`No active download for GID#${gid}`);
    if (removed.get(gid) !== undefined) throw refusal;
    const download = findDownload(gid, app);
    if (toStatusWord(download.state.kind) !== 'active') throw refusal;
    const speed = String(Math.round(app.queue.progressOf(download).bytesPerSecond));
    return [
      {
        index: '1',
        servers: toAria2Uris(download).map(({ uri }) => ({ uri, currentUri: uri, downloadSpeed: speed })),
      },
    ];
  },
  'aria2.getOption': (params, { app }) => {
    return toAria2Options(findDownload(requiredText(params, 0), app), app.queue.settings());
  },
  'aria2.changeOption': changeOption,
  'aria2.getGlobalOption': (_params, { app }) => {
    return toAria2GlobalOptions(app.queue.settings(), app.queue.downloadFolder());
  },
  'aria2.changeGlobalOption': async (params, { app }) => {
    const change = readGlobalOptions(requiredStruct(params, 0));
    const folder = change.downloadFolder;
    const judged = typeof folder === 'string' ? { downloadFolder: await folderJudgeFor(app).judge(folder) } : {};
    app.queue.changeSettings({ ...change, ...judged });
    return 'OK';
  },
  'aria2.getGlobalStat': (_params, { app, removed }) => {
    const stopped = String(countInList(app, 'stopped') + removed.all().length);
    let bytesPerSecond = 0;
    for (const id of idsInList(app, 'active')) {
      const download = app.queue.get(id);
      if (download !== undefined) bytesPerSecond += app.queue.progressOf(download).bytesPerSecond;
    }
    return {
      downloadSpeed: String(Math.round(bytesPerSecond)),
      uploadSpeed: '0',
      numActive: String(countInList(app, 'active')),
      numWaiting: String(countInList(app, 'waiting')),
      numStopped: stopped,
      numStoppedTotal: stopped,
    };
  },
  // The version of the interface: clients compare it to know what they may call. No feature that Sluice lacks is named.
  'aria2.getVersion': () => ({ version: '1.36.0', enabledFeatures: ['HTTPS', 'Message Digest', 'Metalink'] }),
  'aria2.getSessionInfo': (_params, { sessionId }) => ({ sessionId }),
  // Every change is on disk before it is acknowledged.
  'aria2.saveSession': () => 'OK',
  'aria2.shutdown': shutdown,
  'aria2.forceShutdown': shutdown,
  'system.listMethods': () => METHOD_NAMES,
  'system.listNotifications': () => NOTIFICATIONS,
};

/** Every method's name. */
const METHOD_NAMES: readonly string[] = [
  ...Object.keys(ADDITION_READERS),
  ...Object.keys(ARIA2_METHODS),
  'system.multicall',
];

/** Methods that need no token: they tell what is public. `system.multicall` asks for the token of each nested call. */
export const TOKENLESS_METHODS: ReadonlySet<string> = new Set([
  'system.listMethods',
  'system.listNotifications',
  'system.multicall',
]);

function pause(params: Aria2Params, { app, removed }: MethodContext): string {
  const gid = requiredText(params, 0);
  const refusal = new RpcFailure(`GID#${gid} cannot be paused now`);
  if (removed.get(gid) !== undefined) throw refusal;
  const download = findDownload(gid, app);
  if (isStopped(download) || app.queue.commands.pause([download.id]) === 0) throw refusal;
  return gid;
}

/** Also starts a blocked download again, which aria2 does not have. */
function unpause(params: Aria2Params, { app, removed }: MethodContext): string {
  const gid = requiredText(params, 0);
  const refusal = new RpcFailure(`GID#${gid} cannot be unpaused now`);
  if (removed.get(gid) !== undefined) throw refusal;
  const download = findDownload(gid, app);
  const mayResume = ['paused', 'pausing', 'blocked'].includes(download.state.kind);
  if (!mayResume || app.queue.commands.resume([download.id]) === 0) throw refusal;
  return gid;
}

/** Name and folder of a download that is not complete, its limit and its connections; what runs keeps to them at once. */
async function changeOption(params: Aria2Params, { app, removed }: MethodContext): Promise<string> {
  const gid = requiredText(params, 0);
  const change = readOptionChange(requiredStruct(params, 1));
  const refusal = new RpcFailure(`Cannot change option for GID#${gid}`);
  if (removed.get(gid) !== undefined) throw refusal;
  const { id, state } = findDownload(gid, app);
  if (state.kind === 'completed') throw refusal;
  const { directory, name, connections, limitBytesPerSecond } = change;
  const folder = directory === undefined ? undefined : await folderJudgeFor(app).judge(directory);
  const { commands, places } = app.queue;
  if (connections !== undefined || limitBytesPerSecond !== undefined) {
    commands.change([id], { connections, limitBytesPerSecond });
  }
  if (folder !== undefined) places.moveTo([id], folder);
  if (name !== undefined) await places.rename(id, name);
  return 'OK';
}

function remove(params: Aria2Params, { app, removed }: MethodContext): string {
  const gid = requiredText(params, 0);
  const refusal = new RpcFailure(`Active Download not found for GID#${gid}`);
  if (removed.get(gid) !== undefined) throw refusal;
  const download = findDownload(gid, app);
  if (isStopped(download)) throw refusal;
  const last = toStatus(app, download);
  app.queue.commands.remove([download.id], { deleteFiles: false });
  if (last.status === 'active') removed.add(last);
  return gid;
}

async function pauseAll(_params: Aria2Params, { app: { queue } }: MethodContext): Promise<string> {
  await queue.changeInSteps([...queue.ids()], (some) => queue.commands.pause(some));
  return 'OK';
}

async function shutdown(_params: Aria2Params, context: MethodContext): Promise<string> {
  await context.shutdown();
  return 'OK';
}

function readPage(params: Aria2Params): [offset: number, count: number, keys: ReadonlySet<string> | null] {
  return [requiredInteger(params, 0), requiredCount(params, 1), optionalKeys(params, 2)];
}

function findStatus(gid: string, { app, removed }: MethodContext): Aria2Status {
  const left = removed.get(gid);
  if (left !== undefined) return left;
  const download = findDownload(gid, app);
  return toStatus(app, download);
}

function toStatus({ queue }: SluiceApp, download: Download): Aria2Status {
  return toAria2Status(download, queue.progressOf(download), queue.waitReasonOf(download));
}

function findDownload(gid: string, app: SluiceApp): Download {
  const id = fromGid(gid);
  const download = id === null ? undefined : app.queue.get(id);
  if (download === undefined) throw new RpcFailure(`GID ${gid} is not found`);
  return download;
}

/** Any number of them, each as it is when its turn comes: others work in between. */
async function statusesOf(
  app: SluiceApp,
  entries: readonly (DownloadId | Aria2Status)[],
  keys: ReadonlySet<string> | null,
): Promise<readonly object[]> {
  const statuses: object[] = [];
  for (let start = 0; start < entries.length; start += STATUSES_PER_STEP) {
    if (start > 0) await nextTurn();
    for (const entry of entries.slice(start, start + STATUSES_PER_STEP)) {
      statuses.push(...(typeof entry === 'number' ? statusOf(app, entry, keys) : [pickKeys(entry, keys)]));
    }
  }
  return statuses;
}

function statusOf(app: SluiceApp, id: DownloadId, keys: ReadonlySet<string> | null): readonly object[] {
  const download = app.queue.get(id);
  return download === undefined ? [] : [pickKeys(toStatus(app, download), keys)];
}

/** The downloads of one of aria2's lists, in the order of adding. */
function idsInList(app: SluiceApp, list: keyof typeof STATES_OF_LIST): readonly DownloadId[] {
  const ids = STATES_OF_LIST[list].flatMap((kind) => [...app.queue.idsIn(kind)]);
  return ids.toSorted((left, right) => left - right);
}

function countInList(app: SluiceApp, list: keyof typeof STATES_OF_LIST): number {
  return STATES_OF_LIST[list].reduce((count, kind) => count + app.queue.idsIn(kind).size, 0);
}

function isStopped(download: Download): boolean {
  const word = toStatusWord(download.state.kind);
  return word === 'complete' || word === 'error';
}

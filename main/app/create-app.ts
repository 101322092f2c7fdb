import path from 'node:path';
import type { Notice } from '../../shared/window-frame.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import { PromptDisk } from '../../shared/prompt-disk.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import type { CloseVerdict } from '../engine/protocol.ts';
import { forLog, parseLink } from '../../shared/url.ts';
import { DownloadQueue } from '../queue/download-queue.ts';
import type { HoldReason } from '../queue/system-hold.ts';
import { makePrivateFolder, type Database } from '../store/database.ts';
import { createCertificateStore } from '../store/certificate-store.ts';
import { createChoiceStore } from '../store/choice-store.ts';
import { createHistoryStore } from '../store/history-store.ts';
import { createHostStore } from '../store/host-store.ts';
import { createDownloadStore } from '../store/download-store.ts';
import { takeInstanceLock } from '../store/instance-lock.ts';
import { createSealedDownloadStore } from '../store/sealed-download-store.ts';
import { createSettingsStore } from '../store/settings-store.ts';
import type { UnreadableRow } from '../store/download-reader.ts';
import { toStoreError } from '../store/store-error.ts';
import { createTimelineStore } from '../store/timeline-store.ts';
import type { DownloadEvent, SluiceApp, WindowSession } from './app-interface.ts';
import { APP_VERSION } from './app-version.ts';
import { BackupKeeper } from './backup-keeper.ts';
import { EngineHost, isEngineAhead } from './engine-host.ts';
import { promptDevice } from './prompt-device.ts';
import { FreeSpace } from './free-space.ts';
import { FinishedKeeper } from './finished-keeper.ts';
import { createHandlers } from './handlers.ts';
import { ListColumns } from './list-columns.ts';
import { ListFacets } from './list-facets.ts';
import { activeProgress, createListSource } from './list-source.ts';
import { openList } from './open-list.ts';
import type { Ports } from './ports.ts';
import { asksForProxies, findRoutes } from './proxy-policy.ts';
import { ProgressPublisher } from './progress-publisher.ts';
import { SpeedHistories } from './speed-history.ts';
import { keepHeapSmall } from './small-heap.ts';
import { toStartRefusal, type StartRefusal } from './start-refusal.ts';
import { ViewIndex } from './view-index.ts';
import { viewChanges, viewRowOf } from './view-row.ts';
import { createWindowSession } from './window-session.ts';

/** A notice is a line or two. */
const MAX_NOTED_LINKS = 5;

/** At most 200 commits a second, and a download that comes alone waits for none of them. */
const TURN_INTERVAL_MS = 5;

export type CreateAppInput = {
  /** Holds the database and the lock; made if missing, private to the user. */
  readonly dataFolder: string;
  /** Name of the database inside it, without `.db`. Two apps may share a folder under two names. */
  readonly databaseName?: string;
  /** The folder is the user's own (a download folder): its permissions are left alone. */
  readonly isSharedFolder?: boolean;
  /** Waiting that a server asked for uses up an attempt too: whoever runs this said how often to try. */
  readonly countsEveryTry?: boolean;
  readonly ports: Ports;
  /** Settings of this run only: they are not saved. */
  readonly settings?: SettingsChange;
  /** Errors no one expected, and database trouble that is tried again. Rare; no secrets in it. */
  readonly log: (message: string) => void;
};

export type StartResult =
  | { readonly ok: true; readonly app: SluiceApp }
  | { readonly ok: false; readonly refusal: StartRefusal };

/** Builds the object graph and takes over what the last process left. Whoever calls it closes the app. */
export async function createApp(input: CreateAppInput): Promise<StartResult> {
  // An engine that was begun ahead would not find the code that Node keeps compiled for it: it lies under V8's flags.
  if (!isEngineAhead()) keepHeapSmall();
  try {
    return { ok: true, app: await startOrStartAfresh(input) };
  } catch (error) {
    const storeError = toStoreError(error);
    if (storeError.kind === 'failed') throw error;
    return { ok: false, refusal: toStartRefusal(storeError, input.dataFolder) };
  }
}

async function startOrStartAfresh(input: CreateAppInput): Promise<SluiceApp> {
  try {
    return await startApp(input, { isUnreadable: false });
  } catch (error) {
    // It opened, and yet a page turned out to be damaged when all rows were read.
    if (toStoreError(error).kind !== 'damaged') throw error;
    return startApp(input, { isUnreadable: true });
  }
}

async function startApp(
  input: CreateAppInput,
  { isUnreadable }: { readonly isUnreadable: boolean },
): Promise<SluiceApp> {
  const { dataFolder, ports, log } = input;
  const name = input.databaseName ?? 'sluice';
  await using undo = new AsyncDisposableStack();
  if (input.isSharedFolder !== true) await makePrivateFolder(dataFolder);
  undo.use(takeInstanceLock(path.join(dataFolder, `${name}.lock`)));
  const isShared = input.isSharedFolder === true;
  const list = openList({ dataFolder, name, nowMs: ports.clock.nowMs(), isUnreadable, hasBackups: !isShared });
  const { database } = list;
  undo.defer(() => closeDatabase(database));

  const settingsStore = createSettingsStore(database, ports.secrets);
  const { settings, unreadable } = settingsStore.load();
  const notices: Notice[] = [...list.notices];
  if (unreadable.length > 0) notices.push({ code: 'notice.settingsReset', detail: unreadable.join(', ') });

  const publisher = new ProgressPublisher(ports.clock);
  undo.defer(() => publisher.close());
  let trouble: Notice | null = null;
  const given = Object.entries(input.settings ?? {}).filter(([, value]) => value !== undefined);
  const certificates = createCertificateStore(database);
  const initial: Settings = { ...settings, ...Object.fromEntries(given) };
  const listDisk = promptDevice(dataFolder);
  // The engine asks while the queue, which has the settings, is being made.
  let proxySettings = initial;
  const engine = new EngineHost(ports.clock, {
    proxies: {
      asks: () => asksForProxies(proxySettings, ports.proxy),
      routesFor: (origin) => findRoutes(origin, proxySettings, ports.proxy),
    },
    listDisk,
    onReady: keepHeapSmall,
  });
  const queue = new DownloadQueue({
    downloads:
      ports.secrets === null ? createDownloadStore(database) : createSealedDownloadStore(database, ports.secrets, log),
    timeline: createTimelineStore(database),
    hosts: createHostStore(database),
    certificates,
    settingsStore,
    settings: initial,
    countsEveryTry: input.countsEveryTry === true,
    engine,
    clock: ports.clock,
    network: ports.network,
    random: ports.random,
    defaultDownloadFolder: ports.defaultDownloadFolder,
    promptDisk: new PromptDisk(listDisk, () => performance.now()),
    turnIntervalMs: TURN_INTERVAL_MS,
    moveToTrash: ports.shell.moveToTrash,
    onCommitTrouble: (error) => {
      trouble = { code: 'notice.cannotSave', detail: dataFolder };
      publisher.markAll();
      log(`the database did not take a change, trying again: ${String(error)}`);
    },
  });
  let verdict: CloseVerdict = 'ended';
  undo.defer(async () => {
    verdict = await queue.close();
  });

  const backups = undo.use(
    new BackupKeeper({
      file: list.file,
      folder: list.backupFolder,
      clock: ports.clock,
      dailyKept: () => (isShared ? 0 : queue.settings().backupsKept),
      hasChanged: list.changedSinceBackup,
      log,
    }),
  );

  const columns = new ListColumns();
  queue.onLoad((download) => columns.add(viewRowOf(download)));
  const views = new ViewIndex(columns, {
    progressOf: (id) => {
      const download = queue.get(id);
      return download === undefined ? undefined : queue.progressOf(download);
    },
    nowMs: ports.clock.monotonicMs,
  });
  const facets = new ListFacets(columns);
  const listeners = new Set<(event: DownloadEvent) => void>();
  const moveListeners = new Set<(id: DownloadId) => void>();
  queue.onCommit((changes) => {
    trouble = null;
    const seen = viewChanges(changes);
    views.apply(seen);
    facets.apply(seen);
    publisher.markAll();
    backups.noteChange();
    for (const { before, after } of changes) {
      const event = toEvent(before?.state.kind ?? null, after?.state.kind ?? 'removed', after?.id ?? before?.id);
      if (event !== null) for (const listener of listeners) listener(event);
      const isMoveOver = after?.relocation?.kind === 'failed' && before?.relocation?.kind !== 'failed';
      if (isMoveOver) for (const listener of moveListeners) listener(after.id);
    }
  });
  const speeds = new SpeedHistories();
  queue.onProgress(() => {
    speeds.note(() => activeProgress(queue), ports.clock.monotonicMs());
    publisher.markAll();
  });
  queue.onSettings((changed) => {
    proxySettings = changed;
    engine.lookForProxies();
    publisher.markAll();
  });

  const finished = undo.use(new FinishedKeeper({ queue, history: createHistoryStore(database), clock: ports.clock }));

  const shutdown = Promise.withResolvers<void>();
  const handlers = createHandlers({
    queue,
    certificates,
    choices: createChoiceStore(database),
    finished,
    clock: ports.clock,
    views,
    speeds,
    shell: ports.shell,
    backups,
    facts: { version: APP_VERSION, dataFolder },
    notices,
    requestShutdown: shutdown.resolve,
  });
  await queue.start();
  notices.push(...noticesOfRows(queue.unreadable()));
  for (const { id, reason } of queue.unreadable()) log(`download ${id} is left out of the list: ${reason}`);
  finished.look();
  const owned = undo.move();
  let closed: Promise<CloseVerdict> | null = null;
  const freeSpace = new FreeSpace({
    folder: () => queue.downloadFolder(),
    nowMs: ports.clock.monotonicMs,
    onChange: () => publisher.markAll(),
  });
  const source = createListSource(queue, views, {
    onSorted: () => publisher.markAllAtOnce(),
    trouble: () => trouble ?? holdNotice(queue.heldBySystem()),
    facets: () => facets.current(),
    freeBytes: () => freeSpace.bytes(),
  });
  return {
    queue,
    openSession: (send): WindowSession =>
      createWindowSession({
        handlers,
        source,
        publisher,
        send,
        isClosing: () => closed !== null,
        onUnexpected: (error) => log(describe(error)),
      }),
    onDownloadEvent: (listener) => listenIn(listeners, listener),
    onFailedMove: (listener) => listenIn(moveListeners, listener),
    shutdownRequested: shutdown.promise,
    close: () => {
      closed ??= owned.disposeAsync().then(() => verdict);
      return closed;
    },
  };
}

function listenIn<Fact>(listeners: Set<(fact: Fact) => void>, listener: (fact: Fact) => void): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => listeners.delete(listener) };
}

function toEvent(
  from: DownloadStateKind | null,
  to: DownloadEvent['to'],
  id: DownloadId | undefined,
): DownloadEvent | null {
  return from === to || id === undefined ? null : { id, from, to };
}

function holdNotice(reason: HoldReason | null): Notice | null {
  if (reason === null) return null;
  return { code: reason === 'battery' ? 'notice.onBattery' : 'notice.onMetered', detail: '' };
}

/** Names the links, as far as they are some, so that the user can add them again. */
function noticesOfRows(rows: readonly UnreadableRow[]): Notice[] {
  if (rows.length === 0) return [];
  const links = rows.flatMap(({ url }) => (parseLink(url).ok ? forLog(url) : []));
  const more = rows.length - Math.min(links.length, MAX_NOTED_LINKS);
  const named = links.slice(0, MAX_NOTED_LINKS).join(', ');
  return [{ code: 'notice.rowsLeftOut', detail: more === 0 ? named : `${named} (+${more})`.trim() }];
}

/** A clean end leaves one file: the log is folded back into the database. */
function closeDatabase(database: Database): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close(); // Also on a full disk: the next start folds the log back.
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

import { access } from 'node:fs/promises';
import path from 'node:path';
import type {
  AppInfo,
  CallName,
  CallOutput,
  ParsedCallInput,
  ViewSpec,
  WindowVisibility,
} from '../../shared/contract.ts';
import type { Notice } from '../../shared/window-frame.ts';
import type { NewDownload } from '../../shared/new-download.ts';
import type { DownloadId } from '../../shared/download.ts';
import { isProgramFile } from '../../shared/program-file.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { WorkWatch } from '../queue/work-watch.ts';
import type { ChoiceStore } from '../store/choice-store.ts';
import type { CertificateStore } from '../store/certificate-store.ts';
import type { Download } from '../store/download-record.ts';
import { createBackupHandlers } from './backup-handlers.ts';
import type { BackupKeeper } from './backup-keeper.ts';
import { CallError } from './call-error.ts';
import { changedInSteps } from './changed-in-steps.ts';
import { createCheckHandlers } from './check-handlers.ts';
import { createDetailsHandlers } from './details-handlers.ts';
import { targetPath, toRow } from './download-row.ts';
import type { FinishedKeeper } from './finished-keeper.ts';
import { createHostHandlers } from './host-handlers.ts';
import { createLinkHandlers } from './link-handlers.ts';
import { createListHandlers } from './list-handlers.ts';
import type { Clock, Shell } from './ports.ts';
import { createPlaceHandlers } from './place-handlers.ts';
import { createPrivacyHandlers } from './privacy-handlers.ts';
import { createQuestionHandlers } from './question-handlers.ts';
import { createRemoveHandlers } from './remove-handlers.ts';
import { createSettingsHandlers } from './settings-handlers.ts';
import type { SpeedHistories } from './speed-history.ts';
import type { ViewIndex } from './view-index.ts';

/** What a call may do to the window it came from. */
export type HandlerContext = {
  readonly watch: (spec: ViewSpec, ranges: readonly { readonly start: number; readonly end: number }[]) => void;
  /** Tells the bytes and connections of this download in the frames; of none for `null`. */
  readonly watchDetails: (id: DownloadId | null) => void;
  readonly show: (visibility: WindowVisibility) => void;
  readonly hold: (isHeld: boolean) => void;
  /** Aborts when the window is gone. */
  readonly ended: AbortSignal;
  /** Of this call: aborts when it is called off or the window is gone, and tells the window how far it is. */
  readonly work: WorkWatch;
};

/** One function per call of the contract; a missing one does not compile. */
export type Handlers = {
  readonly [Name in CallName]: (
    input: ParsedCallInput<Name>,
    context: HandlerContext,
  ) => CallOutput<Name> | Promise<CallOutput<Name>>;
};

export type HandlerInput = {
  readonly queue: DownloadQueue;
  readonly certificates: CertificateStore;
  readonly choices: ChoiceStore;
  readonly finished: FinishedKeeper;
  readonly clock: Clock;
  readonly views: ViewIndex;
  readonly speeds: SpeedHistories;
  readonly shell: Shell;
  readonly backups: BackupKeeper;
  readonly facts: Pick<AppInfo, 'version' | 'dataFolder'>;
  readonly notices: readonly Notice[];
  readonly requestShutdown: () => void;
};

/** The handlers of all calls. Each is one short function; what it needs to decide lives elsewhere. */
export function createHandlers({
  queue,
  certificates,
  choices,
  finished,
  clock,
  views,
  speeds,
  shell,
  backups,
  facts,
  notices,
  requestShutdown,
}: HandlerInput): Handlers {
  const inSteps = (
    ids: readonly DownloadId[],
    change: (some: readonly DownloadId[]) => number,
  ): Promise<{ readonly changed: number }> => changedInSteps(queue, ids, change);
  return {
    'app.info': () => ({
      ...facts,
      downloadFolder: queue.downloadFolder(),
      canChooseFolder: shell.chooseFolder !== null,
      usesTrash: shell.moveToTrash !== null,
      notices,
    }),
    'app.chooseFolder': async ({ current }) => {
      const start = path.isAbsolute(current) ? current : queue.downloadFolder();
      return { folder: (await shell.chooseFolder?.(start)) ?? null };
    },
    'app.shutdown': () => {
      requestShutdown();
      return null;
    },
    'app.answerCountdown': ({ answer }) => {
      shell.answerCountdown?.(answer);
      return null;
    },
    'downloads.add': ({ downloads, paused }) => {
      downloads.forEach(requireAbsoluteFolder);
      return queue.additions.addMany(downloads, { paused });
    },
    'downloads.list': async ({ view, start, count }) => {
      const ids = await views.made(view);
      // One whose removal waits to be saved is on the list still, but not in the queue.
      const found = ids.slice(start, start + count).flatMap((id) => queue.get(id) ?? []);
      return {
        total: ids.length,
        rows: found.map((download) => toRow(download, queue.waitReasonOf(download))),
        progress: found.map((download) => queue.progressOf(download)),
      };
    },
    'downloads.get': ({ id }) => {
      const download = requireDownload(queue, id);
      return { row: toRow(download, queue.waitReasonOf(download)), progress: queue.progressOf(download) };
    },
    'downloads.pause': ({ ids }) => inSteps(ids, (some) => queue.commands.pause(some)),
    'downloads.resume': ({ ids }) => inSteps(ids, (some) => queue.commands.resume(some)),
    'downloads.retry': ({ ids }) => inSteps(ids, (some) => queue.commands.retry(some)),
    'downloads.restart': ({ ids, oldFile }) => inSteps(ids, (some) => queue.commands.restart(some, oldFile)),
    'downloads.move': async ({ ids, to }) => ({ changed: await queue.moves.move(ids, to) }),
    'downloads.setPriority': ({ ids, priority }) => inSteps(ids, (some) => queue.commands.setPriority(some, priority)),
    'downloads.pauseAll': () => inSteps([...queue.ids()], (some) => queue.commands.pause(some)),
    'downloads.resumeAll': () => inSteps(queue.commands.pausedIds(), (some) => queue.commands.resume(some)),
    'downloads.open': async ({ id, confirmed }) => {
      const file = completedFile(requireDownload(queue, id));
      await requireFile(file);
      if (!confirmed && isProgramFile(path.basename(file))) {
        throw new CallError('call.isProgram', path.basename(file));
      }
      await shell.openFile(file).catch(refuseToOpen);
      return null;
    },
    'downloads.showInFolder': async ({ id }) => {
      const download = requireDownload(queue, id);
      const target = targetPath(download) ?? download.directory;
      await requireFile(target);
      await shell.showInFolder(target).catch(refuseToOpen);
      return null;
    },
    ...createDetailsHandlers(queue, speeds, clock),
    ...createQuestionHandlers(queue),
    ...createCheckHandlers(queue),
    ...createHostHandlers(queue, certificates, clock),
    ...createLinkHandlers(queue, choices, clock),
    ...createRemoveHandlers(queue, shell),
    ...createListHandlers(queue, clock, shell),
    ...createPlaceHandlers(queue),
    ...createPrivacyHandlers(finished, choices),
    ...createBackupHandlers(backups, requestShutdown),
    ...createSettingsHandlers(queue),
    'view.watch': ({ view, ranges }, context) => {
      context.watch(view, ranges);
      return null;
    },
    'view.hold': ({ isHeld }, context) => {
      context.hold(isHeld);
      return null;
    },
    'view.visibility': ({ visibility }, context) => {
      context.show(visibility);
      return null;
    },
  };
}

function requireAbsoluteFolder({ directory }: NewDownload): void {
  if (directory !== undefined && !path.isAbsolute(directory)) throw new CallError('call.folderNotAbsolute', directory);
}

function requireDownload(queue: DownloadQueue, id: DownloadId): Download {
  const download = queue.get(id);
  if (download === undefined) throw new CallError('call.notFound', String(id));
  return download;
}

function completedFile(download: Download): string {
  const file = targetPath(download);
  if (download.state.kind !== 'completed' || file === null)
    throw new CallError('call.notCompleted', download.state.kind);
  return file;
}

async function requireFile(file: string): Promise<void> {
  try {
    await access(file);
  } catch {
    throw new CallError('call.fileGone', file); // Missing or unreachable: either way there is nothing to open.
  }
}

function refuseToOpen(error: unknown): never {
  throw new CallError('call.openFailed', error instanceof Error ? error.message : String(error));
}

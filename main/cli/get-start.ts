import { lstatSync } from 'node:fs';
import type { CallErrorCode } from '../../shared/contract.ts';
import type { NewDownload } from '../../shared/new-download.ts';
import type { DownloadId } from '../../shared/download.ts';
import { CALL_ERROR_WORDS } from '../../shared/words.ts';
import type { SettingsChange } from '../../shared/settings.ts';
import type { SluiceApp, WindowSession } from '../app/app-interface.ts';
import { createApp } from '../app/create-app.ts';
import { targetPath } from '../app/download-row.ts';
import { processPorts } from './core-ports.ts';
import { EXIT, exitCodeForCall, type ExitCode } from './exit-codes.ts';
import { planGet, storedByLink } from './get-plan.ts';
import type { GetOptions } from './get-request.ts';
import { deleteEmptyGetStore, type GetPlace } from './get-store.ts';
import { refusalWords } from './get-words.ts';

/** Someone waits for this command, so it gives up sooner than the app, which tries ten times. */
const DEFAULT_MAX_TRIES = 5;

export type GetStart =
  | {
      readonly ok: true;
      /** Whoever gets it closes it. */
      readonly app: SluiceApp;
      /** In the order of the wishes. */
      readonly ids: readonly DownloadId[];
      /** Those of them that are complete since an earlier run. */
      readonly done: ReadonlySet<DownloadId>;
    }
  | { readonly ok: false; readonly exitCode: ExitCode; readonly message: string };

/** Opens the store, continues what an earlier run of the same command left, and adds what is new. */
export async function startGet(
  place: GetPlace,
  wishes: readonly NewDownload[],
  options: GetOptions,
  log: (message: string) => void,
): Promise<GetStart> {
  for (;;) {
    const started = await createApp({
      dataFolder: place.directory,
      databaseName: place.storeName,
      isSharedFolder: true,
      ports: processPorts(place.directory),
      countsEveryTry: options.maxTries !== undefined,
      settings: {
        maxActiveDownloads: options.parallel,
        maxActivePerHost: options.parallel,
        connectionsPerDownload: options.connections,
        limitBytesPerSecond: options.limit,
        maxAttempts: options.maxTries ?? DEFAULT_MAX_TRIES,
        ...proxySettings(options.proxy),
        onChanged: options.onChanged === 'keep-both' ? 'keepBoth' : options.onChanged,
        onNameTaken: options.onNameTaken,
      },
      log,
    });
    if (!started.ok) {
      const { kind } = started.refusal;
      const exitCode =
        kind === 'locked' ? EXIT.inUse : kind === 'full' || kind === 'notWritable' ? EXIT.disk : EXIT.unexpected;
      if (kind !== 'locked') await deleteEmptyGetStore(place.directory, place.storeName);
      return { ok: false, exitCode, message: refusalWords(started.refusal, place.directory) };
    }
    const { app } = started;
    const verdict = await takeUp(app, wishes, options.newLink ?? null);
    if (verdict === 'again') {
      // Closing waits until the files are gone; else their names could still be taken when the new ones are reserved.
      await app.close();
      continue;
    }
    if (!verdict.ok) {
      await app.close();
      const detail = verdict.detail === '' ? '' : ` (${verdict.detail})`;
      return {
        ok: false,
        exitCode: exitCodeForCall(verdict.code),
        message: `${CALL_ERROR_WORDS[verdict.code]}${detail}`,
      };
    }
    return { ok: true, app, ids: idsInOrder(app, wishes), done: verdict.done };
  }
}

/** Without the option it is as the environment says. */
function proxySettings(proxy: GetOptions['proxy']): SettingsChange {
  if (proxy === undefined) return {};
  return proxy === 'none' ? { proxyMode: 'none' } : { proxyMode: 'manual', proxyAddress: proxy };
}

const NOTHING_BEGUN = 'no earlier run of this command left anything to continue';

type TakenUp =
  | { readonly ok: true; readonly done: ReadonlySet<DownloadId> }
  | { readonly ok: false; readonly code: CallErrorCode; readonly detail: string };

/** Does what the plan says; `again` when something had to be removed first. */
async function takeUp(
  app: SluiceApp,
  wishes: readonly NewDownload[],
  newLink: string | null,
): Promise<TakenUp | 'again'> {
  const plan = planGet(wishes, [...app.queue.all()], (download) => isFile(targetPath(download)));
  const session: WindowSession = app.openSession(() => undefined);
  try {
    if (plan.forget.length > 0) {
      const removed = await session.call('downloads.remove', { ids: [...plan.forget], deleteFiles: true });
      return removed.ok ? 'again' : removed;
    }
    const [begun] = plan.goOn;
    if (newLink !== null && begun !== undefined) {
      const taken = await session.call('downloads.newLink', { id: begun, url: newLink });
      return taken.ok ? { ok: true, done: new Set() } : taken;
    }
    if (newLink !== null && plan.done.length === 0) {
      return { ok: false, code: 'call.notFound', detail: NOTHING_BEGUN };
    }
    if (plan.goOn.length > 0) {
      const retried = await session.call('downloads.retry', { ids: [...plan.goOn] });
      if (!retried.ok) return retried;
    }
    if (plan.add.length > 0) {
      const added = await session.call('downloads.add', { downloads: [...plan.add] });
      if (!added.ok) return added;
    }
    return { ok: true, done: new Set(plan.done) };
  } finally {
    session.close();
  }
}

function idsInOrder(app: SluiceApp, wishes: readonly NewDownload[]): DownloadId[] {
  const downloads = [...app.queue.all()];
  const [only] = downloads;
  // A new link may have taken the place of the one that was asked for.
  if (wishes.length === 1 && downloads.length === 1 && only !== undefined) return [only.id];
  const find = storedByLink(downloads);
  // Each link was parsed before, so none was refused and each has its row; the other rows came out of Metalinks.
  const wished = wishes.flatMap((wish) => find(wish)?.id ?? []);
  return [...new Set([...wished, ...downloads.map(({ id }) => id)])];
}

function isFile(file: string | null): boolean {
  return file !== null && lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

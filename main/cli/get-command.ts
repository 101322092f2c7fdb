import { lstatSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { NewDownload } from '../../shared/contract.ts';
import { diskErrorCode } from '../../shared/disk-error.ts';
import type { Checksum, DownloadId, HeaderField } from '../../shared/download.ts';
import { ERROR_WORDS } from '../../shared/locales/en.ts';
import { parseLink } from '../../shared/url.ts';
import type { SluiceApp } from '../app/app-interface.ts';
import { createApp } from '../app/create-app.ts';
import { targetPath } from '../app/download-row.ts';
import type { Download } from '../store/download-record.ts';
import { processPorts } from './core-ports.ts';
import { EXIT, exitCodeFor, type ExitCode } from './exit-codes.ts';
import { planGet, type GetPlan } from './get-plan.ts';
import { jsonReport, overallExitCode } from './get-report.ts';
import { watchGet } from './get-watch.ts';
import { deleteGetStore, getStoreName, isStoreNeeded, planEnding } from './get-store.ts';
import { refusalWords } from './get-words.ts';
import { catchInterruption } from './interruption.ts';
import { errorLine, type Output } from './output.ts';
import { createLiveDisplay, createPlainDisplay, createQuietDisplay } from './progress-display.ts';

/** The options of `sluice get`, parsed. */
export type GetOptions = {
  readonly dir?: string;
  readonly output?: string;
  readonly connections?: number;
  /** Bytes per second, 0 for none. */
  readonly limit?: number;
  readonly checksum?: Checksum;
  readonly header: readonly HeaderField[];
  readonly maxTries?: number;
  readonly quiet?: boolean;
  readonly json?: boolean;
};

/** Someone waits for this command, so it gives up sooner than the app, which tries ten times. */
export const GET_MAX_TRIES = 5;

/** `sluice get`: downloads in this process, with a store of its own beside the part. Resolves to the exit status. */
export async function runGet(urls: readonly string[], options: GetOptions, output: Output): Promise<ExitCode> {
  const complain = (text: string): void => output.say(errorLine(text));
  const usage = usageProblem(urls, options);
  if (usage !== null) {
    complain(usage);
    return EXIT.usage;
  }
  const links = parseLinks(urls, complain);
  if (links.urls.length === 0) return EXIT.usage;
  const place = placeFor(options);
  const directory = await makeFolder(place.directory, complain);
  if (directory === null) return EXIT.disk;

  using interruption = catchInterruption(process.env);
  const store = { directory, name: getStoreName({ urls: links.urls, directory, name: place.name }) };
  const wishes = links.urls.map((url) => toWish(url, directory, place.name, options));
  const begun = await begin(store, wishes, options, complain);
  if (typeof begun === 'number') return begun;

  const { app, plan } = begun;
  const ids = [...plan.done, ...plan.goOn, ...addAll(app, plan.add)];
  const display =
    options.quiet === true || options.json === true
      ? createQuietDisplay(output)
      : output.canRedraw
        ? createLiveDisplay(output)
        : createPlainDisplay(output);
  await watchGet({
    app,
    ids,
    done: new Set(plan.done),
    display,
    complain,
    showPaths: options.quiet !== true && options.json !== true,
    signal: interruption.signal,
  });
  display.end();
  const stopped = interruption.exitCode();
  if (stopped !== null && options.quiet !== true) output.say('Stopping… (Ctrl-C again stops at once)');
  return end({ app, store, ids, stopped, hadBadLinks: links.hadRefused, options, output });
}

function usageProblem(urls: readonly string[], options: GetOptions): string | null {
  if (options.output === undefined) return null;
  if (urls.length > 1)
    return 'A name (-o) can be given for one link only. Use one command for each, or -d for a folder.';
  if (options.output === '-') return 'Sluice writes to files only, not to stdout: give a name behind -o.';
  return path.basename(options.output) === '' || /[/\\]$/u.test(options.output)
    ? `${options.output} is a folder: give it with -d, and a name with -o.`
    : null;
}

function parseLinks(
  inputs: readonly string[],
  complain: (text: string) => void,
): { readonly urls: readonly string[]; readonly hadRefused: boolean } {
  const urls = new Set<string>();
  let hadRefused = false;
  for (const input of inputs) {
    const link = parseLink(input);
    if (link.ok) {
      urls.add(link.url);
    } else {
      hadRefused = true;
      complain(`${link.input || '(empty)'}: ${ERROR_WORDS[link.code].what} ${ERROR_WORDS[link.code].todo}`);
    }
  }
  return { urls: [...urls], hadRefused };
}

/** `-o` may hold a folder, as people know it from curl and wget; it is taken from `-d` on. */
function placeFor(options: GetOptions): { readonly directory: string; readonly name: string | null } {
  const base = path.resolve(options.dir ?? '.');
  if (options.output === undefined) return { directory: base, name: null };
  return { directory: path.resolve(base, path.dirname(options.output)), name: path.basename(options.output) };
}

/** Makes the folder as aria2 does; its real path, so that the same folder by another way is the same. */
async function makeFolder(folder: string, complain: (text: string) => void): Promise<string | null> {
  try {
    await mkdir(folder, { recursive: true });
    return await realpath(folder);
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (errno === '') throw error;
    const isFile = errno === 'EEXIST' || errno === 'ENOTDIR';
    const what = isFile ? 'This is not a folder.' : ERROR_WORDS[diskErrorCode(errno, 'disk.folderMissing')].what;
    complain(`${folder}: ${what} Choose another one with -d. (${errno})`);
    return null;
  }
}

function toWish(url: string, directory: string, name: string | null, options: GetOptions): NewDownload {
  return {
    url,
    directory,
    ...(name === null ? {} : { name }),
    headers: [...options.header],
    // These three are settings of this run, so that the next run of the same command may change them.
    connections: null,
    limitBytesPerSecond: null,
    maxAttempts: null,
    retryWaitMs: null,
    checksum: options.checksum ?? null,
  };
}

type GetStore = { readonly directory: string; readonly name: string };

/** Opens the store and compares it with the wishes. What has to begin again is removed first, files included. */
async function begin(
  store: GetStore,
  wishes: readonly NewDownload[],
  options: GetOptions,
  complain: (text: string) => void,
): Promise<{ readonly app: SluiceApp; readonly plan: GetPlan } | ExitCode> {
  for (;;) {
    const started = await createApp({
      dataFolder: store.directory,
      databaseName: store.name,
      isSharedFolder: true,
      ports: processPorts(store.directory),
      settings: {
        connectionsPerDownload: options.connections,
        limitBytesPerSecond: options.limit,
        maxAttempts: options.maxTries ?? GET_MAX_TRIES,
      },
      log: complain,
    });
    if (!started.ok) {
      complain(refusalWords(started.refusal, store.directory));
      if (started.refusal.kind === 'locked') return EXIT.inUse;
      return started.refusal.kind === 'full' || started.refusal.kind === 'notWritable' ? EXIT.disk : EXIT.unexpected;
    }
    const { app } = started;
    const plan = planGet(wishes, [...app.queue.all()], (download) => exists(targetPath(download)));
    if (plan.forget.length === 0) {
      app.queue.retry(plan.goOn);
      return { app, plan };
    }
    // Closing waits until the files are gone; else their names could still be taken when the new ones are reserved.
    app.queue.remove(plan.forget, { deleteFiles: true });
    await app.close();
  }
}

function exists(file: string | null): boolean {
  return file !== null && lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function addAll(app: SluiceApp, downloads: readonly NewDownload[]): DownloadId[] {
  if (downloads.length === 0) return [];
  // Every link was parsed before, so none is refused here.
  return app.queue.add(downloads, { paused: false }).ids.filter((id) => id !== null);
}

type Ending = {
  readonly app: SluiceApp;
  readonly store: GetStore;
  readonly ids: readonly DownloadId[];
  /** The exit status a signal called for. */
  readonly stopped: ExitCode | null;
  readonly hadBadLinks: boolean;
  readonly options: GetOptions;
  readonly output: Output;
};

async function end({ app, store, ids, stopped, hadBadLinks, options, output }: Ending): Promise<ExitCode> {
  const look = (): readonly Download[] => ids.flatMap((id) => app.queue.get(id) ?? []);
  let final = look();
  let keepStore: boolean;
  if (stopped === null) {
    const ending = planEnding(final);
    app.queue.remove(
      ending.worthless.map((download) => download.id),
      { deleteFiles: true },
    );
    await app.close();
    keepStore = ending.keepStore;
  } else {
    // A running download may gain bytes, or even complete, until its last checkpoint: only then is it decided.
    await app.close();
    final = look();
    keepStore = isStoreNeeded(final);
  }
  if (!keepStore) await deleteGetStore(store.directory, store.name);
  const isComplete = final.every((download) => download.state.kind === 'completed');
  if (options.json === true) output.result(JSON.stringify(jsonReport(final)));
  if (stopped !== null && !isComplete && options.quiet !== true) {
    output.say(keepStore ? 'Stopped. The same command continues where it stopped.' : 'Stopped.');
  }
  const failed = final.flatMap(({ state }) =>
    state.kind === 'failed' || state.kind === 'blocked' ? [exitCodeFor(state.failure.code)] : [],
  );
  return overallExitCode({ stopped, failed, hadBadLinks, isComplete });
}

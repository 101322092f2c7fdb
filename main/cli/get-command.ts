import type { SluiceApp } from '../app/app-interface.ts';
import { promptDevice } from '../app/prompt-device.ts';
import type { Download } from '../store/download-record.ts';
import { boundEnd, endStuck } from './end-stuck.ts';
import { SILENT_DISK, watchForSilence } from './disk-silence.ts';
import { isDiskTrouble } from './disk-trouble.ts';
import { EXIT, exitCodeFor, type ExitCode } from './exit-codes.ts';
import { answerByOptions } from './get-answers.ts';
import { jsonReport, overallExitCode } from './get-report.ts';
import { optionProblem, placeFor, readLinks, toWish, type GetOptions } from './get-request.ts';
import { startGet, type GetStart } from './get-start.ts';
import { deleteGetStore, getStoreName, reachDisk, isStoreNeeded, planEnding, type GetPlace } from './get-store.ts';
import { isTakenName, watchGet } from './get-watch.ts';
import { UNSAVED_WORDS } from './get-words.ts';
import { catchInterruption } from './interruption.ts';
import { asMirrors, bareLink, readLinkFile, type LinkInput } from './link-file.ts';
import { makeFolder } from './make-folder.ts';
import { errorLine, type Output } from './output.ts';
import { createStoreTrouble } from './store-trouble.ts';
import { createLiveDisplay, createPlainDisplay, createQuietDisplay, type ProgressDisplay } from './progress-display.ts';

/** `sluice get`: downloads in this process, with a store of its own beside the part. Resolves to the exit status. */
export async function runGet(given: readonly string[], options: GetOptions, output: Output): Promise<ExitCode> {
  const complain = (text: string): void => output.say(errorLine(text));
  const inputs = await readInputs(given, options);
  const problem = typeof inputs === 'string' ? inputs : optionProblem(inputs, options);
  if (typeof inputs === 'string' || problem !== null) {
    complain(problem ?? '');
    return EXIT.usage;
  }
  const { links, refused } = readLinks(inputs);
  for (const { input, message } of refused) complain(`${input || '(empty)'}: ${message}`);
  if (links.length === 0) {
    if (options.json === true) output.result(JSON.stringify(jsonReport([], refused)));
    return EXIT.usage;
  }
  const wished = placeFor(options);
  using silence = watchForSilence(SILENT_DISK);
  const made = await makeFolder(wished.directory, '-d');
  if (!made.ok) {
    complain(made.message);
    return EXIT.disk;
  }

  const { name } = wished;
  const directory = made.folder;
  const place: GetPlace = {
    directory,
    storeName: getStoreName({ urls: links.map(({ url }) => url), directory, name }),
  };
  const wishes = links.map((link) => toWish(link, { directory, name: link.name ?? name }, options));
  using interruption = catchInterruption(process.env);
  await reachDisk(place);
  silence.started();
  // A disk of this computer ends its calls by itself, and a thread that waits for one that does not costs 40 ms.
  const mayFallSilent = promptDevice(directory) === null;
  if (!mayFallSilent) silence[Symbol.dispose]();
  const trouble = createStoreTrouble();
  const start = await startGet(place, wishes, options, trouble.tell);
  if (!start.ok) {
    trouble.messages().forEach(complain);
    complain(start.message);
    return start.exitCode;
  }
  const skipsTakenNames = options.onNameTaken === 'skip';
  const display = displayFor(options, output);
  await watchGet({
    app: start.app,
    ids: start.ids,
    done: start.done,
    display,
    answerTo: (failure) => answerByOptions(failure, options),
    skipsTakenNames,
    complain,
    showPaths: options.quiet !== true && options.json !== true,
    trouble,
    signal: interruption.signal,
  });
  display.end();
  const stopped = interruption.exitCode();
  const say = (line: string): void => (options.quiet === true ? undefined : output.say(line));
  if (stopped !== null) say('Stopping… (Ctrl-C again stops at once)');
  const { downloads, keptStore, unsaved, isStuck } = await endGet(start, place, {
    wasStopped: stopped !== null,
    mayFallSilent,
  });

  const isComplete = downloads.every((download) => download.state.kind === 'completed');
  if (options.json === true) output.result(JSON.stringify(jsonReport(downloads, refused)));
  if (stopped !== null && !isComplete) {
    say(keptStore ? 'Stopped. The same command continues where it stopped.' : 'Stopped.');
  }
  const failed = downloads.flatMap(({ state }) => {
    const isFailure = state.kind === 'failed' || state.kind === 'blocked';
    return isFailure && !(skipsTakenNames && isTakenName(state)) ? [exitCodeFor(state.failure.code)] : [];
  });
  if (isStuck) endStuck(complain);
  // A download that failed because the disk is full has said so.
  if (unsaved !== null && !failed.includes(EXIT.disk)) complain(`${directory}: ${unsaved}`);
  // What the core said of its store helps only when nothing better was said.
  if (unsaved === null && !isComplete && !failed.includes(EXIT.disk)) trouble.messages().forEach(complain);
  return overallExitCode({
    stopped,
    failed,
    wasUnsaved: unsaved !== null,
    hadBadLinks: refused.length > 0,
    isComplete,
  });
}

/** All links of the command, or what is wrong with it. */
async function readInputs(given: readonly string[], options: GetOptions): Promise<readonly LinkInput[] | string> {
  const { inputFile } = options;
  const join = options.mirrors === true ? asMirrors : (all: readonly LinkInput[]) => all;
  const inputs = given.map(bareLink);
  if (inputFile === undefined) return join(inputs);
  const listed = await readLinkFile(inputFile);
  if (!listed.ok) return listed.message;
  const all = [...inputs, ...listed.inputs];
  return all.length > 0 ? join(all) : `There are no links in ${inputFile}.`;
}

function displayFor(options: GetOptions, output: Output): ProgressDisplay {
  if (options.quiet === true || options.json === true) return createQuietDisplay(output);
  return output.canRedraw ? createLiveDisplay(output) : createPlainDisplay(output);
}

type GetEnd = {
  /** How each download ended. */
  readonly downloads: readonly Download[];
  readonly keptStore: boolean;
  /** Why the last changes could not be saved, in words; `null` when they were. */
  readonly unsaved: string | null;
  /** A disk does not answer. */
  readonly isStuck: boolean;
};

/** Closes the core and deletes its store when there is nothing to continue. */
async function endGet(
  { app, ids }: Extract<GetStart, { ok: true }>,
  place: GetPlace,
  { wasStopped, mayFallSilent }: { readonly wasStopped: boolean; readonly mayFallSilent: boolean },
): Promise<GetEnd> {
  using _atLast = mayFallSilent ? boundEnd() : null;
  // Those that came out of a Metalink, too.
  const look = (): readonly Download[] => {
    const all = new Set([...ids, ...Array.from(app.queue.all(), ({ id }) => id)]);
    return [...all].flatMap((id) => app.queue.get(id) ?? []);
  };
  let downloads = look();
  let keptStore: boolean;
  let end: Pick<GetEnd, 'unsaved' | 'isStuck'>;
  if (wasStopped) {
    // A running download may gain bytes, or even complete, until its last checkpoint: only then is it decided.
    end = await closeApp(app);
    downloads = look();
    keptStore = isStoreNeeded(downloads);
  } else {
    const ending = planEnding(downloads);
    keptStore = ending.keepStore;
    await removeWorthless(app, ending.worthless);
    end = await closeApp(app);
  }
  if (!keptStore && !end.isStuck) {
    try {
      await deleteGetStore(place.directory, place.storeName);
    } catch (error) {
      if (!isDiskTrouble(error)) throw error; // It holds nothing, and lies on a disk that is gone.
    }
  }
  return { downloads, keptStore, ...end };
}

/** A disk that is full or gone may not take the last checkpoint; the one before it holds. Resolves to the words for that. */
async function closeApp(app: SluiceApp): Promise<Pick<GetEnd, 'unsaved' | 'isStuck'>> {
  try {
    return { unsaved: null, isStuck: (await app.close()) === 'stuck' };
  } catch (error) {
    if (isDiskTrouble(error)) return { unsaved: UNSAVED_WORDS, isStuck: false };
    throw error;
  }
}

/** Their empty files go with them. When that cannot be saved, the store goes too and only empty files stay. */
async function removeWorthless(app: SluiceApp, worthless: readonly Download[]): Promise<void> {
  if (worthless.length === 0) return;
  const session = app.openSession(() => undefined);
  await session.call('downloads.remove', { ids: worthless.map((download) => download.id), deleteFiles: true });
  session.close();
}

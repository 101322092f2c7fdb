import type { CallInput, CallName, CallOutput } from './contract.ts';
import type { DownloadId } from './download.ts';
import type { ListedDownload } from './list-file.ts';
import type { SettingsChange } from './settings.ts';

/** Downloads per call: the core is busy with them for some tens of milliseconds, and clicks and frames come between. */
const PER_CALL = 250;
/** Ids per call, of which each costs the core far less. */
const IDS_PER_CALL = 1000;

/** Makes calls of the contract; `Failure` is what it answers when one did not work. */
type Caller<Failure> = <Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
) => Promise<{ readonly ok: true; readonly value: CallOutput<Name> } | Failure>;

/** What an import brought. */
export type ImportSum = {
  readonly added: number;
  readonly known: number;
  readonly withoutFile: number;
  readonly otherFolder: number;
};

export type ImportRun<Failure> =
  | { readonly kind: 'done'; readonly sum: ImportSum }
  /** Nothing is left of it. */
  | { readonly kind: 'takenBack' }
  /** What was added before stays, paused. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly sum: ImportSum };

/**
 * Brings downloads and settings of a file into the list, in pieces. Nothing starts and no setting changes before all of it is
 * there, so that calling it off leaves nothing behind.
 */
export async function runImport<Failure extends { readonly ok: false }>(
  call: Caller<Failure>,
  wish: {
    readonly downloads: readonly ListedDownload[];
    readonly settings: SettingsChange;
    /** What was waiting starts. */
    readonly starts: boolean;
    /** Calls it off. */
    readonly signal: { readonly aborted: boolean };
    /** So many downloads have been taken. */
    readonly onProgress: (done: number) => void;
  },
): Promise<ImportRun<Failure>> {
  const { downloads, settings, signal } = wish;
  const sum = { added: 0, known: 0, withoutFile: 0, otherFolder: 0 };
  const ids: DownloadId[] = [];
  const waiting: DownloadId[] = [];
  for (let start = 0; start < downloads.length && !signal.aborted; start += PER_CALL) {
    wish.onProgress(start);
    const result = await call('list.import', { downloads: downloads.slice(start, start + PER_CALL) });
    if (!result.ok) return { kind: 'failed', failure: result, sum };
    ids.push(...result.value.ids);
    waiting.push(...result.value.waiting);
    sum.added = ids.length;
    sum.known += result.value.known;
    sum.withoutFile += result.value.withoutFile;
    sum.otherFolder += result.value.otherFolder;
  }
  if (signal.aborted) {
    const failure = await eachOf<Failure>(ids, (some) => call('downloads.remove', { ids: some, forGood: true }));
    return failure === null ? { kind: 'takenBack' } : { kind: 'failed', failure, sum };
  }
  wish.onProgress(downloads.length);
  // Before anything starts: the downloads begin with them.
  const changed = Object.keys(settings).length === 0 ? null : await call('settings.change', settings);
  if (changed?.ok === false) return { kind: 'failed', failure: changed, sum };
  const starting = wish.starts ? waiting : [];
  const failure = await eachOf<Failure>(starting, (some) => call('downloads.resume', { ids: some }));
  return failure === null ? { kind: 'done', sum } : { kind: 'failed', failure, sum };
}

/** @returns the first failure. */
async function eachOf<Failure extends { readonly ok: false }>(
  ids: readonly DownloadId[],
  work: (some: DownloadId[]) => Promise<{ readonly ok: true } | Failure>,
): Promise<Failure | null> {
  for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
    const result = await work(ids.slice(start, start + IDS_PER_CALL));
    if (!result.ok) return result;
  }
  return null;
}

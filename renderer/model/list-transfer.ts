import type { CallOutput } from '../../shared/contract.ts';
import { isAria2File, readAria2File } from '../../shared/aria2-file.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { runImport } from '../../shared/import-run.ts';
import { readListFile, type ListedDownload } from '../../shared/list-file.ts';
import type { SettingsChange } from '../../shared/settings.ts';
import { runInSteps, type Steps } from '../../shared/steps.ts';
import type { CallResult, CoreClient } from './core-client.ts';
import type { DroppedFile } from './dropped-content.ts';
import { problemText } from './problem-text.ts';
import { decodeTextFile } from './text-file.ts';

/** Taking the list and the settings out of Sluice, and bringing them in. Nothing rejects. */
export type ListTransfer = {
  /** Into a new file of a folder, or where someone chooses in the system's dialog for `null`. */
  readonly exportList: (
    contents: { readonly withSecrets: boolean; readonly withDownloads: boolean },
    directory: string | null,
  ) => Promise<CallResult<CallOutput<'list.exportAs'>>>;
  readonly importList: (plan: ImportPlan, options: ImportOptions) => Promise<ImportOutcome>;
};

/** What a file would bring. */
export type ImportPlan = {
  readonly name: string;
  readonly kind: 'sluice' | 'aria2';
  readonly downloads: readonly ListedDownload[];
  readonly settings: SettingsChange;
  /** Entries that cannot be taken. */
  readonly unreadable: number;
  /** Settings of another version. */
  readonly unknownSettings: readonly string[];
};

export type ReadImport =
  | { readonly ok: true; readonly plan: ImportPlan }
  | { readonly ok: false; readonly reason: 'notList' | 'newer' | 'tooLarge' | 'unreadable' | 'cancelled' };

/** How reading a file is followed. */
export type ReadWatch = {
  /** Called with the share of the work that is done. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
  /** Lets the window work; resolves soon. */
  readonly pause: () => Promise<void>;
};

export type ImportOptions = {
  readonly withSettings: boolean;
  readonly starts: boolean;
  readonly onProgress: (done: number) => void;
  /** Stops, and takes what was added off the list again. */
  readonly signal: AbortSignal;
};

export type ImportOutcome =
  | { readonly kind: 'done'; readonly added: number; readonly known: number; readonly withoutFile: number }
  | { readonly kind: 'takenBack' }
  | { readonly kind: 'failed'; readonly text: string };

/** A list of a few hundred thousand downloads; more than that was hardly meant. */
const MAX_IMPORT_BYTES = 200_000_000;

/** Reads a file that someone chose, in small steps: a long list takes seconds, and the window works on. */
export async function readImport(file: DroppedFile, nowMs: number, watch: ReadWatch): Promise<ReadImport> {
  if (file.size > MAX_IMPORT_BYTES) return { ok: false, reason: 'tooLarge' };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { ok: false, reason: 'unreadable' }; // A folder, or a file that is gone by now.
  }
  try {
    return await runInSteps(readBytes(file.name, bytes, nowMs), { ...watch, onStep: watch.onProgress });
  } catch (error) {
    if (watch.signal.aborted) return { ok: false, reason: 'cancelled' };
    throw error;
  }
}

/** Reads such a file: of Sluice, or of aria2. */
function* readBytes(name: string, bytes: Uint8Array, nowMs: number): Steps<ReadImport> {
  const decoded = yield* decodeTextFile(bytes);
  if (!decoded.ok) return { ok: false, reason: 'notList' };
  const { text } = decoded;
  const list = yield* readListFile(text);
  if (list.ok) {
    const { downloads, settings, unreadable, unknownSettings } = list;
    const plan = { name, kind: 'sluice', downloads, settings, unreadable: unreadable.length, unknownSettings } as const;
    return { ok: true, plan };
  }
  if (list.reason === 'newer') return { ok: false, reason: 'newer' };
  if (list.reason === 'notSluice' || !isAria2File(text)) return { ok: false, reason: 'notList' };
  const { downloads, refused } = yield* readAria2File(text, nowMs);
  const unreadable = refused.length;
  return { ok: true, plan: { name, kind: 'aria2', downloads, settings: {}, unreadable, unknownSettings: [] } };
}

export function createListTransfer(client: Pick<CoreClient, 'call'>): ListTransfer {
  return {
    exportList: (contents, directory) =>
      directory === null
        ? client.call('list.exportAs', contents)
        : client.call('list.export', { ...contents, directory }),
    async importList({ downloads, settings }, { withSettings, ...options }) {
      const call = client.call;
      const run = await runImport<Extract<CallResult<unknown>, { ok: false }>>(call, {
        downloads,
        settings: withSettings ? settings : {},
        ...options,
      });
      switch (run.kind) {
        case 'done':
          return { kind: 'done', ...run.sum };
        case 'takenBack':
          return run;
        case 'failed':
          return { kind: 'failed', text: problemText(run.failure) };
        default:
          return assertNever(run);
      }
    },
  };
}

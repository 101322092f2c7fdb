import type { CallOutput } from '../../shared/contract.ts';
import { isAria2File, readAria2File } from '../../shared/aria2-file.ts';
import type { DownloadId } from '../../shared/download.ts';
import { readListFile, type ListedDownload } from '../../shared/list-file.ts';
import type { SettingsChange } from '../../shared/settings.ts';
import type { CallResult, CoreClient } from './core-client.ts';
import type { DroppedFile } from './dropped-content.ts';
import { problemText } from './problem-text.ts';
import { decodeTextFile } from './text-file.ts';

/** Taking the list and the settings out of Sluice, and bringing them in. Nothing rejects. */
export type ListTransfer = {
  readonly exportList: (wish: {
    readonly withSecrets: boolean;
    readonly withDownloads: boolean;
  }) => Promise<CallResult<CallOutput<'list.export'>>>;
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
  | { readonly ok: false; readonly reason: 'notList' | 'newer' | 'tooLarge' | 'unreadable' };

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
/** Downloads per call: little enough that progress is seen and can be stopped. */
const PER_CALL = 1000;

/** Reads a file that someone chose. */
export async function readImport(file: DroppedFile, nowMs: number): Promise<ReadImport> {
  if (file.size > MAX_IMPORT_BYTES) return { ok: false, reason: 'tooLarge' };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { ok: false, reason: 'unreadable' }; // A folder, or a file that is gone by now.
  }
  const decoded = decodeTextFile(bytes);
  return decoded.ok ? readImportText(file.name, decoded.text, nowMs) : { ok: false, reason: 'notList' };
}

/** Reads the text of such a file: of Sluice, or of aria2. */
function readImportText(name: string, text: string, nowMs: number): ReadImport {
  const list = readListFile(text);
  if (list.ok) {
    const { downloads, settings, unreadable, unknownSettings } = list;
    const plan = { name, kind: 'sluice', downloads, settings, unreadable: unreadable.length, unknownSettings } as const;
    return { ok: true, plan };
  }
  if (list.reason === 'newer') return { ok: false, reason: 'newer' };
  if (list.reason === 'notSluice' || !isAria2File(text)) return { ok: false, reason: 'notList' };
  const { downloads, refused } = readAria2File(text, nowMs);
  const plan = {
    name,
    kind: 'aria2',
    downloads,
    settings: {},
    unreadable: refused.length,
    unknownSettings: [],
  } as const;
  return { ok: true, plan };
}

export function createListTransfer(client: CoreClient): ListTransfer {
  return {
    exportList: (wish) => client.call('list.export', wish),
    async importList(plan, { withSettings, starts, onProgress, signal }) {
      const ids: DownloadId[] = [];
      let [known, withoutFile] = [0, 0];
      // First, since the downloads begin with them.
      if (withSettings && Object.keys(plan.settings).length > 0) {
        const changed = await client.call('settings.change', plan.settings);
        if (!changed.ok) return { kind: 'failed', text: problemText(changed) };
      }
      for (let start = 0; start < plan.downloads.length; start += PER_CALL) {
        if (signal.aborted) {
          if (ids.length > 0) await client.call('downloads.remove', { ids, forGood: true });
          return { kind: 'takenBack' };
        }
        onProgress(start);
        const downloads = plan.downloads.slice(start, start + PER_CALL);
        const result = await client.call('list.import', { downloads: [...downloads], starts });
        if (!result.ok) return { kind: 'failed', text: problemText(result) };
        ids.push(...result.value.ids);
        known += result.value.known;
        withoutFile += result.value.withoutFile;
      }
      return { kind: 'done', added: ids.length, known, withoutFile };
    },
  };
}

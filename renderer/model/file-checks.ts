import type { Verification } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/locales/en-details.ts';
import type { CoreClient } from './core-client.ts';
import type { MessageStore } from './message-store.ts';
import { createObservable, type Readable } from './observable.ts';
import { problemText } from './problem-text.ts';

/** How the check of one file stands. `repairing`: the core fetches the damaged places; the row tells how it goes. */
export type FileCheck =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly found: Verification }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'repairing' };

/** The checks that this window asked for: they outlive the dialog, since reading a large file takes minutes. */
export type FileChecks = {
  readonly all: Readable<ReadonlyMap<DownloadId, FileCheck>>;
  readonly of: (id: DownloadId) => FileCheck;
  /** Whether damage is known that a repair would fetch. */
  readonly isDamaged: (id: DownloadId) => boolean;
  /** Reads the file and compares; a second call while it runs does nothing. */
  readonly verify: (id: DownloadId) => Promise<void>;
  readonly repair: (ids: readonly DownloadId[]) => Promise<void>;
};

const NONE: FileCheck = { kind: 'none' };

export function createFileChecks(ports: { readonly client: CoreClient; readonly messages: MessageStore }): FileChecks {
  const { client, messages } = ports;
  const all = createObservable<ReadonlyMap<DownloadId, FileCheck>>(new Map());
  const of = (id: DownloadId): FileCheck => all.get().get(id) ?? NONE;

  function set(ids: readonly DownloadId[], check: FileCheck): void {
    const next = new Map(all.get());
    for (const id of ids) next.set(id, check);
    all.set(next);
  }

  function isDamaged(id: DownloadId): boolean {
    const check = of(id);
    return check.kind === 'done' && check.found.damaged.length > 0;
  }

  return {
    all,
    of,
    isDamaged,
    async verify(id) {
      if (of(id).kind === 'running') return;
      set([id], { kind: 'running' });
      const result = await client.call('downloads.verify', { id });
      set([id], result.ok ? { kind: 'done', found: result.value } : { kind: 'failed', text: problemText(result) });
    },
    async repair(ids) {
      const damaged = ids.filter(isDamaged);
      if (damaged.length === 0) return;
      const result = await client.call('downloads.repair', { ids: damaged });
      if (!result.ok) messages.warn(problemText(result));
      else if (result.value.changed === 0) messages.warn(DETAILS_WORDS.check.notRepaired);
      else set(damaged, { kind: 'repairing' });
    },
  };
}

import type { Verification } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import type { CoreClient } from './core-client.ts';
import type { DownloadListStore } from './download-list-store.ts';
import type { MessageStore } from './message-store.ts';
import { createObservable, type Readable } from './observable.ts';
import { problemText } from './problem-text.ts';

/** How the check of one file stands. `repairing`: the core fetches the damaged places; the row tells how it goes. */
export type FileCheck =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly progress: WorkProgress | null }
  | { readonly kind: 'done'; readonly found: Verification }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'repairing' }
  | { readonly kind: 'repaired' };

/** The checks that this window asked for: they outlive the dialog, since reading a large file takes minutes. */
export type FileChecks = {
  readonly all: Readable<ReadonlyMap<DownloadId, FileCheck>>;
  readonly of: (id: DownloadId) => FileCheck;
  /** Whether damage is known that a repair would fetch. */
  readonly isDamaged: (id: DownloadId) => boolean;
  /** Reads the file and compares; a second call while it runs does nothing. */
  readonly verify: (id: DownloadId) => Promise<void>;
  /** Calls the check off that `verify` began. */
  readonly cancel: (id: DownloadId) => void;
  readonly repair: (ids: readonly DownloadId[]) => Promise<void>;
};

const NONE: FileCheck = { kind: 'none' };

export function createFileChecks(ports: {
  readonly client: CoreClient;
  readonly messages: MessageStore;
  readonly onRowChange: DownloadListStore['onRowChange'];
}): FileChecks {
  const { client, messages } = ports;
  const all = createObservable<ReadonlyMap<DownloadId, FileCheck>>(new Map());
  const running = new Map<DownloadId, AbortController>();
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

  ports.onRowChange((_before, { id, state }) => {
    if (of(id).kind !== 'repairing') return;
    if (state.kind === 'completed') set([id], { kind: 'repaired' });
    // The row says what is wrong; what is damaged now has to be looked at again.
    if (state.kind === 'failed' || state.kind === 'blocked') set([id], NONE);
  });

  return {
    all,
    of,
    isDamaged,
    async verify(id) {
      if (of(id).kind === 'running') return;
      const before = of(id);
      const controller = new AbortController();
      running.set(id, controller);
      set([id], { kind: 'running', progress: null });
      const watch = {
        signal: controller.signal,
        onProgress: (progress: WorkProgress) => set([id], { kind: 'running', progress }),
      };
      const result = await client.call('downloads.verify', { id }, watch);
      running.delete(id);
      if (result.ok) set([id], { kind: 'done', found: result.value });
      else if (result.code === 'call.cancelled') set([id], before);
      else set([id], { kind: 'failed', text: problemText(result) });
    },
    cancel(id) {
      running.get(id)?.abort();
    },
    async repair(ids) {
      const damaged = ids.filter(isDamaged);
      if (damaged.length === 0) return;
      const found = damaged.map((id) => ({ id, check: of(id) }));
      // Before the answer: a small repair may be over when it comes.
      set(damaged, { kind: 'repairing' });
      const result = await client.call('downloads.repair', { ids: damaged });
      if (result.ok && result.value.changed > 0) return;
      for (const { id, check } of found) set([id], check);
      messages.warn(result.ok ? DETAILS_WORDS.check.notRepaired : problemText(result));
    },
  };
}

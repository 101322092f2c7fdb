import type { DownloadId } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import { questionOf } from '../../shared/question.ts';
import type { Download } from '../store/download-record.ts';
import { QueueOrder } from './queue-order.ts';
import { hasEnded } from './queue-place.ts';
import { WaitingLine, type WaitingHosts } from './waiting-line.ts';

/** The ids of the table's downloads by what these do, kept as they change, so that nobody passes over all of them. */
export class RowLists {
  readonly #peek: (id: DownloadId) => Download | undefined;
  /** In the order in which they came into the state. */
  readonly #byState = new Map<DownloadStateKind, Set<DownloadId>>();
  readonly #line = new WaitingLine();
  readonly #unfinished = new Set<DownloadId>();
  readonly #failedMoves = new Set<DownloadId>();
  readonly #retryChanges = new Set<DownloadId>();
  /** The order of the queue, of all that have not ended. */
  readonly order = new QueueOrder(() => this.#inLine());

  /** @param peek one of the table's rows. */
  constructor(peek: (id: DownloadId) => Download | undefined) {
    this.#peek = peek;
  }

  idsIn(kind: DownloadStateKind): ReadonlySet<DownloadId> {
    return this.#byState.get(kind) ?? new Set();
  }

  /** Those that have taken a name, and are not complete. */
  get unfinished(): ReadonlySet<DownloadId> {
    return this.#unfinished;
  }

  /** Complete files that did not get where they were to go: they ask. */
  get failedMoves(): ReadonlySet<DownloadId> {
    return this.#failedMoves;
  }

  /** Who waits for a place, by host. */
  get waiting(): WaitingHosts {
    return this.#line;
  }

  /** Who began or ended to wait for another attempt since the last call, or waits for another time. */
  takeRetryChanges(): DownloadId[] {
    const changed = [...this.#retryChanges];
    this.#retryChanges.clear();
    return changed;
  }

  /** Takes in a row that the last process left; who waits is in the line from `endLoad` on. */
  load(row: Download): void {
    this.#assign(undefined, row);
    this.order.follow(row.id, row);
    if (row.state.kind === 'queued') this.#line.load(row);
  }

  endLoad(): void {
    this.#line.endLoad();
  }

  /** @param before `undefined` for one that is new on the list. */
  file(before: Download | undefined, row: Download): void {
    this.#assign(before, row);
    this.#follow(before, row);
  }

  leave(row: Download): void {
    const { id, state } = row;
    this.#unfinished.delete(id);
    this.#failedMoves.delete(id);
    this.#byState.get(state.kind)?.delete(id);
    if (state.kind === 'queued') this.#line.leave(row);
    this.order.follow(id, null);
    if (state.kind === 'retrying') this.#retryChanges.add(id);
  }

  #assign(before: Download | undefined, row: Download): void {
    if (row.reservation !== null && row.state.kind !== 'completed') this.#unfinished.add(row.id);
    else this.#unfinished.delete(row.id);
    if (row.state.kind === 'completed' && questionOf(row) !== null) this.#failedMoves.add(row.id);
    else this.#failedMoves.delete(row.id);
    const isRetry = before?.state.kind === 'retrying' || row.state.kind === 'retrying';
    if (isRetry && before?.state !== row.state) this.#retryChanges.add(row.id);
    if (before?.state.kind === row.state.kind) return;
    if (before !== undefined) this.#byState.get(before.state.kind)?.delete(row.id);
    const ids = this.#byState.get(row.state.kind);
    if (ids === undefined) this.#byState.set(row.state.kind, new Set([row.id]));
    else ids.add(row.id);
  }

  *#inLine(): Generator<Download, void> {
    for (const [kind, ids] of this.#byState) {
      if (hasEnded({ state: { kind } })) continue;
      for (const id of ids) {
        const row = this.#peek(id);
        if (row !== undefined) yield row;
      }
    }
  }

  #follow(before: Download | undefined, row: Download): void {
    this.order.follow(row.id, row);
    const isQueued = row.state.kind === 'queued';
    const wasQueued = before?.state.kind === 'queued';
    if (wasQueued && isQueued && isSamePlace(before, row)) return;
    if (wasQueued) this.#line.leave(before);
    if (isQueued) this.#line.enter(row);
  }
}

function isSamePlace(before: Download, row: Download): boolean {
  return before.url === row.url && before.position === row.position && before.priority === row.priority;
}

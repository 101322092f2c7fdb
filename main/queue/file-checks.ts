import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import { blocksWithin, coveredBytes, type BlockChecksum } from '../../shared/block-checksum.ts';
import {
  countBytes,
  normalizeRanges,
  subtractRanges,
  type ByteRange,
  type ByteRanges,
} from '../../shared/byte-range.ts';
import type { Verification } from '../../shared/contract.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { ChecksumAlgorithm, DownloadId } from '../../shared/download.ts';
import type { Clock } from '../app/ports.ts';
import type { PartStamp } from '../engine/file-facts.ts';
import type { Download, Reservation } from '../store/download-record.ts';
import type { CommittedChange, DownloadTable } from './download-table.ts';
import type { Check, EngineChecks } from './engine-checks.ts';
import { isForeignFile } from './foreign-file.ts';
import { waitShared, type WorkWatch } from './work-watch.ts';

/** Why nothing could be checked: no such download, one that is running, or a file that cannot be read. */
export type CheckRefusal =
  | { readonly kind: 'notFound' }
  | { readonly kind: 'isRunning' }
  | { readonly kind: 'unreadable'; readonly code: DownloadErrorCode; readonly detail: string };

export type CheckOutcome = { readonly kind: 'checked'; readonly verification: Verification } | CheckRefusal;

export type ChecksumOutcome = { readonly kind: 'hashed'; readonly hex: string } | CheckRefusal;

/** A check and how the file was when it was read. */
type Found = { readonly verification: Verification; readonly stamp: PartStamp };

/** One check, and all who wait for it. */
type RunningCheck = {
  readonly result: Promise<Found | CheckRefusal>;
  readonly cancel: () => void;
  readonly watches: Set<WorkWatch>;
};

export type FileChecksInput = {
  readonly table: DownloadTable;
  readonly checks: EngineChecks;
  readonly isRunning: (id: DownloadId) => boolean;
  readonly clock: Clock;
  /** The end of this turn must look: start what may start. */
  readonly touch: () => void;
};

/**
 * Compares the files of downloads at rest with their checksums, and puts what is damaged back in the queue.
 *
 * A complete file is repaired where it stands, under its name: whatever happens on the way, the user has it, and only
 * blocks that are damaged anyway are written to.
 */
export class FileChecks {
  readonly #input: FileChecksInput;
  readonly #table: DownloadTable;
  readonly #running = new Map<DownloadId, RunningCheck>();
  /** What was found and still holds, so that a repair need not read everything again. */
  readonly #found = new Map<DownloadId, Found>();

  constructor(input: FileChecksInput) {
    this.#input = input;
    this.#table = input.table;
    this.#table.onCommit((changes) => changes.forEach((change) => this.#onChange(change)));
  }

  /** Reads the file of a download that is not running. @throws StoreError; the signal's reason. */
  async verify(id: DownloadId, watch: WorkWatch): Promise<CheckOutcome> {
    const found = await this.#find(id, watch);
    if ('kind' in found) return found;
    this.#note(
      id,
      'verified',
      `${countBytes(found.verification.damaged)} of ${found.verification.checkedBytes} bytes damaged`,
    );
    return { kind: 'checked', verification: found.verification };
  }

  /**
   * The checksum of the file of a download that is not running: of the whole one, or of what is there of it.
   * @throws the signal's reason
   */
  async checksum(id: DownloadId, algorithm: ChecksumAlgorithm, watch: WorkWatch): Promise<ChecksumOutcome> {
    const download = this.#table.get(id);
    if (download === undefined) return { kind: 'notFound' };
    if (!isAtRest(download) || this.#input.isRunning(id)) return { kind: 'isRunning' };
    const file = fileAtRest(download);
    if (file === null) return { ...NOTHING_THERE };
    const hashing = this.#input.checks.hash(file, algorithm, watch.onProgress);
    const result = await waitShared({ ...hashing, watches: new Set() }, watch);
    return result.ok ? { kind: 'hashed', hex: result.hex } : { kind: 'unreadable', ...result.failure };
  }

  /**
   * Has the damaged blocks of downloads fetched again, as the last check found them, or one that is made now. A file that
   * is damaged everywhere is not overwritten, since it may be another file by now: it is fetched beside it.
   * @returns how many downloads had damage; those that could not be read are not counted. @throws StoreError; the signal's
   *   reason while it reads.
   */
  async repair(ids: readonly DownloadId[], watch: WorkWatch): Promise<number> {
    let changed = 0;
    for (const id of new Set(ids)) {
      const found = this.#found.get(id) ?? (await this.#find(id, watch));
      if ('kind' in found || found.verification.damaged.length === 0) continue;
      const download = this.#table.get(id);
      // It may have gone or been started while its file was read.
      if (download === undefined || !isAtRest(download) || this.#input.isRunning(id)) continue;
      if (isForeignFile(download)) continue;
      this.#table.change(id, repairPatch(download, found));
      this.#note(id, 'repairing', `${countBytes(found.verification.damaged)} bytes`);
      changed += 1;
    }
    try {
      this.#table.commit();
    } finally {
      this.#input.touch();
    }
    return changed;
  }

  async #find(id: DownloadId, watch: WorkWatch): Promise<Found | CheckRefusal> {
    const running = this.#running.get(id);
    if (running !== undefined) return waitShared(running, watch);
    const download = this.#table.get(id);
    if (download === undefined) return { kind: 'notFound' };
    if (!isAtRest(download) || this.#input.isRunning(id)) return { kind: 'isRunning' };
    const file = fileAtRest(download);
    if (file === null) return { ...NOTHING_THERE };
    const claimed = claimedBytes(download);
    const blocks = blocksWithin(this.#table.blocks(id), claimed);
    const watches = new Set<WorkWatch>();
    const check = this.#input.checks.start(file, blocks, (progress) => {
      for (const { onProgress } of watches) onProgress(progress);
    });
    const started: RunningCheck = {
      result: this.#await(download, blocks, check),
      cancel: () => {
        check.cancel();
        // The next who asks gets a check of its own.
        if (this.#running.get(id) === started) this.#running.delete(id);
      },
      watches,
    };
    this.#running.set(id, started);
    return waitShared(started, watch);
  }

  async #await(download: Download, blocks: readonly BlockChecksum[], check: Check): Promise<Found | CheckRefusal> {
    const result = await check.result;
    if (!result.ok) return { kind: 'unreadable', ...result.failure };
    const { damaged, stamp } = result;
    const found = { verification: toVerification(download, blocks, { damaged, stamp }), stamp };
    // Changed while it was read: what was found holds for another state of it.
    if (isDeepStrictEqual(this.#table.get(download.id)?.state, download.state)) this.#found.set(download.id, found);
    return found;
  }

  /** What was found holds as long as nobody writes. */
  #onChange({ before, after }: CommittedChange): void {
    const id = before?.id ?? after?.id;
    const isSameFile = after?.durable === before?.durable && after?.reservation === before?.reservation;
    if (id === undefined || (after !== null && isSameFile && isAtRest(after))) return;
    this.#found.delete(id);
    this.#running.get(id)?.cancel();
  }

  #note(id: DownloadId, note: 'verified' | 'repairing', detail: string): void {
    this.#table.note(id, [{ kind: 'note', note, detail, atMs: this.#input.clock.nowMs() }]);
  }
}

const NOTHING_THERE = { kind: 'unreadable', code: 'disk.partLost', detail: '' } as const;

/** The file of a download that has some; `null` before there is one. */
function fileAtRest({ directory, reservation, state }: Download): string | null {
  const isCompleted = state.kind === 'completed';
  if (reservation === null || (!reservation.owned && !isCompleted)) return null;
  return path.join(directory, isCompleted ? reservation.target : reservation.part);
}

function isAtRest({ state }: Download): boolean {
  return ['completed', 'paused', 'failed', 'blocked', 'retrying'].includes(state.kind);
}

/** The bytes that a download says it has. */
function claimedBytes({ state, durable, facts }: Download): ByteRanges {
  const size = facts?.sizeBytes ?? 0;
  return state.kind === 'completed' ? normalizeRanges([{ start: 0, end: size }]) : durable;
}

/** What a check means: besides blocks that do not match, all that is missing at the end, or too much there, is damage. */
function toVerification(
  download: Download,
  blocks: readonly BlockChecksum[],
  { damaged, stamp }: { readonly damaged: ByteRanges; readonly stamp: PartStamp },
): Verification {
  const claimed = claimedBytes(download);
  const missing: ByteRanges = subtractRanges(claimed, [{ start: 0, end: stamp.sizeBytes }]);
  const size = claimed.at(-1)?.end ?? 0;
  const tooMuch: ByteRange[] = download.state.kind === 'completed' ? [{ start: size, end: stamp.sizeBytes }] : [];
  const all = normalizeRanges([...damaged, ...missing, ...tooMuch]);
  const covered = coveredBytes(blocks);
  return {
    checkedBytes: countBytes(covered),
    uncheckedBytes: countBytes(subtractRanges(subtractRanges(claimed, covered), all)),
    damaged: all,
  };
}

function repairPatch(download: Download, { verification, stamp }: Found): Partial<Omit<Download, 'id'>> {
  const durable = subtractRanges(claimedBytes(download), verification.damaged);
  if (download.state.kind !== 'completed' || download.reservation === null) return { durable, stamp };
  const { target } = download.reservation;
  const reservation: Reservation = { ...download.reservation, part: target, replaces: null };
  return { state: { kind: 'queued' }, durable, stamp, failures: 0, reservation };
}

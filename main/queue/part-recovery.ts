import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { coveredBytes, type BlockChecksum } from '../../shared/block-checksum.ts';
import { countBytes, subtractRanges, type ByteRanges } from '../../shared/byte-range.ts';
import type { RecoverReport, SkipReason } from '../../shared/contract.ts';
import { DEFAULT_OPTIONS, type DownloadId } from '../../shared/download.ts';
import {
  journalPath,
  MAX_JOURNAL_BYTES,
  parseJournal,
  type Journal,
  type JournalHeader,
} from '../../shared/part-journal.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import { parseLink, withoutCredentials } from '../../shared/url.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import type { Clock } from '../app/ports.ts';
import type { PartStamp } from '../engine/file-facts.ts';
import type { Download, Reservation } from '../store/download-record.ts';
import type { DownloadChange } from '../store/download-store.ts';
import { errnoOf } from '../store/make-folder.ts';
import type { DownloadTable } from './download-table.ts';
import type { EngineChecks } from './engine-checks.ts';
import type { FileCalls } from './file-calls.ts';
import { nameWish } from './file-reserver.ts';
import { nameHolder, type NameHolder } from './left-placeholder.ts';
import { comeBack } from './removed-downloads.ts';
import { safeFileName } from './safe-file-name.ts';
import { fileSize } from './target-files.ts';
import { UNWATCHED, waitShared, type WorkWatch } from './work-watch.ts';

/** A link could lead anywhere, and a pipe would never answer; Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export type PartRecoveryInput = {
  readonly table: DownloadTable;
  readonly checks: EngineChecks;
  readonly clock: Clock;
  /** The files that runs of removed downloads may still write to, as their rows spelled them. */
  readonly filesOfRemoved: () => readonly string[];
  /** How it looks for a part that may be there, at each start. */
  readonly calls: FileCalls;
};

/** A part file whose bytes have been compared with its journal. */
type Proven = {
  readonly journal: Journal;
  readonly url: string;
  readonly durable: ByteRanges;
  readonly blocks: readonly BlockChecksum[];
  readonly stamp: PartStamp;
};

/**
 * Takes up part files that no download on the list knows, because the list was lost or the row was removed. Only bytes
 * that match their checksums are taken over. The downloads come paused: the user sees first what was found.
 */
export class PartRecovery {
  readonly #input: PartRecoveryInput;
  readonly #table: DownloadTable;
  #last: Promise<unknown> = Promise.resolve();

  constructor(input: PartRecoveryInput) {
    this.#input = input;
    this.#table = input.table;
  }

  /**
   * Looks through one folder, not those inside it. What was taken up before it was called off stays.
   * @throws Node's file errors, StoreError; the signal's reason
   */
  recover(directory: string, watch: WorkWatch): Promise<RecoverReport> {
    return this.#inTurn(() => this.#recoverAll(directory, watch));
  }

  /**
   * Puts removed downloads back, while nobody takes up a part file. Whose part another download has by now begins anew.
   * @param putBack gets them as they may come back. @throws what it throws
   */
  bringBack<Result>(
    removed: readonly Download[],
    putBack: (changes: readonly DownloadChange[]) => Result,
  ): Promise<Result> {
    return this.#inTurn(async () => {
      const taken = await this.#whoseIsInUse(removed);
      return putBack(removed.map((before) => ({ before, after: comeBack(before, taken.has(before)) })));
    });
  }

  /** Resolves when no part file is being read, as far as that was asked for until now. */
  async settled(): Promise<void> {
    // What went wrong is told to whoever asked for it.
    await this.#last.catch(() => {});
  }

  /**
   * Gives a download whose first answer has come the part file that lies under its name, when everything speaks for it: no
   * download has it, its journal says the same link, size and validators, and its bytes match their sums. Staged, not
   * committed. The next start proves to the server, too, that it is the same file.
   * @param isWanted asked before anything changes.
   * @returns whether it has one now. @throws Node's file errors, StoreError
   */
  async takeUp(id: DownloadId, isWanted: () => boolean): Promise<boolean> {
    const download = this.#table.get(id);
    if (download === undefined || download.facts?.acceptsRanges !== true) return false;
    // Nearly always there is none, and then nobody waits for anybody.
    const part = path.join(download.directory, safeFileName(nameWish(download)) + PART_SUFFIX);
    if (((await fileSize(part, this.#input.calls)) ?? 0) <= 0) return false;
    return this.#inTurn(() => this.#takeUp(id, isWanted));
  }

  /** One after another, so that two do not take up one file. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const round = this.#last.then(work, work);
    this.#last = round;
    return round;
  }

  async #takeUp(id: DownloadId, isWanted: () => boolean): Promise<boolean> {
    const download = this.#table.get(id);
    if (download === undefined) return false;
    const { directory } = download;
    const target = safeFileName(nameWish(download));
    const name = target + PART_SUFFIX;
    const part = path.join(directory, name);
    const folder = await realpath(directory);
    // What else has the name is another file, or the end of a rename that nobody remembers.
    const holder = async (): Promise<NameHolder> =>
      (await this.#isInUse(folder, name)) ? 'other' : nameHolder(part, path.join(directory, target));
    if ((await holder()) === 'other') return false;
    const proven = await this.#prove(part, { isMeant: (header) => isOfSameFile(header, download) });
    if (typeof proven === 'string') return false;
    const found = await holder();
    if (found === 'other' || !isWanted()) return false;
    const { durable, blocks, stamp } = proven;
    const nowMs = this.#input.clock.nowMs();
    this.#table.change(id, { reservation: reservationOf(name, found, nowMs), durable, stamp });
    this.#table.addBlocks(id, blocks);
    this.#table.note(id, [{ kind: 'note', note: 'recovered', detail: `${countBytes(durable)} bytes`, atMs: nowMs }]);
    return true;
  }

  async #recoverAll(directory: string, watch: WorkWatch): Promise<RecoverReport> {
    const folder = await realpath(directory);
    const names = (await readdir(folder)).filter((name) => name.endsWith(PART_SUFFIX) && name !== PART_SUFFIX);
    const recovered: RecoverReport['recovered'][number][] = [];
    const skipped: RecoverReport['skipped'][number][] = [];
    const sizes = await Promise.all(names.map((name) => fileSize(path.join(folder, name))));
    const sizeOf = new Map(names.map((name, index) => [name, sizes[index] ?? 0]));
    const totalBytes = [...sizeOf.values()].reduce((sum, size) => sum + size, 0);
    let doneBytes = 0;
    for (const name of names.toSorted()) {
      watch.signal.throwIfAborted();
      const part = path.join(folder, name);
      const before = doneBytes;
      const onProgress = (read: WorkProgress): void =>
        watch.onProgress({ doneBytes: before + read.doneBytes, totalBytes });
      const found = (await this.#isInUse(folder, name))
        ? 'inUse'
        : await this.#prove(part, { watch: { signal: watch.signal, onProgress } });
      doneBytes += sizeOf.get(name) ?? 0;
      watch.onProgress({ doneBytes, totalBytes });
      const reservation = reservationOf(
        name,
        await nameHolder(part, path.join(folder, targetOf(name))),
        this.#input.clock.nowMs(),
      );
      // It may have been taken while it was read.
      const outcome = typeof found !== 'string' && (await this.#isInUse(folder, name)) ? 'inUse' : found;
      if (typeof outcome === 'string') skipped.push({ name, reason: outcome });
      else
        recovered.push({
          id: this.#add(folder, reservation, outcome),
          name,
          durableBytes: countBytes(outcome.durable),
        });
    }
    return { recovered, skipped };
  }

  /** Which of these have a part file that is another download's, of the list or before them. */
  async #whoseIsInUse(removed: readonly Download[]): Promise<ReadonlySet<Download>> {
    const usedNames = new Set(Array.from(this.#table.withUnfinishedFiles(), ({ reservation }) => reservation?.part));
    const seen = new Set<string>();
    const taken = new Set<Download>();
    for (const download of removed) {
      const { directory, durable, reservation, state } = download;
      if (reservation === null || state.kind === 'completed' || durable.length === 0) continue;
      const { part } = reservation;
      const file = path.join(directory, part);
      // Names first: asking for the folder of each of ten thousand rows would take long.
      const isUsed =
        usedNames.has(part) && (await this.#isInUse(await realpath(directory).catch(() => directory), part));
      if (isUsed || seen.has(file)) taken.add(download);
      seen.add(file);
    }
    return taken;
  }

  /** The folder of a row, or of a run whose row is gone, may be the same by another path. @param folder resolved */
  async #isInUse(folder: string, partName: string): Promise<boolean> {
    const isHere = async (directory: string): Promise<boolean> =>
      directory === folder || (await realpath(directory).catch(() => null)) === folder;
    for (const file of this.#input.filesOfRemoved()) {
      if (path.basename(file) === partName && (await isHere(path.dirname(file)))) return true;
    }
    for (const { directory, reservation } of this.#table.withUnfinishedFiles()) {
      if (reservation?.part === partName && (await isHere(directory))) return true;
    }
    return false;
  }

  /** @param wish `isMeant`: whether the file is worth reading, by what its journal says. @throws the signal's reason */
  async #prove(
    part: string,
    wish: { readonly isMeant?: (header: JournalHeader) => boolean; readonly watch?: WorkWatch },
  ): Promise<Proven | SkipReason> {
    const { isMeant, watch = UNWATCHED } = wish;
    const journal = await readJournal(part);
    if (typeof journal === 'string') return journal;
    if (isMeant?.(journal.header) === false) return 'unreadable';
    const link = parseLink(journal.header.url);
    if (!link.ok) return 'unreadable';
    const size = journal.header.sizeBytes;
    const usable = journal.blocks.filter((block) => block.end <= (size ?? 0));
    if (usable.length === 0) return 'nothingIntact';
    const check = this.#input.checks.start(part, usable, watch.onProgress);
    const result = await waitShared({ ...check, watches: new Set() }, watch);
    if (!result.ok) return 'unreadable';
    const durable = subtractRanges(coveredBytes(usable), result.damaged);
    if (durable.length === 0) return 'nothingIntact';
    const isDamaged = (block: BlockChecksum): boolean =>
      result.damaged.some((range) => range.start < block.end && block.start < range.end);
    const blocks = usable.filter((block) => !isDamaged(block));
    return { journal, url: link.url, durable, blocks, stamp: result.stamp };
  }

  /** Its stamp makes the first start compare the bytes again, should someone have touched them since. */
  #add(directory: string, reservation: Reservation, found: Proven): DownloadId {
    const { journal, url, durable, blocks, stamp } = found;
    const { sizeBytes, etag, lastModified, contentType } = journal.header;
    const nowMs = reservation.sinceMs;
    const download: Omit<Download, 'id' | 'position'> = {
      url,
      mirrors: [],
      directory,
      wishedName: null,
      headers: [],
      options: DEFAULT_OPTIONS,
      state: { kind: 'paused' },
      priority: 'normal',
      failures: 0,
      addedAtMs: nowMs,
      facts: {
        finalUrl: url,
        suggestedName: reservation.target,
        sizeBytes,
        acceptsRanges: true,
        validators: { etag, lastModified },
        contentType,
        digest: null,
      },
      reservation,
      durable,
      answers: [],
      isNewLink: false,
      stamp,
      relocation: null,
      category: null,
      isFromMetalink: false,
    };
    // The store answers with exactly one id per download.
    const [id] = this.#table.insert([download]) as [DownloadId];
    this.#table.addBlocks(id, blocks);
    this.#table.note(id, [{ kind: 'note', note: 'recovered', detail: `${countBytes(durable)} bytes`, atMs: nowMs }]);
    this.#table.commit();
    return id;
  }
}

/** Whoever made the part file may have called it `..` or worse; a row with such a name could not even be loaded. */
function targetOf(part: string): string {
  return safeFileName(part.slice(0, -PART_SUFFIX.length));
}

/** Of a part file that lies there already. What has its name and is not ours makes it take another one at the end. */
function reservationOf(part: string, holder: NameHolder, nowMs: number): Reservation {
  const hasPlaceholder = holder === 'placeholder';
  return { target: targetOf(part), part, owned: true, sinceMs: nowMs, hasPlaceholder, replaces: null };
}

/** Whether a journal is of the very file that a server told of just now. */
function isOfSameFile(header: JournalHeader, { url, facts }: Download): boolean {
  const { etag, lastModified } = facts?.validators ?? { etag: null, lastModified: null };
  return (
    header.url === withoutCredentials(url) &&
    header.sizeBytes !== null &&
    header.sizeBytes === facts?.sizeBytes &&
    header.etag === etag &&
    header.lastModified === lastModified &&
    // Without a validator only the bytes could tell, and they were not asked for.
    (etag !== null || lastModified !== null)
  );
}

async function readJournal(part: string): Promise<Journal | SkipReason> {
  try {
    await using file = await open(journalPath(part) ?? part, FLAGS);
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > MAX_JOURNAL_BYTES) return 'unreadable';
    return parseJournal(await file.readFile('utf8')) ?? 'unreadable';
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return errno === 'ENOENT' ? 'noRecord' : 'unreadable';
  }
}

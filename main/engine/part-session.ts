import type { BlockChecksum } from '../../shared/block-checksum.ts';
import { countBytes, subtractRanges, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import type { JournalHeader } from '../../shared/part-journal.ts';
import { BlockRecorder } from './block-recorder.ts';
import type { BlockVerifier } from './block-verifier.ts';
import { Checkpointer } from './checkpointer.ts';
import { DiskWatch } from './disk-watch.ts';
import { PartFile, type DiskManners } from './part-file.ts';
import { PartJournal, removeJournal } from './part-journal.ts';
import { openProven } from './part-proof.ts';
import type { PartStamp } from './file-facts.ts';
import type { ResumePoint } from './transfer-request.ts';
import { noteStuck } from './stuck-files.ts';
import { TransferError } from './transfer-error.ts';

export type PartSessionOptions = {
  readonly resume: ResumePoint | null;
  readonly verifier: BlockVerifier;
  readonly signal: AbortSignal;
  readonly disk: DiskManners;
  /** Tells what has become durable, or is not any more. */
  readonly onCheckpoint: (durable: ByteRanges, blocks: readonly BlockChecksum[]) => void;
  /** How far the comparison of what is there with its checksums is; `null` when it is over. */
  readonly onCheck: (progress: WorkProgress | null) => void;
};

/** Takes the bytes of connections; ends with `finish()`. */
export type PartWriter = {
  /** `null`: it is written. */
  readonly write: (buffers: readonly Uint8Array[], position: number) => Promise<void> | null;
  /** As of `PartFile`. */
  readonly wantsPages: () => boolean;
  /** As of `PartFile`. */
  readonly settled: () => Promise<void>;
  readonly noteReceived: () => void;
  readonly noteWritten: (range: ByteRange) => void;
  /** Bytes that were written are wrong. */
  readonly noteLost: (range: ByteRange) => void;
  /** Makes everything written durable. @throws TransferError */
  readonly finish: () => Promise<void>;
  readonly written: () => ByteRanges;
};

/**
 * The part file of one run: what of it is durable, with which checksums, and how it was left. Ends with `close()`.
 *
 * Invariant: `durable`, `lastBlocks` and `stamp` are true of the disk at any moment, so that whenever the run ends they
 * can be told as they are.
 */
export class PartSession {
  readonly #options: PartSessionOptions;
  #part: PartFile | null = null;
  #path: string;
  #durable: ByteRanges;
  #lastBlocks: readonly BlockChecksum[] = [];
  #stamp: PartStamp | null;
  #journal: PartJournal | null = null;
  /** The file was begun in this run: beside one that nobody wrote to before lies no journal of ours. */
  #isNew = false;
  /** Everything written is durable and nothing more will be. */
  #isStill = false;

  constructor(options: PartSessionOptions) {
    this.#options = options;
    this.#path = options.resume?.partPath ?? '';
    this.#durable = options.resume?.durable ?? [];
    this.#stamp = options.resume?.stamp ?? null;
  }

  get path(): string {
    return this.#path;
  }

  get durable(): ByteRanges {
    return this.#durable;
  }

  /** What is to be told of the file when the run ends now. */
  get atRest(): {
    readonly durable: ByteRanges;
    readonly stamp: PartStamp | null;
    readonly blocks: readonly BlockChecksum[];
  } {
    return { durable: this.#durable, stamp: this.#stamp, blocks: this.#lastBlocks };
  }

  /** The open file. */
  get file(): PartFile {
    if (this.#part === null) throw new Error('no part file is open');
    return this.#part;
  }

  /**
   * Opens the file to go on with it. Bytes that do not prove themselves are told to be not durable at once.
   * @returns how many bytes were given up
   */
  async openProven(resume: ResumePoint, askForChecksums: () => Promise<readonly BlockChecksum[]>): Promise<number> {
    const { verifier, signal, disk, onCheck } = this.#options;
    const proof = { resume, askForChecksums, verifier, signal, disk, onProgress: onCheck };
    const proven = await openProven(proof).finally(() => onCheck(null));
    this.#part = proven.part;
    this.#stamp = proven.stamp;
    const lost = countBytes(subtractRanges(this.#durable, proven.durable));
    this.#durable = proven.durable;
    if (lost > 0) this.#options.onCheckpoint(proven.durable, []);
    return lost;
  }

  /** Bytes that were durable are wrong: that they are not any more is told at once. */
  lose(ranges: ByteRanges): void {
    this.#durable = subtractRanges(this.#durable, ranges);
    this.#options.onCheckpoint(this.#durable, []);
  }

  /** The bytes so far are worth nothing: the file will begin again. */
  async giveUp(): Promise<void> {
    this.#durable = [];
    this.#lastBlocks = [];
    this.#stamp = null;
    await this.#closeFile();
  }

  /** Opens the file to begin at 0. Whoever calls it knows that nothing claims its bytes any more. */
  async openEmpty(path: string): Promise<void> {
    this.#path = path;
    this.#part = await PartFile.open(path, this.#options.disk);
    this.#isNew = this.#part.opened.sizeBytes === 0;
    if (this.#isNew) return;
    await this.#bounded(() => removeJournal(path));
    await this.#part.truncate(0);
  }

  /** Takes bytes from now on. */
  startWriting(options: {
    readonly header: JournalHeader;
    readonly flush: () => Promise<void>;
    readonly onError: (error: unknown) => void;
    /** What is written is read again before the file is complete, so it had better stay in memory. */
    readonly isReadBack: boolean;
  }): PartWriter {
    const part = this.file;
    const blocks = new BlockRecorder();
    this.#stamp = null;
    this.#isStill = false;
    this.#journal = new PartJournal(this.#path, { header: options.header, beginsAnew: this.#isNew });
    const checkpointer = new Checkpointer({
      file: part,
      durable: this.#durable,
      blocks,
      flush: options.flush,
      onDurable: (durable, fresh) => {
        this.#durable = durable;
        this.#journal?.add(fresh);
        this.#options.onCheckpoint(durable, fresh);
      },
      onError: options.onError,
    });
    const write: PartWriter['write'] = (buffers, position) => {
      // While they are in the processor's cache, and before anyone else could touch them.
      blocks.take(buffers, position);
      const writing = part.write(buffers, position);
      // Whoever waits for room must not wait for it.
      writing?.catch(() => checkpointer.noteUnwritten(byteLength(buffers)));
      return writing;
    };
    const writeLater = async (room: Promise<void>, ...bytes: Parameters<typeof write>): Promise<void> => {
      await room;
      await write(...bytes);
    };
    return {
      write: (buffers, position) => {
        const room = checkpointer.beginWrite(byteLength(buffers));
        return room === null ? write(buffers, position) : writeLater(room, buffers, position);
      },
      wantsPages: () => !options.isReadBack && part.wantsPages(),
      settled: () => part.settled(),
      noteReceived: () => checkpointer.noteReceived(),
      noteWritten: (range) => checkpointer.noteWritten(range),
      noteLost: (range) => checkpointer.noteLost(range),
      written: () => checkpointer.written,
      finish: async () => {
        try {
          await checkpointer.finish();
          this.#isStill = true;
        } finally {
          this.#durable = checkpointer.durable;
          this.#lastBlocks = checkpointer.lastBlocks;
        }
      },
    };
  }

  /** Every byte has come: makes sure that the file has exactly them, and closes it. @throws TransferError */
  async seal(sizeBytes: number): Promise<void> {
    const part = this.file;
    // Stale bytes behind the end, from before a restart of a longer file or from someone else.
    let stamp = await part.stampInPlace();
    if (stamp.sizeBytes > sizeBytes) {
      await part.truncate(sizeBytes);
      await part.sync();
      stamp = await part.stampInPlace();
    }
    if (stamp.sizeBytes !== sizeBytes) throw new TransferError('disk.partLost', 'the part file is shorter');
    this.#stamp = stamp;
    await this.#closeFile();
  }

  /** The file is about to get its name. */
  async dropJournal(): Promise<void> {
    const journal = this.#journal;
    this.#journal = null;
    if (this.#isNew && journal?.isBegun !== true) return;
    await this.#bounded(async () => {
      await journal?.close();
      await removeJournal(this.#path);
    });
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const journal = this.#journal;
    this.#journal = null;
    journal?.add(this.#lastBlocks);
    const journalClosed = journal?.close();
    // Without a file it has been closed well, and the journal is all that is left.
    if (this.#part === null && journalClosed !== undefined) await this.#bounded(() => journalClosed);
    // Without a stamp the file proves itself by its checksums.
    if (this.#part !== null && this.#isStill) this.#stamp = await this.#part.stamp().catch(() => null);
    await this.#closeFile(journalClosed);
  }

  async #closeFile(beside?: Promise<void>): Promise<void> {
    const part = this.#part;
    this.#part = null;
    await part?.close(beside);
  }

  /** What is done beside the file must not wait for ever either. @throws TransferError `disk.stalled` */
  async #bounded(work: () => Promise<void>): Promise<void> {
    const watch = new DiskWatch(this.#options.disk.patience);
    try {
      await watch.run(work);
    } finally {
      if (watch.isStalled) noteStuck(this.#path, watch.settled());
    }
  }
}

function byteLength(buffers: readonly Uint8Array[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}

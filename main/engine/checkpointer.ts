import type { BlockChecksum } from '../../shared/block-checksum.ts';
import { addRange, countBytes, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import type { BlockRecorder } from './block-recorder.ts';
import type { PartFile } from './part-file.ts';

/** Sync after so many bytes or so long, whichever comes first: what a power cut costs at most. */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;
const CHECKPOINT_MS = 2000;

/**
 * Knows which bytes of a part file were written and which of them are durable. Data first, then the claim:
 *
 * Invariant: `durable` holds only bytes whose write had completed before an fdatasync that has returned.
 *
 * Ends with `finish()`, or with `stop()` when its file can no longer be trusted to sync.
 */
export class Checkpointer {
  readonly #file: Pick<PartFile, 'sync'>;
  readonly #flush: () => Promise<void>;
  readonly #blocks: Pick<BlockRecorder, 'noteWritten' | 'takeFresh'>;
  readonly #onDurable: (durable: ByteRanges, blocks: readonly BlockChecksum[]) => void;
  readonly #onError: (error: unknown) => void;
  #written: ByteRanges;
  #durable: ByteRanges;
  /** Checksums of durable bytes that became so in the end, after the last checkpoint. */
  #lastBlocks: readonly BlockChecksum[] = [];
  #unsyncedBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #syncing: Promise<void> | null = null;
  #stopped = false;
  #failedSync: { readonly error: unknown } | null = null;

  constructor(options: {
    readonly file: Pick<PartFile, 'sync'>;
    readonly durable: ByteRanges;
    /** Takes the checksums of what is written. */
    readonly blocks: Pick<BlockRecorder, 'noteWritten' | 'takeFresh'>;
    /** Hands all gathered bytes to the file. */
    readonly flush: () => Promise<void>;
    /** `blocks` are the checksums that have changed since the call before. */
    readonly onDurable: (durable: ByteRanges, blocks: readonly BlockChecksum[]) => void;
    /** A checkpoint in the background failed. */
    readonly onError: (error: unknown) => void;
  }) {
    this.#file = options.file;
    this.#blocks = options.blocks;
    this.#flush = options.flush;
    this.#onDurable = options.onDurable;
    this.#onError = options.onError;
    this.#written = options.durable;
    this.#durable = options.durable;
  }

  get durable(): ByteRanges {
    return this.#durable;
  }

  /** After `finish()`: the checksums that no checkpoint has told. */
  get lastBlocks(): readonly BlockChecksum[] {
    return this.#lastBlocks;
  }

  get written(): ByteRanges {
    return this.#written;
  }

  /** Bytes arrived, wherever they are: from now on the next checkpoint is due. */
  noteReceived(): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#timer = setTimeout(this.#onTimer, CHECKPOINT_MS);
  }

  /** A write completed. */
  noteWritten(range: ByteRange): void {
    this.#written = addRange(this.#written, range);
    this.#blocks.noteWritten(range);
    this.#unsyncedBytes += range.end - range.start;
    if (this.#unsyncedBytes >= CHECKPOINT_BYTES) this.#checkpoint(() => this.#sync());
  }

  /** Makes everything written until now durable, and ends. */
  async finish(): Promise<void> {
    this.stop();
    await this.#syncing?.catch(() => {});
    await this.#sync();
  }

  /** No more checkpoints. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  readonly #onTimer = (): void => {
    this.#timer = null;
    // A sync still runs, so the disk is slow: not two at once, but soon again.
    if (this.#syncing !== null) this.noteReceived();
    // By time, a slow connection's few bytes count too, so what was gathered is written first.
    else this.#checkpoint(() => this.#flush().then(() => this.#sync()));
  };

  #checkpoint(sync: () => Promise<void>): void {
    if (this.#stopped || this.#syncing !== null) return;
    this.#syncing = sync().finally(() => {
      this.#syncing = null;
    });
    this.#syncing.catch((error: unknown) => this.#onError(error));
  }

  async #sync(): Promise<void> {
    const written = this.#written;
    if (countBytes(written) === countBytes(this.#durable)) return;
    // Linux marks pages that it could not write as clean, so the next sync would succeed without them
    // (https://wiki.postgresql.org/wiki/Fsync_Errors): after one failure nothing more is claimed.
    if (this.#failedSync !== null) throw this.#failedSync.error;
    this.#unsyncedBytes = 0;
    // Taken in one turn with `written`: of bytes that this sync does not cover no checksum may be told.
    const blocks = this.#blocks.takeFresh();
    try {
      await this.#file.sync();
    } catch (error) {
      this.#failedSync = { error };
      throw error;
    }
    this.#durable = written;
    if (this.#stopped) this.#lastBlocks = [...this.#lastBlocks, ...blocks];
    else this.#onDurable(written, blocks);
  }
}

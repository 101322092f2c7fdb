import type { BlockChecksum } from '../../shared/block-checksum.ts';
import { addRange, normalizeRanges, subtractRanges, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import type { BlockRecorder } from './block-recorder.ts';
import type { PartFile } from './part-file.ts';

/** Sync after so many bytes or so long, whichever comes first. */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;
const CHECKPOINT_MS = 2000;
/** Where bytes come fast, 16 MiB are there every few milliseconds: then so many before the next sync. */
const FAST_CHECKPOINT_BYTES = 32 * 1024 * 1024;
/** Sooner than this after the last sync began counts as fast. */
const FAST_MS = 100;
/**
 * Not durable at most of what was handed to the system: written, being written, or covered by a sync under way. What a power cut costs
 * at most beyond what sockets and gatherers hold.
 */
export const MAX_UNDURABLE_BYTES = 64 * 1024 * 1024;

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
  readonly #nowMs: () => number;
  #written: ByteRanges;
  #durable: ByteRanges;
  /** Checksums of durable bytes that became so in the end, after the last checkpoint. */
  #lastBlocks: readonly BlockChecksum[] = [];
  /** Written since the last sync began. */
  #unsyncedBytes = 0;
  /** Of writes that have begun and not ended. */
  #writingBytes = 0;
  /** Resolved at the end of the next write, when someone waits for it. */
  #nextEnd: PromiseWithResolvers<void> | null = null;
  /** Covered by the sync that runs. */
  #syncingBytes = 0;
  #lastSyncMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #syncing: Promise<void> | null = null;
  #stopped = false;
  /** What a sync under way covers, and is claimed no longer. */
  #lostWhileSyncing: readonly ByteRange[] = [];
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
    readonly nowMs?: () => number;
  }) {
    this.#file = options.file;
    this.#blocks = options.blocks;
    this.#flush = options.flush;
    this.#onDurable = options.onDurable;
    this.#onError = options.onError;
    this.#nowMs = options.nowMs ?? (() => performance.now());
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

  /** Bytes that were written turned out to be wrong: they are claimed no longer, and come again. */
  noteLost(range: ByteRange): void {
    this.#written = subtractRanges(this.#written, [range]);
    this.#durable = subtractRanges(this.#durable, [range]);
    this.#lostWhileSyncing = [...this.#lostWhileSyncing, range];
  }

  /** Bytes arrived, wherever they are: from now on the next checkpoint is due. */
  noteReceived(): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#timer = setTimeout(this.#onTimer, CHECKPOINT_MS);
  }

  /**
   * A write wants to begin. `null`: it may; a promise: it may when that resolves, when a disk that is slower than the line has caught
   * up. From then on it counts, until `noteWritten` or `noteUnwritten`.
   * @throws what the sync threw, through the promise
   */
  beginWrite(bytes: number): Promise<void> | null {
    if (!this.#hasRoomFor(bytes)) return this.#beginLater(bytes);
    this.#writingBytes += bytes;
    return null;
  }

  #hasRoomFor(bytes: number): boolean {
    return (
      this.#unsyncedBytes + this.#syncingBytes + this.#writingBytes + bytes <= MAX_UNDURABLE_BYTES || this.#stopped
    );
  }

  async #beginLater(bytes: number): Promise<void> {
    while (!this.#hasRoomFor(bytes)) {
      if (this.#failedSync !== null) throw this.#failedSync.error;
      this.#checkpoint();
      this.#nextEnd ??= Promise.withResolvers<void>();
      await (this.#syncing ?? this.#nextEnd.promise);
    }
    this.#writingBytes += bytes;
  }

  /** A write that had begun has failed. */
  noteUnwritten(bytes: number): void {
    this.#writingBytes -= bytes;
    this.#wake();
  }

  #wake(): void {
    this.#nextEnd?.resolve();
    this.#nextEnd = null;
  }

  /** A write completed. */
  noteWritten(range: ByteRange): void {
    const bytes = range.end - range.start;
    this.#written = addRange(this.#written, range);
    this.#blocks.noteWritten(range);
    this.#writingBytes -= bytes;
    this.#unsyncedBytes += bytes;
    this.#wake();
    const isFast = this.#nowMs() - this.#lastSyncMs < FAST_MS;
    if (this.#unsyncedBytes >= (isFast ? FAST_CHECKPOINT_BYTES : CHECKPOINT_BYTES)) this.#checkpoint();
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
    this.#wake();
  }

  readonly #onTimer = (): void => {
    this.#timer = null;
    // A sync still runs, so the disk is slow: not two at once, but soon again.
    if (this.#syncing !== null) this.noteReceived();
    // By time, a slow connection's few bytes count too, so what was gathered is written first. Writes may wait for a sync,
    // so that none counts as running meanwhile.
    else void this.#flush().then(() => this.#checkpoint(), this.#onError);
  };

  #checkpoint(): void {
    if (this.#stopped || this.#syncing !== null || this.#unsyncedBytes === 0) return;
    this.#syncing = this.#sync().finally(() => {
      this.#syncing = null;
    });
    this.#syncing.catch((error: unknown) => this.#onError(error));
  }

  async #sync(): Promise<void> {
    // Linux marks pages that it could not write as clean, so the next sync would succeed without them
    // (https://wiki.postgresql.org/wiki/Fsync_Errors): after one failure nothing more is claimed.
    if (this.#failedSync !== null) throw this.#failedSync.error;
    if (this.#unsyncedBytes === 0) return;
    const written = this.#written;
    this.#syncingBytes = this.#unsyncedBytes;
    this.#unsyncedBytes = 0;
    this.#lastSyncMs = this.#nowMs();
    this.#lostWhileSyncing = [];
    // Taken in one turn with `written`: of bytes that this sync does not cover no checksum may be told.
    const blocks = this.#blocks.takeFresh();
    try {
      await this.#file.sync();
    } catch (error) {
      this.#failedSync = { error };
      throw error;
    }
    this.#syncingBytes = 0;
    this.#durable = subtractRanges(written, normalizeRanges(this.#lostWhileSyncing));
    if (this.#stopped) this.#lastBlocks = [...this.#lastBlocks, ...blocks];
    else this.#onDurable(this.#durable, blocks);
  }
}

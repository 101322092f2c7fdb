import type { ByteRanges } from '../../shared/byte-range.ts';
import type { Checksum, DownloadId, HeaderField } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';

/**
 * Everything the queue (main thread) and the engine (worker thread) say to each other. Every message about a transfer
 * carries the run number of that start; whoever gets a message of an older run drops it.
 */

/** What identifies one state of a file on a server (RFC 9110, 8.8). */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

/** What the first answer taught. */
export type ProbeFacts = {
  /** After redirects. Signed links expire, so a later start goes to the original URL. */
  readonly finalUrl: string;
  /** The raw name from Content-Disposition, or else from the URL; not yet safe. */
  readonly suggestedName: string;
  /** `null` when the server does not tell. */
  readonly sizeBytes: number | null;
  readonly acceptsRanges: boolean;
  readonly validators: Validators;
  readonly contentType: string | null;
};

/** What a start continues from. */
export type ResumePoint = {
  /** Exists on disk; the engine opens it and never creates it. */
  readonly partPath: string;
  readonly sizeBytes: number | null;
  readonly validators: Validators;
  /** Bytes known to be on disk. */
  readonly durable: ByteRanges;
};

export type TransferRequest = {
  readonly url: string;
  readonly headers: readonly HeaderField[];
  readonly maxConnections: number;
  /** 0 means none. */
  readonly limitBytesPerSecond: number;
  readonly idleTimeoutMs: number;
  readonly checksum: Checksum | null;
  /** `null` starts from the beginning: the engine probes, then waits for `destination`. */
  readonly resume: ResumePoint | null;
};

export type EngineCommand =
  | { readonly kind: 'start'; readonly id: DownloadId; readonly run: number; readonly request: TransferRequest }
  /**
   * The answer to `probed` and to `restarted`: the part file the queue reserved. Until it comes, no more of the body is
   * read. After `restarted` it means too that the queue has stored `durable = []`; then the engine empties the file.
   */
  | { readonly kind: 'destination'; readonly id: DownloadId; readonly run: number; readonly partPath: string }
  /** Close the sockets, make what arrived durable, then tell `stopped`. Safe to send for a transfer that has ended. */
  | { readonly kind: 'stop'; readonly id: DownloadId; readonly run: number }
  /** The limit over all transfers; 0 means none. */
  | { readonly kind: 'limit'; readonly bytesPerSecond: number }
  /** Stop every transfer, tell `stopped` for each, then `closed`. */
  | { readonly kind: 'close' };

/** One transfer's durable bytes, told after the fdatasync that made them so. */
export type Checkpoint = { readonly id: DownloadId; readonly run: number; readonly durable: ByteRanges };

export type EngineEvent =
  /** The worker runs and takes commands. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'probed'; readonly id: DownloadId; readonly run: number; readonly facts: ProbeFacts }
  /**
   * The server has the file but cannot continue it: it begins again at 0, with these facts. The queue forgets the durable
   * bytes, commits, and answers with `destination` (the same part file); not before that is a byte overwritten, so that
   * after a crash the database never claims bytes that are no longer there.
   */
  | { readonly kind: 'restarted'; readonly id: DownloadId; readonly run: number; readonly facts: ProbeFacts }
  /** All checkpoints of one tick; the queue stores them in one transaction. */
  | { readonly kind: 'checkpoints'; readonly checkpoints: readonly Checkpoint[] }
  /** See `shared/progress-frame.ts`. */
  | { readonly kind: 'progress'; readonly frame: Float64Array<ArrayBuffer> }
  /** No socket writes any more. */
  | { readonly kind: 'stopped'; readonly id: DownloadId; readonly run: number; readonly durable: ByteRanges }
  /** Every byte is in the part file, synced, and the checksum (if any) matches. The queue renames. */
  | { readonly kind: 'finished'; readonly id: DownloadId; readonly run: number; readonly sizeBytes: number }
  | {
      readonly kind: 'failed';
      readonly id: DownloadId;
      readonly run: number;
      readonly failure: DownloadFailure;
      /** From Retry-After (RFC 9110, 10.2.3); `null` when the server did not say. */
      readonly retryAfterMs: number | null;
      readonly durable: ByteRanges;
    }
  | { readonly kind: 'closed' };

/** The engine as the queue sees it; the worker host implements it, tests may fake it. */
export type EnginePort = {
  readonly send: (command: EngineCommand) => void;
  /** One listener; set once, before the first command. `died` is told when the worker ended unasked. */
  readonly listen: (onEvent: (event: EngineEvent) => void, onDied: (reason: string) => void) => void;
  /** Stops all transfers, waits for their last checkpoint to be delivered, ends the thread. */
  readonly close: () => Promise<void>;
};

import type { BlockChecksum } from '../../shared/block-checksum.ts';
import type { ByteRanges } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { Checksum, ChecksumAlgorithm, DownloadId } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { HostFactKind } from '../../shared/host-fact.ts';
import type { HostLimit } from '../../shared/host-limit.ts';
import type { MetalinkFile } from '../../shared/metalink.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import type { ProxyRoute } from '../../shared/proxy.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import type { PartStamp, ProbeFacts } from './file-facts.ts';
import type { MirrorRequest, TransferBounds, TransferRequest } from './transfer-request.ts';

/**
 * Everything the queue (main thread) and the engine (worker thread) say to each other. Every message about a transfer
 * carries the run number of that start; whoever gets a message of an older run drops it.
 */

/** The limits over all downloads, and over those of single servers. 0 means none. */
export type SharedLimits = { readonly bytesPerSecond: number; readonly hosts: readonly HostLimit[] };

/** A host that asked to be left alone, and how long still. */
export type HostHold = { readonly host: string; readonly waitMs: number };

/** A link to be looked at before it is added. Neither its body is read nor anything written. */
export type InspectRequest = Pick<
  TransferRequest,
  'url' | 'headers' | 'connectTimeoutMs' | 'responseTimeoutMs' | 'traits' | 'certificates'
> & {
  /** Ask with HEAD only, which no server takes for the download itself (RFC 9110, 9.3.2): the link may work only once. */
  readonly headOnly: boolean;
};

/** What the server told of a link. `unclear`: a HEAD did not tell, and a GET was not to be sent. */
export type InspectResult =
  | { readonly kind: 'file'; readonly facts: ProbeFacts; readonly resumable: boolean | null }
  | { readonly kind: 'refused'; readonly failure: DownloadFailure }
  | { readonly kind: 'unclear' };

export type EngineCommand =
  | { readonly kind: 'start'; readonly id: DownloadId; readonly run: number; readonly request: TransferRequest }
  /**
   * The answer to `probed` and to `restarted`: the part file the queue reserved. Until it comes, no more of the body is
   * read, unless it is short. After `restarted` it means too that the queue has stored `durable = []`; then the engine empties the file.
   */
  | { readonly kind: 'destination'; readonly id: DownloadId; readonly run: number; readonly partPath: string }
  /** Keep to other bounds from now on. */
  | { readonly kind: 'adjust'; readonly id: DownloadId; readonly run: number; readonly bounds: TransferBounds }
  /** From now on these mirrors may be asked, and no others. */
  | {
      readonly kind: 'mirrors';
      readonly id: DownloadId;
      readonly run: number;
      readonly mirrors: readonly MirrorRequest[];
    }
  /** Tell how the connections are now; answered by `looked`. */
  | { readonly kind: 'look'; readonly id: DownloadId; readonly run: number }
  /** Hash a file at rest; answered by `hashed`. `job` is the queue's number for it. */
  | { readonly kind: 'hash'; readonly job: number; readonly path: string; readonly algorithm: ChecksumAlgorithm }
  /**
   * Copy a file at rest over an empty one, sync it and compare the two; answered by `copied`. `job`
   * as with `verify`, from the same numbers.
   */
  | { readonly kind: 'copy'; readonly job: number; readonly from: string; readonly to: string }
  /** Close the sockets, make what arrived durable, then tell `stopped`. Safe to send for a transfer that has ended. */
  | { readonly kind: 'stop'; readonly id: DownloadId; readonly run: number }
  /** The answer to `unproved`: all checksums that are stored of the download. */
  | {
      readonly kind: 'prove';
      readonly id: DownloadId;
      readonly run: number;
      readonly blocks: readonly BlockChecksum[];
    }
  /** Compare a file at rest with checksums; answered by `verified`. `job` is the queue's number for this check. */
  | {
      readonly kind: 'verify';
      readonly job: number;
      readonly path: string;
      readonly blocks: readonly BlockChecksum[];
    }
  /** The result of a `hash` or `verify` is not wanted any more. Safe to send for one that has ended. */
  | { readonly kind: 'cancelFileJob'; readonly job: number }
  /** Look at a link; answered by one `inspected`. `job` as with `verify`, from the same numbers. */
  | { readonly kind: 'inspect'; readonly job: number; readonly request: InspectRequest }
  /** Its result is not wanted any more. Safe to send for one that has ended. */
  | { readonly kind: 'cancelInspect'; readonly job: number }
  /** The limit over all transfers; 0 means none. */
  | ({ readonly kind: 'limit' } & SharedLimits)
  /** All hosts that want to be left alone, as the queue knows them; what the engine knew is forgotten. */
  | { readonly kind: 'holds'; readonly holds: readonly HostHold[] }
  /** The disk of the list, where calls may be made at once (`PromptDisk`); `null`: nowhere. */
  | { readonly kind: 'listDisk'; readonly device: bigint | null }
  /** Whether requests may need a proxy, so that the engine asks (`proxyWanted`). Forgets the answers so far. */
  | { readonly kind: 'proxies'; readonly asks: boolean }
  /** The answer to `proxyWanted`. */
  | { readonly kind: 'proxyFound'; readonly ask: number; readonly answer: ProxyAnswer }
  /** Stop every transfer, tell `stopped` for each, then `closed`. */
  | { readonly kind: 'close' };

/** The ways to a server, the first that works being taken; or why none may be taken. */
export type ProxyAnswer =
  | { readonly ok: true; readonly routes: readonly ProxyRoute[] }
  | { readonly ok: false; readonly detail: string };

/** One transfer's durable bytes, told after the fdatasync that made them so. */
export type Checkpoint = { readonly id: DownloadId; readonly run: number; readonly durable: ByteRanges } & NewBlocks;

/** Checksums taken since the last message that carried some. A piece replaces those that it overlaps. */
type NewBlocks = { readonly blocks: readonly BlockChecksum[] };

export type EngineEvent =
  /** Which way leads to an origin such as `https://example.org`? Answered by `proxyFound`; the queue never sees it. */
  | { readonly kind: 'proxyWanted'; readonly ask: number; readonly origin: string }
  /** The worker runs and takes commands. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'probed'; readonly id: DownloadId; readonly run: number; readonly facts: ProbeFacts }
  /** Every byte of a short file is here before its `destination` is: the server has nothing to do for it any more. */
  | { readonly kind: 'arrived'; readonly id: DownloadId; readonly run: number }
  /**
   * The server has the file but cannot continue it: it begins again at 0, with these facts. The queue forgets the durable
   * bytes, commits, and answers with `destination` (the same part file); not before that is a byte overwritten, so that
   * after a crash the database never claims bytes that are no longer there.
   */
  | { readonly kind: 'restarted'; readonly id: DownloadId; readonly run: number; readonly facts: ProbeFacts }
  /**
   * The start goes on with the bytes that are there, which are proved to be of the file with these facts. The queue stores
   * the facts (after a new link they are that link's, and it is no new link any more) and answers nothing.
   */
  | { readonly kind: 'continued'; readonly id: DownloadId; readonly run: number; readonly facts: ProbeFacts }
  /** All checkpoints of one tick; the queue stores them in one transaction. */
  | { readonly kind: 'checkpoints'; readonly checkpoints: readonly Checkpoint[] }
  /** See `shared/progress-frame.ts`. */
  | { readonly kind: 'progress'; readonly frame: Float64Array<ArrayBuffer> }
  /** No socket writes any more. */
  | ({
      readonly kind: 'stopped';
      readonly id: DownloadId;
      readonly run: number;
      readonly durable: ByteRanges;
      /** `null` when there is no part file, or its state is not known. */
      readonly stamp: PartStamp | null;
    } & NewBlocks)
  /** Every byte is in the part file, synced, and the checksum (if any) matches. The queue renames. */
  | ({
      readonly kind: 'finished';
      readonly id: DownloadId;
      readonly run: number;
      readonly sizeBytes: number;
    } & NewBlocks)
  | ({
      readonly kind: 'failed';
      readonly id: DownloadId;
      readonly run: number;
      readonly failure: DownloadFailure;
      /** From Retry-After (RFC 9110, 10.2.3); `null` when the server did not say. */
      readonly retryAfterMs: number | null;
      readonly durable: ByteRanges;
      readonly stamp: PartStamp | null;
    } & NewBlocks)
  /** Something worth remembering about the server that answered: after redirects it may be another than the link's. */
  | {
      readonly kind: 'learned';
      readonly id: DownloadId;
      readonly run: number;
      /** The host of the mirror's link that led there; absent for the download's own link. */
      readonly linkHost?: string;
      readonly host: string;
      readonly fact: HostFactKind;
      readonly value: number;
    }
  /**
   * Where else the server says that the file lies, and what it must hash to. The queue remembers it and answers with the
   * mirrors that may be asked now.
   */
  | {
      readonly kind: 'described';
      readonly id: DownloadId;
      readonly run: number;
      readonly mirrors: readonly string[];
      readonly digest: Checksum | null;
      readonly pieces: PieceHashes | null;
    }
  /** The link leads to a Metalink: instead of it the files that it names are wanted. An end of the run; no file was made. */
  | {
      readonly kind: 'metalink';
      readonly id: DownloadId;
      readonly run: number;
      readonly files: readonly MetalinkFile[];
    }
  /** A mirror does not have the file: it is of no use to any later start either. */
  | { readonly kind: 'mirrorWrong'; readonly id: DownloadId; readonly run: number; readonly url: string }
  /** For the timeline; told before the next other event of the run. */
  | {
      readonly kind: 'noted';
      readonly id: DownloadId;
      readonly run: number;
      readonly entries: readonly TimelineEntry[];
      /** The last one among them; `null` when none came. */
      readonly answer: ServerAnswer | null;
    }
  /**
   * The part file is not known to be as it was left: the queue answers with `prove`, and until then the transfer waits.
   * A checkpoint with fewer durable bytes may follow: those that did not prove themselves.
   */
  | { readonly kind: 'unproved'; readonly id: DownloadId; readonly run: number }
  /** Told once for every `verify`, also when it was cancelled. */
  | {
      readonly kind: 'verified';
      readonly job: number;
      readonly result:
        | { readonly ok: true; readonly damaged: ByteRanges; readonly stamp: PartStamp }
        | { readonly ok: false; readonly failure: DownloadFailure };
    }
  /** Told once for every `inspect`, also when it was cancelled. */
  | { readonly kind: 'inspected'; readonly job: number; readonly result: InspectResult }
  /** Told once for every `look` at a transfer that runs. */
  | {
      readonly kind: 'looked';
      readonly id: DownloadId;
      readonly run: number;
      readonly connections: readonly ConnectionSnapshot[];
    }
  /** How far a `hash`, `verify` or `copy` is; told a few times a second while it reads. */
  | { readonly kind: 'fileRead'; readonly job: number; readonly doneBytes: number; readonly totalBytes: number }
  /** Told once for every `hash`, also when it was cancelled. `hex` is lower case. */
  | {
      readonly kind: 'hashed';
      readonly job: number;
      readonly result:
        | { readonly ok: true; readonly hex: string }
        | { readonly ok: false; readonly failure: DownloadFailure };
    }
  /** Told once for every `copy`, also when it was cancelled: nothing writes to the file any more. */
  | { readonly kind: 'copied'; readonly job: number; readonly result: CopyResult }
  | { readonly kind: 'closed' };

/** `differs`: the copy is not what the source was, or the source changed meanwhile. */
export type CopyResult =
  | { readonly kind: 'copied' }
  | { readonly kind: 'differs' }
  | { readonly kind: 'failed'; readonly failure: DownloadFailure };

/**
 * `stuck`: a call to a disk does not return, and with it a usual end of the process would not (`main/app/last-resort.ts`).
 * `late`: all is closed, and only the thread has yet to end; mostly it waits for a name server, for seconds.
 */
export type CloseVerdict = 'ended' | 'late' | 'stuck';

/** The engine as the queue sees it; the worker host implements it, tests may fake it. */
export type EnginePort = {
  readonly send: (command: EngineCommand) => void;
  /** One listener; set once, before the first command. `died` is told when the worker ended unasked. */
  readonly listen: (onEvent: (event: EngineEvent) => void, onDied: (reason: string) => void) => void;
  /** Stops all transfers, waits for their last checkpoint to be delivered, ends the thread; for none of it for ever. */
  readonly close: () => Promise<CloseVerdict>;
};

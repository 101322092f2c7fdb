import type { ByteRanges } from '../../shared/byte-range.ts';
import type { Category } from '../../shared/category.ts';
import type { DownloadId, DownloadOptions, HeaderField, Priority } from '../../shared/download.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import type { Answer } from '../../shared/question.ts';
import type { RelocationProblem } from '../../shared/relocation.ts';
import type { PartStamp, ProbeFacts } from '../engine/file-facts.ts';

/**
 * Where a download's file goes. `part` and `target` are names inside the download's directory. Until `owned`, the files
 * may or may not have been created by us (the process may have died between the two commits around their creation).
 */
export type Reservation = {
  readonly target: string;
  readonly part: string;
  /** Sluice made the files. Not yet, for one that is being made; never, for the file of a completed one that was imported. */
  readonly owned: boolean;
  readonly sinceMs: number;
  /** An empty file holds the name until the finished one takes it; without one, what is found there is never ours. */
  readonly hasPlaceholder: boolean;
  /**
   * Which file of someone else's the finished one replaces (`fingerprint` in `target-files.ts`); there is no placeholder
   * then, since the old file stays until that moment. `null` for a name that was free.
   */
  readonly replaces: string | null;
};

/**
 * Where the file of a download is to go, under which name: a wish, its execution, or why it came to nothing. Until it is
 * over, `directory` and `reservation` tell where the file is (`main/queue/file-move.ts`).
 */
export type Relocation =
  /** Begins as soon as the file is complete. Without a name it keeps the one it has then. */
  | { readonly kind: 'asked'; readonly directory: string; readonly name: string | null }
  /** Under way, in this process or in one that died. */
  | MovingFile
  | {
      readonly kind: 'failed';
      readonly directory: string;
      readonly name: string | null;
      readonly problem: RelocationProblem;
    };

/** What must be known of a file on its way, so that whatever the moment of a crash start-up finds it. */
export type MovingFile = {
  readonly kind: 'moving';
  readonly directory: string;
  /** As it was asked for; `target` may have a number. */
  readonly name: string;
  readonly target: string;
  /** Where it was, absolute, and which file it is (`fingerprint` in `target-files.ts`). */
  readonly from: string;
  readonly source: string;
  /** The copy on another file system, in `directory`; `null` while none is needed. */
  readonly draft: {
    readonly name: string;
    /** We made it. Not yet, for one that is being made. */
    readonly owned: boolean;
    /** Which file it is, once it has been compared with the source; `null` before. */
    readonly proven: string | null;
  } | null;
  readonly sinceMs: number;
};

/** A download as the store keeps it: everything that must survive the process. */
export type Download = {
  readonly id: DownloadId;
  /** As added: credentials and query included. Never logged, never shown as it is. */
  readonly url: string;
  /** Other links to the same file, to be tried in this order when this one fails. Kept as the link itself. */
  readonly mirrors: readonly string[];
  /** Absolute. */
  readonly directory: string;
  /** The name the user wished for. */
  readonly wishedName: string | null;
  readonly headers: readonly HeaderField[];
  readonly options: DownloadOptions;
  readonly state: DownloadState;
  readonly priority: Priority;
  /** Among downloads of one priority, who starts first: lower ones, and they may be fractions. */
  readonly position: number;
  /** Failures in a row, without a byte of progress between them. */
  readonly failures: number;
  readonly addedAtMs: number;
  /** What the server told, once it was asked. */
  readonly facts: ProbeFacts | null;
  readonly reservation: Reservation | null;
  /** Bytes known to be on disk. Invariant: never claims a byte before its fdatasync returned. */
  readonly durable: ByteRanges;
  /** What the user decided for this download and holds from then on, such as `allow` or `overwrite`. */
  readonly answers: readonly Answer[];
  /** The link was exchanged and has not proved itself yet. */
  readonly isNewLink: boolean;
  /** How the part file was left; `null` while it is written to, so that after a crash nothing vouches for it. */
  readonly stamp: PartStamp | null;
  /** Where its file is to go; `null` when it stays. */
  readonly relocation: Relocation | null;
  /** What the user says it is; `null` for what its name and the server say. */
  readonly category: Category | null;
  /** A Metalink named it: it is not looked into for another one, or two could lead to each other for ever. */
  readonly isFromMetalink: boolean;
};

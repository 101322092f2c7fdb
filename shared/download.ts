import type { DownloadState } from './download-state.ts';

declare const downloadIdBrand: unique symbol;

/** Identifies a download for as long as its database lives: a positive integer, never used twice. */
export type DownloadId = number & { readonly [downloadIdBrand]: true };

/**
 * A number as a download id.
 * @throws RangeError when it is not a positive safe integer.
 */
export function toDownloadId(value: number): DownloadId {
  if (!Number.isSafeInteger(value) || value <= 0) throw new RangeError(`not a download id: ${value}`);
  // The brand exists in the types only; the line above is what makes it true.
  return value as DownloadId;
}

/** One request header the user asked for. */
export type HeaderField = { readonly name: string; readonly value: string };

export const CHECKSUM_ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** What the finished file must hash to. `hex` is lower case and has the algorithm's length. */
export type Checksum = { readonly algorithm: ChecksumAlgorithm; readonly hex: string };

/** Choices made for one download; `null` means the setting of that name applies. */
export type DownloadOptions = {
  /** Connections to the server, 1 to 32. */
  readonly connections: number | null;
  readonly limitBytesPerSecond: number | null;
  /** Failures in a row after which it gives up; 0 means never. */
  readonly maxAttempts: number | null;
  /** Shortest wait before another attempt, in milliseconds. */
  readonly retryWaitMs: number | null;
  readonly checksum: Checksum | null;
};

export const DEFAULT_OPTIONS: DownloadOptions = {
  connections: null,
  limitBytesPerSecond: null,
  maxAttempts: null,
  retryWaitMs: null,
  checksum: null,
};

/** A download as a window shows it: facts that change rarely. What changes all the time is in `ProgressRow`. */
export type DownloadRow = {
  readonly id: DownloadId;
  /** The link without user, password and fragment; the query is kept, since the row may be copied. */
  readonly url: string;
  readonly host: string;
  /** The file's name, or the best guess before the server was asked. */
  readonly name: string;
  readonly directory: string;
  readonly state: DownloadState;
  /** `null` until the server tells it, and for streams of unknown length. */
  readonly sizeBytes: number | null;
  /** Whether a pause keeps the bytes; `null` until the server was asked. */
  readonly resumable: boolean | null;
  readonly addedAtMs: number;
};

/** The live numbers of one download. */
export type ProgressRow = {
  readonly id: DownloadId;
  readonly receivedBytes: number;
  readonly bytesPerSecond: number;
  /** `null` when it cannot be told. */
  readonly secondsLeft: number | null;
  readonly connections: number;
};

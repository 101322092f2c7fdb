import type { Category } from './category.ts';
import type { DownloadState } from './download-state.ts';
import type { RowRelocation } from './relocation.ts';
import type { WaitReason } from './wait-reason.ts';
import type { CheckProgress } from './work-progress.ts';

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

export const CHECKSUM_ALGORITHMS = [
  'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake2b', 'blake2s', 'blake3',
] as const; // prettier-ignore
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Hexadecimal digits of each; BLAKE2b and BLAKE2s in their full length, BLAKE3 in its usual one. */
export const CHECKSUM_HEX_DIGITS: Readonly<Record<ChecksumAlgorithm, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
  blake2b: 128,
  blake2s: 64,
  blake3: 64,
};

/** What the finished file must hash to. `hex` is lower case and has the algorithm's length. */
export type Checksum = { readonly algorithm: ChecksumAlgorithm; readonly hex: string };

/** A checksum from its digits, upper or lower case; `null` when they are none of this algorithm. */
export function toChecksum(algorithm: ChecksumAlgorithm, hex: string): Checksum | null {
  const isWhole = hex.length === CHECKSUM_HEX_DIGITS[algorithm] && /^[\da-f]+$/iu.test(hex);
  return isWhole ? { algorithm, hex: hex.toLowerCase() } : null;
}

/** Other links to one file that are remembered. */
export const MAX_MIRRORS = 100;
/** A longer name is no name any system takes. */
export const MAX_NAME_LENGTH = 1000;

export const CHECKSUM_SOURCES = ['sibling'] as const;
/** Where a checksum comes from that the user did not type. */
export type ChecksumSource = (typeof CHECKSUM_SOURCES)[number];

/**
 * What may be set for a name that is taken; an answer to `disk.nameTaken` overrules it. `skip` ends the download as failed
 * with that code, since the list must not call a file complete that it did not fetch.
 */
export const NAME_TAKEN_POLICIES = ['rename', 'overwrite', 'skip', 'ask'] as const;
export type NameTakenPolicy = (typeof NAME_TAKEN_POLICIES)[number];

/** Who comes first. What waits with a high priority takes the place of what runs with a lower one. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

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
  /** `sibling`: the checksum is looked for beside the link, in `NAME.sha256`, `SHA256SUMS` and the like. */
  readonly checksumFrom: ChecksumSource | null;
  /** What to do when the folder has a file of that name. */
  readonly onNameTaken: NameTakenPolicy | null;
};

export const DEFAULT_OPTIONS: DownloadOptions = {
  connections: null,
  limitBytesPerSecond: null,
  maxAttempts: null,
  retryWaitMs: null,
  checksum: null,
  checksumFrom: null,
  onNameTaken: null,
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
  /** Why it waits, of a queued one where there is a reason; `null` for all others. */
  readonly waitsFor: WaitReason | null;
  /** `null` until the server tells it, and for streams of unknown length. */
  readonly sizeBytes: number | null;
  /** Whether a pause keeps the bytes; `null` until the server was asked. */
  readonly resumable: boolean | null;
  readonly addedAtMs: number;
  readonly priority: Priority;
  readonly category: Category;
  /** What its user says it is; `null` for what its name and server say. */
  readonly chosenCategory: Category | null;
  /** Where its file is to go, or could not go; `null` when it stays. */
  readonly relocation: RowRelocation | null;
  /** Which parts are on disk, where they are more than one (`segmentShares`). */
  readonly segments: readonly number[];
};

/** The live numbers of one download. */
export type ProgressRow = {
  readonly id: DownloadId;
  readonly receivedBytes: number;
  readonly bytesPerSecond: number;
  /** `null` when it cannot be told. */
  readonly secondsLeft: number | null;
  readonly connections: number;
  /** Its file is read and compared with what it must be; `null` while it is not. */
  readonly check: CheckProgress | null;
};

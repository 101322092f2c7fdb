import path from 'node:path';
import { assertNever } from '../../../shared/assert-never.ts';
import { countBytes, type ByteRanges } from '../../../shared/byte-range.ts';
import type { ProgressRow } from '../../../shared/download.ts';
import type { DownloadFailure } from '../../../shared/download-error.ts';
import type { DownloadStateKind } from '../../../shared/download-state.ts';
import { ERROR_WORDS } from '../../../shared/words.ts';
import { MOST_AUTOMATIC_CONNECTIONS, type Settings } from '../../../shared/settings.ts';
import { withoutCredentials } from '../../../shared/url.ts';
import { waitText, type WaitReason } from '../../../shared/wait-reason.ts';
import { comingPlace } from '../../app/download-row.ts';
import type { Download } from '../../store/download-record.ts';
import { toAria2ErrorCode } from './aria2-errors.ts';
import { toGid } from './gid.ts';

/** aria2's words for states; `removed` is not a state of a download here, see `removed-results.ts`. */
export type Aria2StatusWord = 'active' | 'waiting' | 'paused' | 'error' | 'complete';

/**
 * The word for a state. `pausing` is still active: sockets may write. A download that waits for another attempt waits. A
 * blocked one is an error, since a script that waits for its end would else wait for ever; `aria2.unpause` goes on.
 */
export function toStatusWord(kind: DownloadStateKind): Aria2StatusWord {
  switch (kind) {
    case 'probing':
    case 'downloading':
    case 'pausing':
    case 'finishing':
      return 'active';
    case 'queued':
    case 'retrying':
      return 'waiting';
    case 'paused':
      return 'paused';
    case 'blocked':
    case 'failed':
      return 'error';
    case 'completed':
      return 'complete';
    default:
      return assertNever(kind);
  }
}

/** The states whose downloads each of aria2's three lists holds. */
export const STATES_OF_LIST = {
  active: ['probing', 'downloading', 'pausing', 'finishing'],
  waiting: ['queued', 'retrying', 'paused'],
  stopped: ['completed', 'failed', 'blocked'],
} as const satisfies Record<string, readonly DownloadStateKind[]>;

export type Aria2Uri = { readonly uri: string; readonly status: 'used' | 'waiting' };

/** One entry of `aria2.getFiles`. Every number is a text, as in aria2. */
type Aria2File = {
  readonly index: string;
  /** Empty until the file has its name. */
  readonly path: string;
  readonly length: string;
  readonly completedLength: string;
  readonly selected: 'true';
  readonly uris: readonly Aria2Uri[];
};

/** What `aria2.tellStatus` answers. Every number is a text, as in aria2; lengths are bytes, 0 when not known. */
export type Aria2Status = {
  readonly gid: string;
  readonly status: Aria2StatusWord | 'removed';
  readonly totalLength: string;
  readonly completedLength: string;
  readonly uploadLength: '0';
  readonly downloadSpeed: string;
  readonly uploadSpeed: '0';
  readonly connections: string;
  readonly numPieces: string;
  readonly pieceLength: string;
  /** One bit a piece that is whole on disk, as hexadecimal digits; missing until the server told the size. */
  readonly bitfield?: string;
  /** Only while its file is hash checked, as in aria2. */
  readonly verifiedLength?: string;
  /** Only of stopped downloads; `0` is success. */
  readonly errorCode?: string;
  /** Also of waiting ones, unlike aria2: why they wait. */
  readonly errorMessage?: string;
  readonly dir: string;
  readonly files: readonly Aria2File[];
};

/** A download and its live numbers as aria2 tells them. */
export function toAria2Status(download: Download, progress: ProgressRow, waitsFor: WaitReason | null): Aria2Status {
  const status = toStatusWord(download.state.kind);
  const totalBytes = totalOf(download, progress);
  const pieceBytes = pieceLengthOf(totalBytes);
  const pieces = Math.ceil(totalBytes / pieceBytes);
  const durable = status === 'complete' ? [{ start: 0, end: totalBytes }] : download.durable;
  return {
    gid: toGid(download.id),
    status,
    totalLength: String(totalBytes),
    completedLength: String(progress.receivedBytes),
    uploadLength: '0',
    downloadSpeed: String(Math.round(progress.bytesPerSecond)),
    uploadSpeed: '0',
    connections: String(progress.connections),
    numPieces: String(pieces),
    pieceLength: String(pieceBytes),
    ...(pieces === 0 ? {} : { bitfield: toBitfield(durable, totalBytes, pieceBytes) }),
    ...(progress.check === null ? {} : { verifiedLength: String(progress.check.doneBytes) }),
    ...errorOf(download, waitsFor),
    dir: download.directory,
    files: [toAria2File(download, progress)],
  };
}

/** The one file of a download. `completedLength` counts bytes that are on disk. */
function toAria2File(download: Download, progress: ProgressRow): Aria2File {
  const isComplete = download.state.kind === 'completed';
  return {
    index: '1',
    path: download.reservation === null ? '' : path.join(download.directory, download.reservation.target),
    length: String(totalOf(download, progress)),
    completedLength: String(isComplete ? progress.receivedBytes : countBytes(download.durable)),
    selected: 'true',
    uris: toAria2Uris(download),
  };
}

/** The download's links, without user and password. `used` once the server was asked. */
export function toAria2Uris(download: Download): readonly Aria2Uri[] {
  const word = toStatusWord(download.state.kind);
  const isUsed = download.facts !== null || (word !== 'waiting' && word !== 'paused');
  return [
    { uri: withoutCredentials(download.url), status: isUsed ? 'used' : 'waiting' },
    ...download.mirrors.map((mirror): Aria2Uri => ({ uri: withoutCredentials(mirror), status: 'waiting' })),
  ];
}

/** What `aria2.getOption` answers: the options that apply to this download. Headers are left out: they hold secrets. */
export function toAria2Options(download: Download, settings: Settings): Readonly<Record<string, string>> {
  const { options } = download;
  const connections = String(options.connections ?? mostConnections(settings));
  const { checksum } = options;
  const { directory, wishedName } = comingPlace(download);
  return {
    ...FIXED_OPTIONS,
    dir: directory,
    ...(wishedName === null ? {} : { out: wishedName }),
    'max-connection-per-server': connections,
    split: connections,
    'max-download-limit': String(options.limitBytesPerSecond ?? 0),
    'max-tries': String(options.maxAttempts ?? settings.maxAttempts),
    'retry-wait': String(Math.ceil((options.retryWaitMs ?? 0) / 1000)),
    timeout: String(Math.ceil(settings.idleTimeoutMs / 1000)),
    ...(checksum === null ? {} : { checksum: `${checksum.algorithm.replace('sha', 'sha-')}=${checksum.hex}` }),
  };
}

/** aria2 knows no automatic number: the most it can become. */
function mostConnections({ connectionsPerDownload }: Settings): number {
  return connectionsPerDownload === 0 ? MOST_AUTOMATIC_CONNECTIONS : connectionsPerDownload;
}

/** What `aria2.getGlobalOption` answers: Sluice's settings under aria2's names. */
export function toAria2GlobalOptions(settings: Settings, downloadFolder: string): Readonly<Record<string, string>> {
  return {
    ...FIXED_OPTIONS,
    dir: downloadFolder,
    'max-concurrent-downloads': String(settings.maxActiveDownloads),
    'max-connection-per-server': String(mostConnections(settings)),
    split: String(mostConnections(settings)),
    'max-overall-download-limit': String(settings.limitBytesPerSecond),
    'max-overall-upload-limit': '0',
    'max-download-limit': '0',
    'max-tries': String(settings.maxAttempts),
    'retry-wait': '0',
    timeout: String(Math.ceil(settings.idleTimeoutMs / 1000)),
  };
}

/** What Sluice always does, in aria2's words. */
const FIXED_OPTIONS = {
  'allow-overwrite': 'false',
  'auto-file-renaming': 'true',
  'check-certificate': 'true',
  continue: 'true',
} as const;

const SMALLEST_PIECE_BYTES = 1024 * 1024;
/** Above this the pieces double, so that the bit field of a huge file stays within 4096 digits. */
const MAX_PIECES = 16_384;

/** aria2's 1 MiB, doubled until the file has at most 16,384 pieces. */
export function pieceLengthOf(totalBytes: number): number {
  let pieceBytes = SMALLEST_PIECE_BYTES;
  while (totalBytes / pieceBytes > MAX_PIECES) pieceBytes *= 2;
  return pieceBytes;
}

/** One bit for each piece that lies whole in `ranges`, the first piece in the highest bit; padded to whole bytes. */
export function toBitfield(ranges: ByteRanges, totalBytes: number, pieceBytes: number): string {
  const pieces = Math.ceil(totalBytes / pieceBytes);
  const bits = new Uint8Array(Math.ceil(pieces / 8));
  for (const range of ranges) {
    const end = range.end >= totalBytes ? pieces : Math.floor(range.end / pieceBytes);
    for (let piece = Math.ceil(range.start / pieceBytes); piece < end; piece += 1) {
      const byte = piece >> 3;
      bits[byte] = (bits[byte] ?? 0) | (0x80 >> (piece & 7));
    }
  }
  return Buffer.from(bits).toString('hex');
}

function totalOf(download: Download, progress: ProgressRow): number {
  // A stream of unknown length has a total once it is complete.
  return download.facts?.sizeBytes ?? (download.state.kind === 'completed' ? progress.receivedBytes : 0);
}

function errorOf({ state }: Download, waitsFor: WaitReason | null): { errorCode?: string; errorMessage?: string } {
  if (waitsFor !== null) return { errorMessage: waitText(waitsFor, (ms) => new Date(ms).toISOString()) };
  if (state.kind === 'retrying') return { errorMessage: ERROR_WORDS[state.code].what };
  if (state.kind === 'completed') return { errorCode: '0', errorMessage: '' };
  if (state.kind !== 'failed' && state.kind !== 'blocked') return {};
  return { errorCode: toAria2ErrorCode(state.failure.code), errorMessage: describe(state.failure) };
}

function describe(failure: DownloadFailure): string {
  const words = ERROR_WORDS[failure.code];
  return failure.detail === '' ? words.what : `${words.what} (${failure.detail})`;
}

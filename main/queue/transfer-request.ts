import path from 'node:path';
import type { HeaderField, Priority } from '../../shared/download.ts';
import type { CertificateException } from '../../shared/host-fact.ts';
import { MOST_AUTOMATIC_CONNECTIONS, type Settings } from '../../shared/settings.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import type { HostTraits, MirrorRequest, TransferBounds, TransferRequest } from '../engine/transfer-request.ts';
import type { Download } from '../store/download-record.ts';

/** How a limit is shared: one of a higher priority gets four times as much, so that it has nearly all of the line. */
const PRIORITY_WEIGHTS: Readonly<Record<Priority, number>> = { low: 1, normal: 4, high: 16 };

/** What holds for this start only. */
export type StartFacts = {
  /** Whether there are bytes of ours to go on with. */
  readonly canContinue: boolean;
  /** The most it may use of what the host allows; `null` without such a limit. */
  readonly connectionsLeft: number | null;
  readonly traits: HostTraits;
  readonly certificates: readonly CertificateException[];
  readonly mirrors: readonly MirrorRequest[];
  readonly pieces: PieceHashes | null;
};

/** The bounds of a download that runs; its own options come before the settings. */
export function transferBounds(
  { options, priority }: Download,
  settings: Settings,
  connectionsLeft: number | null,
): TransferBounds {
  const wished = options.connections ?? settings.connectionsPerDownload;
  const most = wished === 0 ? MOST_AUTOMATIC_CONNECTIONS : wished;
  return {
    maxConnections: Math.min(most, connectionsLeft ?? most),
    isAutomatic: wished === 0,
    limitBytesPerSecond: options.limitBytesPerSecond ?? 0,
    weight: PRIORITY_WEIGHTS[priority],
  };
}

/** The headers of a download, with the User-Agent of the settings where it has none of its own. */
export function withUserAgent(headers: readonly HeaderField[], userAgent: string): readonly HeaderField[] {
  const hasOwn = userAgent === '' || headers.some(({ name }) => name.toLowerCase() === 'user-agent');
  return hasOwn ? headers : [...headers, { name: 'User-Agent', value: userAgent }];
}

/** What the engine is asked to do for a download; its own options come before the settings. */
export function transferRequest(download: Download, settings: Settings, start: StartFacts): TransferRequest {
  const { options, reservation, facts } = download;
  return {
    url: download.url,
    headers: withUserAgent(download.headers, settings.userAgent),
    ...transferBounds(download, settings, start.connectionsLeft),
    connectTimeoutMs: settings.connectTimeoutMs,
    responseTimeoutMs: settings.responseTimeoutMs,
    idleTimeoutMs: settings.idleTimeoutMs,
    traits: start.traits,
    certificates: start.certificates,
    allowInsecureRedirect: download.answers.includes('allow'),
    acceptHtml: download.answers.includes('accept'),
    mirrors: start.mirrors,
    pieces: start.pieces,
    // A checksum that someone gave is that of what lies there.
    followMetalinks:
      settings.followMetalinks &&
      !download.isFromMetalink &&
      options.checksum === null &&
      options.checksumFrom === null,
    checksum: options.checksum,
    checksumFrom: options.checksumFrom,
    digest: facts?.digest ?? null,
    resume:
      start.canContinue && reservation !== null
        ? {
            partPath: path.join(download.directory, reservation.part),
            sizeBytes: facts?.sizeBytes ?? null,
            validators: facts?.validators ?? { etag: null, lastModified: null },
            contentType: facts?.contentType ?? null,
            durable: download.durable,
            isNewLink: download.isNewLink,
            stamp: download.stamp,
          }
        : null,
  };
}

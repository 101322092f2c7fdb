import path from 'node:path';
import type { Settings } from '../../shared/settings.ts';
import { NO_TRAITS, type TransferRequest } from '../engine/protocol.ts';
import type { Download } from '../store/download-record.ts';

/** What the engine is asked to do for a download; its own options come before the settings. */
export function transferRequest(download: Download, settings: Settings, canContinue: boolean): TransferRequest {
  const { options, reservation, facts } = download;
  return {
    url: download.url,
    headers: download.headers,
    maxConnections: options.connections ?? settings.connectionsPerDownload,
    limitBytesPerSecond: options.limitBytesPerSecond ?? 0,
    connectTimeoutMs: settings.connectTimeoutMs,
    responseTimeoutMs: settings.responseTimeoutMs,
    idleTimeoutMs: settings.idleTimeoutMs,
    traits: NO_TRAITS,
    certificates: [],
    allowInsecureRedirect: download.answers.includes('allow'),
    acceptHtml: download.answers.includes('accept'),
    checksum: options.checksum,
    resume:
      canContinue && reservation !== null
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

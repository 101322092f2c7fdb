import path from 'node:path';
import { categoryOf, type Category } from '../../shared/category.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { segmentShares } from '../../shared/segment-shares.ts';
import { parseLink, withoutCredentials } from '../../shared/url.ts';
import type { WaitReason } from '../../shared/wait-reason.ts';
import type { Download } from '../store/download-record.ts';

/** The name a list shows: the file's own once it has one, before that the best guess. */
export function rowName(download: Download): string {
  const name = givenName(download);
  if (name !== null) return name;
  const link = parseLink(download.url);
  return link.ok ? link.nameGuess : download.url;
}

/** The name that does not come from the link; `null` without one. */
export function givenName({ reservation, wishedName, facts }: Download): string | null {
  return reservation?.target ?? wishedName ?? facts?.suggestedName ?? null;
}

/** Host and port of the link. */
export function rowHost(download: Download): string {
  return new URL(download.url).host;
}

/** What its file is, by its name and what the server says of it. */
export function rowCategory(download: Download): Category {
  return categoryOf(rowName(download), download.facts?.contentType ?? null);
}

/** A download as windows see it, with the reason why it waits. */
export function toRow(download: Download, waitsFor: WaitReason | null): DownloadRow {
  return {
    id: download.id,
    url: withoutCredentials(download.url),
    host: rowHost(download),
    name: rowName(download),
    directory: download.directory,
    state: download.state,
    waitsFor,
    sizeBytes: download.facts?.sizeBytes ?? null,
    resumable: download.facts?.acceptsRanges ?? null,
    addedAtMs: download.addedAtMs,
    priority: download.priority,
    category: rowCategory(download),
    segments: segmentShares(download.durable, download.facts?.sizeBytes ?? null),
  };
}

/** Where the file is, or will be. `null` before it has a name. */
export function targetPath(download: Download): string | null {
  return download.reservation === null ? null : path.join(download.directory, download.reservation.target);
}

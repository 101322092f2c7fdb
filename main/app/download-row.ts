import path from 'node:path';
import { categoryOf, type Category } from '../../shared/category.ts';
import type { DownloadRow } from '../../shared/download.ts';
import type { RowRelocation } from '../../shared/relocation.ts';
import { segmentShares } from '../../shared/segment-shares.ts';
import { linkParts, parseLink, withoutCredentials } from '../../shared/url.ts';
import type { WaitReason } from '../../shared/wait-reason.ts';
import type { Download, Relocation } from '../store/download-record.ts';

/** The name a list shows: the file's own once it has one, before that the best guess. */
export function rowName(download: Download): string {
  const name = givenName(download);
  if (name !== null) return name;
  const { name: span } = linkParts(download.url);
  if (span !== null) return download.url.slice(span.start, span.end);
  const link = parseLink(download.url);
  return link.ok ? link.nameGuess : download.url;
}

/** The name that does not come from the link, or that the file is to get; `null` without one. */
export function givenName({ relocation, reservation, wishedName, facts }: Download): string | null {
  const comingName = relocation === null || relocation.kind === 'failed' ? null : relocation.name;
  return comingName ?? reservation?.target ?? wishedName ?? facts?.suggestedName ?? null;
}

/** Host and port of the link. */
export function rowHost(download: Download): string {
  return new URL(download.url).host;
}

/** What its file is: as its user says, else by its name and what the server says of it. */
export function rowCategory(download: Download): Category {
  return download.category ?? categoryOf(rowName(download), download.facts?.contentType ?? null);
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
    chosenCategory: download.category,
    relocation: rowRelocation(download.relocation),
    segments: segmentShares(download.durable, download.facts?.sizeBytes ?? null),
  };
}

function rowRelocation(relocation: Relocation | null): RowRelocation | null {
  if (relocation === null) return null;
  const { kind, directory, name } = relocation;
  return { kind, directory, name, problem: kind === 'failed' ? relocation.problem : null };
}

/** Folder and wished name of a download; of one that is not complete, those that its file is to get. */
export function comingPlace(download: Download): Pick<Download, 'directory' | 'wishedName'> {
  const { directory, wishedName, relocation, state } = download;
  if (state.kind === 'completed' || relocation === null || relocation.kind === 'failed')
    return { directory, wishedName };
  return { directory: relocation.directory, wishedName: relocation.name ?? wishedName };
}

/** Where the file is, or will be. `null` before it has a name. */
export function targetPath(download: Download): string | null {
  return download.reservation === null ? null : path.join(download.directory, download.reservation.target);
}

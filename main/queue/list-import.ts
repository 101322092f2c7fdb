import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DownloadId } from '../../shared/download.ts';
import type { ListedDownload } from '../../shared/list-file.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import { parseLink, withoutCredentials } from '../../shared/url.ts';
import type { Clock } from '../app/ports.ts';
import type { Download } from '../store/download-record.ts';
import type { DownloadTable } from './download-table.ts';
import { parseMirrors, toDownload } from './new-download.ts';
import { safeFileName } from './safe-file-name.ts';

export type ListImportInput = {
  readonly table: DownloadTable;
  readonly clock: Clock;
  readonly defaultFolder: () => string;
};

export type ImportReport = {
  readonly ids: readonly DownloadId[];
  /** Of these, the ones that were waiting to start. */
  readonly waiting: readonly DownloadId[];
  readonly known: number;
  readonly withoutFile: number;
  readonly otherFolder: number;
};

/** Takes downloads of another list, of this or another computer, into this one. */
export class ListImport {
  readonly #input: ListImportInput;

  constructor(input: ListImportInput) {
    this.#input = input;
  }

  /**
   * Adds them in one transaction, paused. A completed one stays complete only when its file is there in its size: nothing else
   * here can tell that it is whole.
   * @throws StoreError; then none was added.
   */
  async add(listed: readonly ListedDownload[]): Promise<ImportReport> {
    const report = { known: 0, withoutFile: 0, otherFolder: 0 };
    const rows: Omit<Download, 'id' | 'position'>[] = [];
    const waiting = new Set<(typeof rows)[number]>();
    for (const download of listed) {
      const row = await this.#toRow(download, report);
      if (row === null) continue;
      rows.push(row);
      if (download.state === 'waiting') waiting.add(row);
    }
    // After the last file was looked at, so that nothing is taken twice that came meanwhile.
    const known = this.#knownAmong(rows);
    const fresh = rows.filter((row) => {
      const isKnown = known.has(keyOf(row));
      known.add(keyOf(row));
      return !isKnown;
    });
    const ids = fresh.length === 0 ? [] : this.#input.table.insert(fresh);
    const wasWaiting = fresh.map((row) => waiting.has(row));
    return {
      ...report,
      ids,
      waiting: ids.filter((_id, index) => wasWaiting[index]),
      known: rows.length - fresh.length,
    };
  }

  /**
   * What is on the list of these links, as keys. A link counts with the login that it has on the list and without: a list
   * is exported without logins, and must not double what it came from.
   */
  #knownAmong(rows: readonly Pick<Download, 'url'>[]): Set<string> {
    const wanted = new Set(rows.map(({ url }) => url));
    const known = new Set<string>();
    for (const { url, directory } of this.#input.table.maybeWithLink(wanted)) {
      if (wanted.has(url)) known.add(keyOf({ url, directory }));
      // Few links have one, and the parser takes its time over a long list.
      if (!url.includes('@')) continue;
      const bare = withoutCredentials(url);
      if (wanted.has(bare)) known.add(keyOf({ url: bare, directory }));
    }
    return known;
  }

  /** `null` for a link that cannot be downloaded. */
  async #toRow(
    listed: ListedDownload,
    report: { withoutFile: number; otherFolder: number },
  ): Promise<Omit<Download, 'id' | 'position'> | null> {
    const link = parseLink(listed.url);
    if (!link.ok) return null;
    const hasFolder = listed.directory !== undefined && path.isAbsolute(listed.directory);
    if (listed.directory !== undefined && !hasFolder) report.otherFolder += 1;
    const wish = hasFolder ? listed : { ...listed, directory: this.#input.defaultFolder() };
    const addedAtMs = listed.addedAtMs === 0 ? this.#input.clock.nowMs() : listed.addedAtMs;
    const { mirrors } = parseMirrors(listed.mirrors, link.url);
    const row = { ...toDownload(wish, { url: link.url, mirrors }, this.#input.defaultFolder(), true), addedAtMs };
    if (listed.state !== 'completed') return row;
    if (hasFolder && (await isThere(row.directory, listed))) return completed(row, listed);
    report.withoutFile += 1;
    return row;
  }
}

function keyOf({ url, directory }: Pick<Download, 'url' | 'directory'>): string {
  return `${directory}\0${url}`;
}

/** Whether the file of a completed download is in its folder, in its size. */
async function isThere(directory: string, { file, sizeBytes }: ListedDownload): Promise<boolean> {
  if (file === null || sizeBytes === null || safeFileName(file) !== file) return false;
  try {
    const found = await stat(path.join(directory, file));
    return found.isFile() && found.size === sizeBytes;
  } catch {
    return false; // Missing or unreachable: either way nothing proves it.
  }
}

function completed(
  row: Omit<Download, 'id' | 'position'>,
  { file, sizeBytes }: ListedDownload,
): Omit<Download, 'id' | 'position'> {
  const target = file ?? '';
  return {
    ...row,
    state: { kind: 'completed', atMs: row.addedAtMs },
    facts: {
      finalUrl: row.url,
      suggestedName: target,
      sizeBytes,
      acceptsRanges: false,
      validators: { etag: null, lastModified: null },
      contentType: null,
      digest: null,
    },
    // Not ours: whoever wrote the list may have named any file that is there.
    reservation: {
      target,
      part: `${target}${PART_SUFFIX}`,
      owned: false,
      sinceMs: row.addedAtMs,
      hasPlaceholder: false,
      replaces: null,
    },
  };
}

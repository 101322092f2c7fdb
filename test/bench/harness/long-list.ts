import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../../main/store/database.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { createSettingsStore } from '../../../main/store/settings-store.ts';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';
import { newDownload } from '../../support/store-fixture.ts';

/**
 * What a list is full of. `finished`: with all that a server says of a file, which takes the most memory. `waiting`: each for a
 * host of its own, which is the hardest for the scheduler; they need some that run before them, or they begin.
 */
export type ListKind = 'finished' | 'waiting';

export type LongList = {
  readonly kind: ListKind;
  /** All of them, those that run included. */
  readonly rows: number;
  /** Links that start first, all at once and over one connection each. */
  readonly running: readonly string[];
  /** Where files go; absolute. */
  readonly directory: string;
};

const ADDED_AT_MS = 1_700_000_000_000;
/** People download from a few servers, many times. */
const HOSTS = 500;
const MOST_ROWS_AT_ONCE = 10_000;

/** Writes a list into a data folder, as Sluice would have left it. */
export function makeLongList(dataFolder: string, { kind, rows, running, directory }: LongList): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const { database } = openDatabase(path.join(dataFolder, 'sluice.db'), ADDED_AT_MS);
  try {
    const places = Math.max(running.length, 1);
    const settings = { maxActiveDownloads: places, maxActivePerHost: places, connectionsPerDownload: 1 };
    createSettingsStore(database, null).save(settings);
    const downloads = createDownloadStore(database);
    downloads.insert(running.map((url, index) => ({ ...waiting(index), url, directory, priority: 'high' as const })));
    const make = kind === 'finished' ? finished : waiting;
    for (let made = running.length; made < rows; made += MOST_ROWS_AT_ONCE) {
      const count = Math.min(MOST_ROWS_AT_ONCE, rows - made);
      downloads.insert(Array.from({ length: count }, (_, index) => ({ ...make(made + index), directory })));
    }
  } finally {
    database.close();
  }
}

function waiting(index: number): Omit<Download, 'id'> {
  return newDownload({
    url: `https://host${index}.example/files/${index}.bin`,
    position: index + 1,
    addedAtMs: ADDED_AT_MS + index,
  });
}

function finished(index: number): Omit<Download, 'id'> {
  const host = `host${index % HOSTS}.example`;
  const name = `archive-${index}.tar.gz`;
  return {
    ...waiting(index),
    url: `https://${host}/releases/download/v${index % 20}/${name}`,
    state: { kind: 'completed', atMs: ADDED_AT_MS + index * 1000 },
    facts: {
      finalUrl: `https://cdn.${host}/store/${index}/${name}?token=${index.toString(16).padStart(32, '0')}`,
      suggestedName: name,
      sizeBytes: 1_000_000 + index,
      acceptsRanges: true,
      validators: {
        etag: `"${index.toString(16).padStart(16, '0')}"`,
        lastModified: new Date(ADDED_AT_MS + index * 1000).toUTCString(),
      },
      contentType: 'application/gzip',
      digest: null,
    },
    reservation: {
      target: name,
      part: name + PART_SUFFIX,
      owned: true,
      sinceMs: ADDED_AT_MS + index,
      hasPlaceholder: true,
      replaces: null,
    },
  };
}

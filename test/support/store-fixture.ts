import { DEFAULT_OPTIONS } from '../../shared/download.ts';
import type { Download } from '../../main/store/download-record.ts';
import type { DownloadStore, StoreBatch } from '../../main/store/download-store.ts';

/** A new download as the queue would insert it, with some columns of its own. */
export function newDownload(patch: Partial<Omit<Download, 'id'>> = {}): Omit<Download, 'id'> {
  return {
    url: 'https://example.org/file.zip',
    mirrors: [],
    directory: '/tmp',
    wishedName: null,
    headers: [],
    options: DEFAULT_OPTIONS,
    state: { kind: 'queued' },
    priority: 'normal',
    position: 0,
    failures: 0,
    addedAtMs: 1_700_000_000_000,
    facts: null,
    reservation: null,
    durable: [],
    answers: [],
    isNewLink: false,
    relocation: null,
    category: null,
    stamp: null,
    isFromMetalink: false,
    ...patch,
  };
}

/** A batch that writes nothing, apart from what a test wants it to. */
export function batch(patch: Partial<StoreBatch>): StoreBatch {
  return {
    changed: [],
    removed: [],
    setAside: [],
    answers: [],
    history: [],
    leftovers: [],
    blocks: [],
    pieces: [],
    timeline: [],
    hostFacts: [],
    ...patch,
  };
}

/** All that a store can read. */
export function loadedRows(store: Pick<DownloadStore, 'load'>): Download[] {
  const rows: Download[] = [];
  store.load((download) => rows.push(download));
  return rows;
}

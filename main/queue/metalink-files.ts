import { foreignHeaders } from '../../shared/foreign-headers.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { MetalinkFile } from '../../shared/metalink.ts';
import type { Clock } from '../app/ports.ts';
import type { Download, Relocation } from '../store/download-record.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { DownloadTable } from './download-table.ts';

export type MetalinkFilesInput = {
  readonly table: DownloadTable;
  readonly runs: ActiveRuns;
  readonly clock: Clock;
};

/**
 * Puts the files that a Metalink names in the place of a download that led to it: the first takes its row, so that whoever
 * waits for its id gets a file, and the others follow at the end of the queue. The Metalink itself is not kept.
 */
export class MetalinkFiles {
  readonly #input: MetalinkFilesInput;
  constructor(input: MetalinkFilesInput) {
    this.#input = input;
  }

  /**
   * The run of a download has ended with a Metalink; at least one file.
   * @throws StoreError; then the run has not ended, and nothing changed.
   */
  take(id: DownloadId, files: readonly MetalinkFile[]): void {
    const { table, runs, clock } = this.#input;
    const download = table.get(id);
    const [first, ...others] = files;
    if (download === undefined || first === undefined) return runs.end(id);
    const isPausing = download.state.kind === 'pausing';
    const state = { kind: isPausing ? 'paused' : 'queued' } as const;
    const { id: _id, position: _position, ...row } = download;
    const more = others.map((file) => ({ ...row, ...asFile(download, file, true), state, addedAtMs: clock.nowMs() }));
    const pieces = others.map((file) => file.pieces);
    if (more.length > 0) table.insert(more, pieces);
    runs.end(id);
    table.change(id, { ...asFile(download, first, files.length > 1), state });
    if (first.pieces !== null) table.setPieces(id, first.pieces);
    const detail = `${new URL(download.url).host}: ${files.length}`;
    table.note(id, [{ kind: 'note', note: 'metalinkFollowed', detail, atMs: clock.nowMs() }]);
  }
}

/** A download as one of the files of its Metalink, none of which has begun. Its name is a stranger's wish, made safe later. */
function asFile(
  download: Download,
  { name, links: [url, ...mirrors], checksum }: MetalinkFile,
  isOneOfSeveral: boolean,
): Partial<Omit<Download, 'id'>> & Pick<Download, 'url' | 'mirrors'> {
  const isSameOrigin = new URL(url).origin === new URL(download.url).origin;
  return {
    url,
    mirrors,
    wishedName: isOneOfSeveral ? name : (download.wishedName ?? name),
    relocation: isOneOfSeveral ? withoutName(download.relocation) : download.relocation,
    headers: isSameOrigin ? download.headers : foreignHeaders(download.headers),
    options: { ...download.options, checksum },
    facts: null,
    reservation: null,
    durable: [],
    answers: [],
    failures: 0,
    isNewLink: false,
    stamp: null,
    isFromMetalink: true,
  };
}

/** They may all go to one folder, but not under one name. */
function withoutName(relocation: Relocation | null): Relocation | null {
  return relocation?.kind === 'asked' ? { ...relocation, name: null } : null;
}

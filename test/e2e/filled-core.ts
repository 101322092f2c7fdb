import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DownloadId } from '../../shared/download.ts';
import { FaultServer } from '../support/fault-server.ts';
import { selfSigned } from '../support/certificates.ts';
import { serveCore, type ServedCore } from '../support/served-core.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const MIB = 2 ** 20;

/** A real Sluice with a download in every state that a picture should show, and one with nothing. */
export type FilledList = AsyncDisposable & {
  readonly files: FaultServer;
  readonly core: ServedCore;
  readonly empty: ServedCore;
};

/** Large files, and how much of each has come before the pictures: a bar and a map must have something to show. */
const LARGE_FILES = [
  { name: 'Lisbon – summer evening.mov', sizeBytes: 240 * MIB, comeBytes: 88 * MIB },
  { name: 'dataset-europe.parquet', sizeBytes: 320 * MIB, comeBytes: 44 * MIB },
  { name: 'debian-14.0.0-amd64-DVD-1.iso', sizeBytes: 700 * MIB, comeBytes: 36 * MIB },
  { name: 'lecture-07.mp4', sizeBytes: 90 * MIB, comeBytes: 30 * MIB },
] as const;
const PAUSED = 'lecture-07.mp4';
const CONNECTIONS = 2;

/** Starts both, and waits until the list is as the pictures want it. */
export async function serveFilledList(): Promise<FilledList> {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(await createTempFolder());
  const files = undo.use(await FaultServer.start());
  const unknown = undo.use(await FaultServer.start(await selfSigned(folder, 'unknown')));
  const filled = folder.file('filled');
  await fill(filled, files, unknown);
  const core = undo.use(await serveCore(filled, { maxActiveDownloads: 5, connectionsPerDownload: CONNECTIONS }));
  const empty = undo.use(await serveCore(folder.file('empty')));
  await until(() => core.app.queue.idsIn('downloading').size === 3, 'what ran to go on');
  const owned = undo.move();
  return { files, core, empty, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** What a Sluice of before leaves: files of every state, some of which have come half way. */
async function fill(folder: string, files: FaultServer, unknown: FaultServer): Promise<void> {
  await using core = await serveCore(folder, { maxActiveDownloads: 5, connectionsPerDownload: CONNECTIONS });
  const { app, session } = core;
  const large = LARGE_FILES.map(({ name, sizeBytes, comeBytes }) =>
    files.url('hold', { name, size: sizeBytes, after: comeBytes / CONNECTIONS }),
  );
  await session.call('downloads.add', {
    downloads: [
      { url: files.url('good', { name: 'setup.exe', size: 4 * MIB }) },
      { url: files.url('good', { name: 'photo-archive-2026.zip', size: 12 * MIB }) },
      { url: files.url('status', { name: 'missing-report.pdf', status: 404, size: 1000 }) },
      { url: files.url('good', { name: 'conference-slides.zip', size: 3 * MIB }), onNameTaken: 'ask' },
      { url: files.url('page', { name: 'holiday-photos.zip' }) },
      { url: unknown.url('good', { name: 'intranet-handbook.pdf', size: MIB }) },
      ...large.map((url) => ({ url })),
    ],
  });
  const later = { url: files.url('drip', { name: 'backup-images.tar', size: 900 * MIB }) };
  await session.call('downloads.add', { paused: true, downloads: [later] });
  const hasCome = (id: DownloadId): boolean => {
    const download = app.queue.get(id);
    const wanted = LARGE_FILES.find(({ name }) => name === download?.reservation?.target)?.comeBytes ?? 0;
    return download !== undefined && app.queue.progressOf(download).receivedBytes >= wanted * 0.95;
  };
  const running = (): DownloadId[] => [...app.queue.idsIn('downloading')];
  const count = (kind: 'completed' | 'failed' | 'blocked'): number => app.queue.idsIn(kind).size;
  await until(
    () =>
      count('completed') === 3 &&
      count('failed') === 1 &&
      count('blocked') === 2 &&
      running().length === LARGE_FILES.length &&
      running().every(hasCome),
    'the list as the pictures show it',
    60_000,
  );
  await failToMove(core, 'conference-slides.zip');
  const halted = running().filter((id) => app.queue.get(id)?.reservation?.target === PAUSED);
  await session.call('downloads.pause', { ids: halted });
  await until(() => app.queue.idsIn('pausing').size === 0, 'the pause');
  for (const [index, { sizeBytes }] of LARGE_FILES.entries()) {
    files.change(large[index] ?? '', 'drip', { size: sizeBytes, pieceBytes: 64_000, everyMs: 120 });
  }
}

/** A complete file that is to go to another folder, where a file has its name. */
async function failToMove({ app, session }: ServedCore, name: string): Promise<void> {
  const complete = [...app.queue.idsIn('completed')].flatMap((one) => app.queue.get(one) ?? []);
  const download = complete.find(({ reservation }) => reservation?.target === name);
  if (download === undefined) throw new Error(`${name} is not complete`);
  const { id, directory } = download;
  const shelf = path.join(directory, '..', 'Conference');
  await mkdir(shelf);
  await writeFile(path.join(shelf, name), 'the slides of last year');
  await session.call('downloads.moveTo', { ids: [id], directory: shelf });
  await until(() => app.queue.failedMoves.size === 1, 'the move to fail');
}

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

/** Starts both, and waits until the list is as the pictures want it. */
export async function serveFilledList(): Promise<FilledList> {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(await createTempFolder());
  const files = undo.use(await FaultServer.start());
  const unknown = undo.use(await FaultServer.start(await selfSigned(folder, 'unknown')));
  const core = undo.use(await serveCore(folder.file('filled'), { maxActiveDownloads: 5, connectionsPerDownload: 2 }));
  const empty = undo.use(await serveCore(folder.file('empty')));
  const slow = (name: string, size: number, everyMs: number): { url: string } => ({
    url: files.url('drip', { name, size, pieceBytes: 64_000, everyMs }),
  });
  await core.session.call('downloads.add', {
    downloads: [
      { url: files.url('good', { name: 'setup.exe', size: 4 * MIB }) },
      { url: files.url('good', { name: 'photo-archive-2026.zip', size: 12 * MIB }) },
      { url: files.url('status', { name: 'missing-report.pdf', status: 404, size: 1000 }) },
      { url: files.url('page', { name: 'holiday-photos.zip' }) },
      { url: unknown.url('good', { name: 'intranet-handbook.pdf', size: MIB }) },
      slow('Lisbon – summer evening.mov', 640 * MIB, 20),
      slow('dataset-europe.parquet', 900 * MIB, 20),
      slow('debian-14.0.0-amd64-DVD-1.iso', 700 * MIB, 20),
    ],
  });
  await core.session.call('downloads.add', {
    paused: true,
    downloads: [slow('lecture-07.mp4', 90 * MIB, 10), slow('backup-images.tar', 900 * MIB, 10)],
  });
  const count = (kind: 'completed' | 'failed' | 'blocked' | 'downloading'): number => core.app.queue.idsIn(kind).size;
  await until(
    () => count('completed') === 2 && count('failed') === 1 && count('blocked') === 2 && count('downloading') === 3,
    'the list as the pictures show it',
  );
  const owned = undo.move();
  return { files, core, empty, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

import assert from 'node:assert/strict';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { runAtOnce } from '../../../shared/steps.ts';
import { readListFile, type ListedDownload } from '../../../shared/list-file.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';

async function exported(bench: AppBench, withSecrets: boolean): Promise<readonly ListedDownload[]> {
  const { file } = await bench.call('list.export', { withSecrets });
  const read = runAtOnce(readListFile(await readFile(file, 'utf8')));
  assert.ok(read.ok);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  return read.downloads;
}

describe('taking the list out and in', () => {
  test('what is exported comes in again: completed with its file, the rest as it was, each once', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const done = await bench.add(files.url('good', { name: 'done.bin', size: 4000 }));
    await bench.reaches(done, 'completed');
    await bench.call('downloads.add', {
      paused: true,
      downloads: [
        {
          url: 'https://me:secret@example.org/a.zip',
          name: 'mine.zip',
          connections: 3,
          headers: [{ name: 'Cookie', value: 'a=1' }],
        },
      ],
    });
    const listed = await exported(bench, true);
    const again = await bench.call('list.import', { downloads: [...listed] });
    assert.deepEqual(again, { ids: [], waiting: [], known: 2, withoutFile: 0, otherFolder: 0 });

    await bench.call('downloads.remove', { ids: [...bench.app.queue.all()].map((download) => download.id) });
    const report = await bench.call('list.import', { downloads: [...listed] });
    assert.equal(report.ids.length, 2);
    const [first, second] = [...bench.app.queue.all()];
    assert.equal(first?.state.kind, 'completed');
    await bench.call('downloads.open', { id: first?.id ?? done });
    assert.deepEqual(bench.opened, [path.join(bench.downloadFolder, 'done.bin')]);
    assert.equal(second?.state.kind, 'paused');
    assert.equal(second?.url, 'https://me:secret@example.org/a.zip');
    assert.equal(second?.wishedName, 'mine.zip');
    assert.equal(second?.options.connections, 3);
    assert.deepEqual(second?.headers, [{ name: 'Cookie', value: 'a=1' }]);
  });

  test('secrets are left out unless asked for', async () => {
    await using bench = await AppBench.start();
    await bench.call('downloads.add', {
      paused: true,
      downloads: [{ url: 'https://me:secret@example.org/a', headers: [{ name: 'Authorization', value: 'Bearer x' }] }],
    });
    const [download] = await exported(bench, false);
    assert.equal(download?.url, 'https://example.org/a');
    assert.deepEqual(download.headers, []);
  });

  test('a list without its secrets that comes in again doubles nothing, and another login is another download', async () => {
    await using bench = await AppBench.start();
    const urls = ['https://me:secret@example.org/a', 'https://example.org/b'];
    await bench.call('downloads.add', { paused: true, downloads: urls.map((url) => ({ url })) });
    const listed = await exported(bench, false);
    const again = await bench.call('list.import', { downloads: [...listed] });
    assert.deepEqual([again.ids.length, again.known], [0, 2]);
    const other = await bench.call('list.import', { downloads: [{ url: 'https://you:too@example.org/a' }] });
    assert.equal(other.ids.length, 1);
    const elsewhere = { url: 'https://example.org/a', directory: path.join(bench.downloadFolder, 'other') };
    assert.equal((await bench.call('list.import', { downloads: [elsewhere] })).ids.length, 1);
    const twice = [{ url: 'https://example.org/c' }, { url: 'https://example.org/c' }];
    assert.equal((await bench.call('list.import', { downloads: twice })).ids.length, 1);
  });

  test('a completed download whose file is not here, or has another size, comes paused', async () => {
    await using bench = await AppBench.start();
    await mkdir(bench.downloadFolder, { recursive: true });
    await writeFile(path.join(bench.downloadFolder, 'short.bin'), 'abc');
    const listed = (name: string) => ({
      url: `https://example.org/${encodeURIComponent(name)}`,
      directory: bench.downloadFolder,
      state: 'completed' as const,
      sizeBytes: 4,
      file: name,
    });
    const report = await bench.call('list.import', {
      downloads: [listed('gone.bin'), listed('short.bin'), listed('../short.bin')],
    });
    assert.deepEqual([report.ids.length, report.withoutFile], [3, 3]);
    assert.deepEqual(
      [...bench.app.queue.all()].map((download) => download.state.kind),
      ['paused', 'paused', 'paused'],
    );
  });

  test('a folder of another system becomes the download folder, and is told', async () => {
    await using bench = await AppBench.start();
    const report = await bench.call('list.import', {
      downloads: [{ url: 'https://example.org/a', directory: 'C:\\Users\\me' }],
    });
    assert.equal(report.otherFolder, 1);
    assert.equal([...bench.app.queue.all()][0]?.directory, bench.downloadFolder);
  });

  test('a second export of a day gets a number, and a folder that cannot be written to is told', async () => {
    await using bench = await AppBench.start();
    const first = await bench.call('list.export', {});
    const second = await bench.call('list.export', { withDownloads: false });
    assert.notEqual(first.file, second.file);
    assert.match(second.file, /-2\.json$/u);
    await rm(second.file);
    assert.equal(await bench.refused('list.export', { directory: 'somewhere' }), 'call.folderNotAbsolute');
    assert.equal(await bench.refused('list.export', { directory: path.join(first.file, 'deeper') }), 'call.notWritten');
  });
});

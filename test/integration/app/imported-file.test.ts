import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { LeftoverCleaner } from '../../../main/queue/leftover-cleaner.ts';
import { leftoversOf } from '../../../main/queue/removed-files.ts';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { NOBODYS_FILES } from '../../fakes/cleaner-files.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { batch } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const CONTENT = 'the only copy';

/** Imports a list that says that a file of the user is a finished download. */
async function importOwnFile(
  bench: AppBench,
  url = 'https://example.org/thesis.odt',
): Promise<{ id: DownloadId; file: string }> {
  mkdirSync(bench.downloadFolder, { recursive: true });
  const file = path.join(bench.downloadFolder, 'thesis.odt');
  writeFileSync(file, CONTENT);
  const listed = { url, directory: bench.downloadFolder, file: 'thesis.odt', sizeBytes: CONTENT.length };
  const { ids } = await bench.call('list.import', { downloads: [{ ...listed, state: 'completed' }] });
  const [id] = ids;
  assert.ok(id !== undefined);
  assert.equal(bench.app.queue.get(id)?.state.kind, 'completed');
  return { id, file };
}

describe('a file that an imported list names', () => {
  test('is not deleted where there is no trash, also after a restart, and its row can go', async () => {
    await using bench = await AppBench.start();
    const { id, file } = await importOwnFile(bench);
    assert.equal(await bench.refused('downloads.remove', { ids: [id], deleteFiles: true }), 'call.notOurFile');
    await bench.restart();
    assert.equal(await bench.refused('downloads.remove', { ids: [id], deleteFiles: true }), 'call.notOurFile');
    assert.equal(bench.app.queue.get(id)?.state.kind, 'completed');
    await bench.call('downloads.remove', { ids: [id] });
    await bench.restart();
    assert.equal(readFileSync(file, 'utf8'), CONTENT);
  });

  test('is not replaced by a download from the start, which gets a name beside it', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const { id, file } = await importOwnFile(bench, files.url('good', { name: 'thesis.odt', size: 4000 }));
    await bench.call('downloads.restart', { ids: [id], oldFile: 'replace' });
    await bench.reaches(id, 'completed');
    assert.equal(readFileSync(file, 'utf8'), CONTENT);
    assert.ok(existsSync(path.join(bench.downloadFolder, 'thesis (1).odt')));
  });

  test('is not written to by a repair', async () => {
    await using bench = await AppBench.start();
    const { id, file } = await importOwnFile(bench);
    writeFileSync(file, 'shorter');
    assert.deepEqual(await bench.call('downloads.repair', { ids: [id] }), { changed: 0 });
    assert.equal(readFileSync(file, 'utf8'), 'shorter');
  });

  test('goes to the trash, and stays when the trash does not take it', async () => {
    await using bench = await AppBench.start();
    const { id, file } = await importOwnFile(bench);
    const download = bench.app.queue.get(id);
    assert.ok(download !== undefined);
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createDownloadStore(database);
    const trashed: string[] = [];
    const discard = async (moveToTrash: (name: string) => Promise<void>): Promise<void> => {
      store.write(batch({ leftovers: leftoversOf(download, { deleteFiles: true, isRenaming: false }) }));
      const files = { ...NOBODYS_FILES, moveToTrash };
      const cleaner = new LeftoverCleaner(store, files, (error) => assert.fail(String(error)));
      cleaner.clean();
      await cleaner.settled();
    };
    await discard(() => Promise.reject(new Error('no trash on this disk')));
    assert.equal(readFileSync(file, 'utf8'), CONTENT);
    await discard(async (name) => {
      trashed.push(name);
    });
    assert.deepEqual(trashed, [file]);
    assert.deepEqual(store.leftovers(), []);
    database.close();
  });
});

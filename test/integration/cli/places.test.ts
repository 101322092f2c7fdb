import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { FaultServer } from '../../support/fault-server.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';
import { serve } from './serve-sluice.ts';

test('rename, move-to, stop-move and --category change what files are called, where they lie and what they are', async () => {
  await using folder = await createTempFolder();
  await using server = await FaultServer.start();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const [shelf, films] = [path.join(folder.path, 'shelf'), path.join(folder.path, 'films')];
  mkdirSync(shelf);
  mkdirSync(films);
  const url = server.url('good', { name: 'a.bin', size: 5000 });
  assert.equal((await sluice('add', '-d', shelf, '--category', 'video', url)).code, 0);
  await until(() => readdirSync(shelf).join(' ') === 'a.bin', 'the download');
  const list = async (): Promise<{ state: { kind: string }; category: string; name: string; directory: string }> =>
    JSON.parse((await sluice('list', '--json')).stdout).downloads[0];
  let row = await list();
  for (; row.state.kind !== 'completed'; row = await list());
  assert.equal(row.category, 'video');

  const renamed = await sluice('rename', '1', 'b.mkv');
  assert.deepEqual([renamed.code, renamed.stdout], [0, 'The file is called b.mkv.\n'], renamed.stderr);
  assert.equal((await list()).name, 'b.mkv');
  const moved = await sluice('move-to', films, '1');
  assert.deepEqual([moved.code, moved.stdout], [0, `To ${films}: 1 download.\n`], moved.stderr);
  await until(() => readdirSync(films).join(' ') === 'b.mkv' && readdirSync(shelf).length === 0, 'the move');
  assert.equal((await list()).directory, films);

  const nowhere = await sluice('move-to', path.join(folder.path, 'nowhere'), '1');
  assert.notEqual(nowhere.code, 0);
  assert.match(nowhere.stderr, /folder/iu);
  const gone = await sluice('rename', '7', 'x');
  assert.match(gone.stderr, /There is no download 7/u);
  const stopped = await sluice('stop-move', '1');
  assert.deepEqual([stopped.code, stopped.stdout], [0, 'Nothing to change.\n']);
  assert.equal((await sluice('change', '1', '--category', 'documents')).code, 0);
  assert.equal((await list()).category, 'documents');
  assert.equal((await sluice('change', '1', '--category', 'auto')).code, 0);
  assert.equal((await list()).category, 'video');
});

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
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

test('a file that could not be moved is told by list and status, and answered', async () => {
  await using folder = await createTempFolder();
  await using server = await FaultServer.start();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const [shelf, films] = [path.join(folder.path, 'shelf'), path.join(folder.path, 'films')];
  mkdirSync(shelf);
  mkdirSync(films);
  await sluice('add', '-d', shelf, server.url('good', { name: 'a.bin', size: 5000 }));
  await until(() => readdirSync(shelf).join(' ') === 'a.bin', 'the download');
  while (!(await sluice('status', '1')).stdout.includes('Completed'));
  renameSync(path.join(shelf, 'a.bin'), path.join(folder.path, 'elsewhere'));
  await sluice('move-to', films, '1');
  while (!(await sluice('status')).stdout.includes('Needs you'));
  assert.match((await sluice('status')).stdout, /^Needs you: {2}1, see: sluice list --filter attention$/mu);
  assert.match(
    (await sluice('list', '--filter', 'attention')).stdout,
    /Could not be moved to .*films\. The file is not where it was: .* → sluice answer 1 retry/u,
  );
  const { stdout } = await sluice('status', '1');
  assert.match(stdout, /^State: +Completed at .*\. Could not be moved to .*films\. /mu);
  assert.match(stdout, /^Answer: +sluice answer 1 retry .*\n +sluice answer 1 leave /mu);
  const wrong = await sluice('answer', '1', 'restart');
  assert.match(wrong.stderr, /Its answers are: retry, leave\./u);

  renameSync(path.join(folder.path, 'elsewhere'), path.join(shelf, 'a.bin'));
  assert.equal((await sluice('answer', '1', 'retry')).stdout, 'Answered for 1 download.\n');
  await until(() => readdirSync(films).join(' ') === 'a.bin', 'the move');
  assert.doesNotMatch((await sluice('status')).stdout, /Needs you/u);
});

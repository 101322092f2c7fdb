import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXIT } from '../../../main/cli/exit-codes.ts';
import { connectToCore } from '../../../main/cli/core-client.ts';
import { readServerRecord } from '../../../main/cli/running-instance.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { startSluice } from './run-sluice.ts';
import { serve } from './serve-sluice.ts';

test('a session of aria2 comes in, the list goes out, and coming in again it doubles nothing', async () => {
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const session = folder.file('session.txt');
  writeFileSync(session, 'http://127.0.0.1:9/a.iso\thttp://127.0.0.1:9/b.iso\n  out=c.iso\n  pause=true\n');
  const first = await sluice('import', session);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^Added 1 download\.\n$/u);
  const { stdout } = await sluice('export');
  const again = await sluice('import', stdout.trim());
  assert.match(again.stdout, /Added 0 downloads\. In the list already: 1 download\./u);
});

test('Ctrl-C during an import leaves nothing of it', async () => {
  await using folder = await createTempFolder();
  const { running } = await serve(folder);
  await using _running = running;
  const found = await readServerRecord(folder.file('data'));
  assert.ok(found.ok);
  using core = await connectToCore(found.record);
  assert.ok(core !== null);
  const listed = async (): Promise<number> => {
    const reply = await core.call('downloads.list', { count: 1 });
    assert.ok(reply.ok);
    return reply.value.total;
  };
  const list = folder.file('long.txt');
  const entries = Array.from({ length: 60_000 }, (_, index) => `http://127.0.0.1:9/${index}\n  out=f-${index}.bin\n`);
  writeFileSync(list, entries.join(''));
  await using importing = startSluice(['import', list, '--data-dir', folder.file('data')]);
  // Each answer lets the core add some more.
  while ((await listed()) === 0);
  const ended = await importing.kill('SIGINT');
  assert.equal(ended.code, EXIT.interrupted, ended.stderr);
  assert.match(ended.stderr, /Stopped\. Nothing of it is in the list\./u);
  assert.equal(await listed(), 0);
});

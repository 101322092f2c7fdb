import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { test } from 'node:test';
import { FaultServer } from '../../support/fault-server.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { serve } from './serve-sluice.ts';

const SIZE = 5_000_000;

/** Changes one byte of a file. */
async function flipByte(file: string, position: number): Promise<void> {
  await using handle = await open(file, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
  buffer[0] = (buffer[0] ?? 0) ^ 0xff;
  await handle.write(buffer, 0, 1, position);
}

test('verify finds three flipped bytes, and repair mends them', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const stateOf = async (): Promise<string> =>
    (JSON.parse((await sluice('status', '1', '--json')).stdout) as { state: { kind: string } }).state.kind;
  await sluice('add', server.url('good', { name: 'a.bin', seed: 8, size: SIZE }));
  while ((await stateOf()) !== 'completed');
  const whole = await sluice('verify', '1');
  assert.deepEqual([whole.code, whole.stdout], [0, 'Nothing is damaged. 5.00 MB were checked.\n']);

  const file = folder.file('files/a.bin');
  for (const position of [10, 1_000_000, 3_000_000]) await flipByte(file, position);
  const damaged = await sluice('verify', '1');
  assert.equal(damaged.code, 7);
  assert.match(damaged.stdout, /^2 places are damaged, 2\.10 MB in all\. .*sluice repair 1\n/u);
  const found = JSON.parse((await sluice('verify', '1', '--json')).stdout) as { damaged: unknown[] };
  assert.equal(found.damaged.length, 2);

  const repaired = await sluice('repair', '1');
  assert.equal(repaired.code, 0, repaired.stderr);
  assert.equal(repaired.stdout, 'Repairing 1 download.\n');
  while ((await stateOf()) !== 'completed');
  assert.equal((await sluice('verify', '1')).code, 0);
  assert.equal(await fileSha256(file), testBytesSha256(8, SIZE));
  assert.equal((await sluice('verify', '9')).code, 11);
  assert.match((await sluice('recover', folder.path)).stdout, /There is no unfinished file in this folder\./u);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTempFolder } from '../../support/temp-folder.ts';
import { serve } from './serve-sluice.ts';

const ORIGIN = 'https://page.example';

async function callAs(origin: string, address: string, secret: string): Promise<number> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'aria2.getVersion', params: [`token:${secret}`] });
  const response = await fetch(address, { method: 'POST', body, headers: { origin } });
  return response.status;
}

test('shows settings, changes them at once, and they survive a restart', async () => {
  await using folder = await createTempFolder();
  const env = { SLUICE_RPC_SECRET: 'secret' };
  {
    const { running, sluice } = await serve(folder, env);
    await using _running = running;
    const [, address = ''] = await running.saw(/RPC +(\S+)/u);
    assert.equal(await callAs(ORIGIN, address, 'secret'), 403);
    assert.match((await sluice('settings')).stdout, /^Setting +Value\n(?:.*\n)*rpcAllowedOrigins +none\n/u);

    const changed = await sluice('settings', `rpcAllowedOrigins=${ORIGIN}`, 'limitBytesPerSecond=2M');
    assert.equal(changed.code, 0, changed.stderr);
    assert.equal(
      changed.stdout,
      `Setting              Value\nlimitBytesPerSecond  2097152\nrpcAllowedOrigins    ${ORIGIN}\n`,
    );
    assert.equal(await callAs(ORIGIN, address, 'secret'), 200);
    assert.equal((await sluice('quit')).code, 0);
  }
  const { running, sluice } = await serve(folder, env);
  await using _running = running;
  const [, address = ''] = await running.saw(/RPC +(\S+)/u);
  assert.equal(await callAs(ORIGIN, address, 'secret'), 200);
  const { limitBytesPerSecond, rpcAllowedOrigins } = JSON.parse((await sluice('settings', '--json')).stdout) as {
    limitBytesPerSecond: number;
    rpcAllowedOrigins: string[];
  };
  assert.deepEqual([limitBytesPerSecond, rpcAllowedOrigins], [2_097_152, [ORIGIN]]);
});

test('one wrong setting changes nothing; a folder is taken from the working one', async () => {
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const wrong = await sluice('settings', 'maxAttempts=7', 'maxActiveDownloads=999');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^sluice: maxActiveDownloads=999: Write a whole number from 1 to 100\.\n$/u);
  assert.match((await sluice('settings')).stdout, /maxAttempts +20\n/u);

  const changed = await sluice('settings', 'allowedFolders=some/folder', '--json');
  const { allowedFolders } = JSON.parse(changed.stdout) as { allowedFolders: string[] };
  assert.deepEqual(allowedFolders, [`${process.cwd()}/some/folder`]);
});

test('without a running Sluice: status 10; a wrong name is told all the same', async () => {
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await running.kill('SIGTERM');
  assert.equal((await sluice('settings', 'maxAttempts=7')).code, 10);
  const wrong = await sluice('settings', 'attempts=7');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /no setting “attempts”\. The settings are .*maxAttempts/u);
});

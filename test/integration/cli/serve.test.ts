import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { FaultServer } from '../../support/fault-server.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { runSluice, startSluice } from './run-sluice.ts';
import { serve } from './serve-sluice.ts';

const MIB = 1024 * 1024;

async function rpc(address: string, secret: string): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'aria2.getVersion', params: [`token:${secret}`] });
  const response = await fetch(address, { method: 'POST', body });
  return await response.json();
}

test('a download from add to remove, by commands only', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const link = server.url('hold', { seed: 21, size: 2 * MIB, after: MIB, times: 1 });

  const added = await sluice('add', '-x', '1', '--json', link);
  assert.deepEqual(JSON.parse(added.stdout), { ids: [1], refused: [] });
  const progress = async (): Promise<{ state: { kind: string }; progress: { receivedBytes: number } }> =>
    JSON.parse((await sluice('status', '1', '--json')).stdout) as {
      state: { kind: string };
      progress: { receivedBytes: number };
    };
  while ((await progress()).progress.receivedBytes < MIB) await delay(20);

  assert.equal((await sluice('pause', '1')).stdout, 'Paused 1 download.\n');
  while ((await progress()).state.kind !== 'paused') await delay(20);
  assert.match((await sluice('list')).stdout, /^ *ID .*\n *1 +Paused +50% +2\.10 MB +file\.bin\n$/u);
  assert.match((await sluice('list', '--filter', 'finished')).stderr, /No downloads/u);

  assert.equal((await sluice('resume', '--all')).stdout, 'Resumed 1 download.\n');
  while ((await progress()).state.kind !== 'completed') await delay(20);
  assert.equal(await fileSha256(folder.file('files/file.bin')), testBytesSha256(21, 2 * MIB));
  assert.match((await sluice('status')).stdout, /is running on port \d+ .*\nDownloads: +1 completed\n/u);

  assert.equal((await sluice('remove', '1', '--delete-files')).stdout, 'Removed 1 download.\n');
  while (readdirSync(folder.file('files')).length > 0) await delay(20);
  assert.deepEqual(JSON.parse((await sluice('list', '--json')).stdout), { downloads: [] });

  assert.equal((await sluice('quit')).code, 0);
  assert.equal((await running.ended).code, 0);
});

test('the order of the queue and the priorities change by commands', async () => {
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  await sluice('add', '--paused', 'http://127.0.0.1:9/a', 'http://127.0.0.1:9/b');
  await sluice('add', '--paused', '--priority', 'high', 'http://127.0.0.1:9/c');
  const order = async (): Promise<unknown> => {
    const { downloads } = JSON.parse((await sluice('list', '--sort', 'queue', '--json')).stdout) as {
      downloads: { id: number; priority: string }[];
    };
    return downloads.map(({ id, priority }) => `${id} ${priority}`);
  };
  assert.deepEqual(await order(), ['3 high', '1 normal', '2 normal']);
  assert.equal((await sluice('move', 'top', '2')).stdout, 'Moved 1 download.\n');
  assert.deepEqual(await order(), ['3 high', '2 normal', '1 normal']);
  assert.equal((await sluice('priority', 'low', '3', '2')).stdout, 'Priority low: 2 downloads.\n');
  assert.deepEqual(await order(), ['1 normal', '2 low', '3 low']);
  const lost = await sluice('move', 'up', '9');
  assert.deepEqual([lost.code, lost.stdout], [11, 'Nothing to change.\n']);
  const sideways = await sluice('move', 'sideways', '1');
  assert.match(sideways.stderr, /Allowed are up, down, top, bottom.*sluice move-to FOLDER/u);
});

test('remove says which unfinished part stays, and where', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  await sluice('add', '-x', '1', server.url('hold', { seed: 22, size: 2 * MIB, after: MIB, times: 1 }));
  const isWaitedFor = async (pattern: RegExp): Promise<boolean> => pattern.test((await sluice('status', '1')).stdout);
  while (!(await isWaitedFor(/Done: +1\.05 MB/u))) await delay(20);
  await sluice('pause', '1');
  while (!(await isWaitedFor(/State: +Paused/u))) await delay(20);
  const removed = await sluice('remove', '1');
  assert.equal(removed.stdout, 'Removed 1 download.\n');
  const part = folder.file('files/file.bin.sluice-part');
  assert.ok(removed.stderr.startsWith(`The unfinished part stays: ${part}`), removed.stderr);
  assert.ok(existsSync(part));
});

test('list and status say why a download failed', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  await sluice('add', '--max-tries', '1', server.url('status', { status: 503 }));
  let list = '';
  while (!list.includes('Failed')) list = (await sluice('list')).stdout;
  assert.match(list, /Failed .*The server is busy \(503\)\. +file\.bin\n$/u);
  assert.match((await sluice('status', '1')).stdout, /Failed\. The server is busy \(503\)\. .*gave up/u);
});

test('add reads links from stdin, refuses what is none, and adds the rest', async () => {
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const text = 'a list: http://127.0.0.1:1/a and http://127.0.0.1:1/b.\n# comment\nnot-a-link\n';
  const added = await runSluice(['add', '-', '--paused', '--data-dir', folder.file('data')], { stdin: text });
  assert.equal(added.code, 2);
  assert.equal(added.stdout, 'Added 1: http://127.0.0.1:1/a\nAdded 2: http://127.0.0.1:1/b\n');
  assert.match(added.stderr, /not-a-link: This is not a link/u);
  assert.equal((await sluice('add', 'ftp://x/y')).code, 2);
  assert.equal((await sluice('retry', '1')).code, 0);
});

test('an unknown number: words and status 11, and the known ones are done', async () => {
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  await sluice('add', '--paused', 'http://127.0.0.1:1/a');
  const removed = await sluice('remove', '1', '99');
  assert.equal(removed.code, 11);
  assert.match(removed.stderr, /There is no download 99/u);
  assert.equal(removed.stdout, 'Removed 1 download.\n');
  assert.equal((await sluice('status', '99')).code, 11);
  assert.equal((await sluice('pause')).code, 2);
});

test('without a running Sluice: words and status 10, also after a crash', async () => {
  await using folder = await createTempFolder();
  const where = ['--data-dir', folder.file('data')];
  const never = await runSluice(['list', ...where]);
  assert.equal(never.code, 10);
  assert.match(never.stderr, /is not running .*Start it with: sluice serve/u);

  const { running } = await serve(folder);
  await running.kill('SIGKILL');
  assert.ok(existsSync(folder.file('data/server.json')));
  const stale = await runSluice(['add', 'http://127.0.0.1:1/a', ...where]);
  assert.equal(stale.code, 10);
  assert.match(stale.stderr, /was killed the last time/u);

  writeFileSync(folder.file('data/server.json'), '{"port":');
  assert.equal((await runSluice(['list', ...where])).code, 10);
});

test('starts again after a crash and finds its downloads', async () => {
  await using folder = await createTempFolder();
  const first = await serve(folder);
  await first.sluice('add', '--paused', 'http://127.0.0.1:1/a');
  await first.running.kill('SIGKILL');
  const second = await serve(folder);
  await using running = second.running;
  assert.match((await second.sluice('list')).stdout, /1 +Paused/u);
  assert.equal((await running.kill('SIGINT')).code, 0);
  assert.ok(!existsSync(folder.file('data/server.json')));
});

test('started twice on one data folder: the second opens the window of the first', async () => {
  await using folder = await createTempFolder();
  const { running } = await serve(folder);
  await using _running = running;
  const browser = folder.file('browser.sh');
  writeFileSync(browser, '#!/bin/sh\nprintf "%s\\n" "$@" > "$SEEN.new" && mv "$SEEN.new" "$SEEN"\n');
  chmodSync(browser, 0o700);
  const env = { DISPLAY: ':99', SLUICE_BROWSER: browser, SEEN: folder.file('seen') };
  const second = await runSluice(['serve', '--data-dir', folder.file('data')], { env });
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stderr, /already running .*\nOpened the Sluice window\./u);
  while (!existsSync(folder.file('seen'))) await delay(10);
  const args = readFileSync(folder.file('seen'), 'utf8').split('\n');
  assert.match(args[0] ?? '', /^--app=http:\/\/127\.0\.0\.1:\d+\/#launch=[\w-]{43}$/u);
  assert.ok(args.includes(`--user-data-dir=${folder.file('data/window-profile')}`));

  // The launch token opens one window.
  const address = new URL((args[0] ?? '').slice('--app='.length));
  const launch = address.hash.slice('#launch='.length);
  const trade = () =>
    fetch(new URL('/session', address), { method: 'POST', body: JSON.stringify({ launch }) }).then((got) => got.status);
  assert.deepEqual([await trade(), await trade()], [200, 401]);
});

test('the RPC takes the right secret only, wherever that came from', async () => {
  await using folder = await createTempFolder();
  const { running } = await serve(folder, { SLUICE_RPC_SECRET: 'from the environment' });
  await using _running = running;
  assert.doesNotMatch(running.stdout, /Secret|from the environment/u);
  const [, address = ''] = await running.saw(/RPC +(\S+)/u);
  assert.match(JSON.stringify(await rpc(address, 'wrong')), /"error"/u);
  assert.match(JSON.stringify(await rpc(address, 'from the environment')), /"result"/u);
});

test('a made-up secret is shown and works', async () => {
  await using folder = await createTempFolder();
  const { running } = await serve(folder);
  await using _running = running;
  const [, address = ''] = await running.saw(/RPC +(\S+)/u);
  const [, secret = ''] = await running.saw(/Secret +(\S+)/u);
  assert.match(JSON.stringify(await rpc(address, secret)), /"result"/u);
});

test('a port that is in use: words and status 9', async () => {
  await using folder = await createTempFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const port = String((taken.address() as AddressInfo).port);
  const ended = await runSluice(['serve', '--no-open', '--port', port, '--data-dir', folder.file('data')]);
  taken.close();
  assert.equal(ended.code, 9);
  assert.match(ended.stderr, /Port \d+ is in use by another program\. Choose another one with --port/u);
});

test('folders and secrets that cannot be used: words and status', async () => {
  await using folder = await createTempFolder();
  writeFileSync(folder.file('file'), '');
  const data = ['--data-dir', folder.file('data')];
  const cases = [
    { args: ['--data-dir', folder.file('file')], code: 6, words: /not a folder.*--data-dir/u },
    { args: ['--data-dir', '/proc/sluice-test'], code: 6, words: /--data-dir/u },
    { args: [...data, '--dir', folder.file('file/x')], code: 6, words: /not a folder.*--dir/u },
    { args: [...data, '--secret', ''], code: 2, words: /is empty/u },
    { args: [...data, '--secret-file', folder.file('missing')], code: 2, words: /cannot be read/u },
  ];
  for (const { args, code, words } of cases) {
    const ended = await runSluice(['serve', '--no-open', ...args]);
    assert.equal(ended.code, code, ended.stderr);
    assert.match(ended.stderr, words);
  }
});

test('links given to serve are added, and a second serve hands its links to the first', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const where = ['--no-open', '--data-dir', folder.file('data')];
  const first = startSluice([
    'serve',
    '--port',
    '0',
    '--dir',
    folder.file('files'),
    ...where,
    server.url('good', { name: 'one.bin', seed: 1, size: 1000 }),
  ]);
  await using _running = first;
  await first.saw(/Added 1/u);

  const second = await runSluice(['serve', ...where, server.url('good', { name: 'two.bin', seed: 2, size: 2000 })]);
  assert.equal(second.code, 0);
  assert.match(second.stdout, /Added 2/u);
  const isThere = (name: string): boolean =>
    existsSync(folder.file(`files/${name}`)) && !existsSync(folder.file(`files/${name}.sluice-part`));
  while (!isThere('one.bin') || !isThere('two.bin')) await delay(20);
  assert.equal(await fileSha256(folder.file('files/one.bin')), testBytesSha256(1, 1000));
  assert.equal(await fileSha256(folder.file('files/two.bin')), testBytesSha256(2, 2000));
});

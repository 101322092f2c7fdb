import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { FaultServer } from '../../support/fault-server.ts';
import { installCommand } from '../../support/installed-command.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { runSluice, startSluice } from './run-sluice.ts';

/** A Node older than 24 on this computer, if there is one. */
function findOldNode(): string | null {
  for (const node of ['/usr/bin/node', '/usr/local/bin/node']) {
    if (!existsSync(node)) continue;
    const major = Number(
      /^v(?<major>\d+)/u.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.groups?.['major'],
    );
    if (major < 24) return node;
  }
  return null;
}

const OLD_NODE = findOldNode();
const skip = OLD_NODE === null ? 'no Node older than 24 here' : false;
const node = OLD_NODE ?? '';

test('says what to do when Node is too old and no newer one is there', { skip }, async () => {
  const ended = await runSluice(['--version'], { node, env: { SLUICE_NO_RELAUNCH: '1' } });
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /^sluice: Node 24 or newer is needed, and this is Node \d+\.\S+\. Run "npm ci".*\n$/u);
});

test('takes the Node of npm ci when the one on the PATH is too old', { skip }, async () => {
  const ended = await runSluice(['get', 'not-a-link'], { node });
  assert.equal(ended.code, 2, ended.stderr);
  assert.match(ended.stderr, /This is not a link/u);
  assert.match((await runSluice(['--version'], { node })).stdout, /^\d+\.\d+\.\d+\n$/u);
});

test('passes a signal on to the newer Node, once', { skip }, async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('hold', { size: 2_000_000, after: 1_000_000 });
  await using running = startSluice(['get', '-x', '1', '-d', folder.path, link], { node });
  await running.saw(/50%/u);
  const ended = await running.kill('SIGINT');
  assert.equal(ended.code, 130, ended.stderr);
  assert.match(ended.stderr, /The same command continues/u);
});

test('ends when the launcher is killed', { skip }, async () => {
  await using folder = await createTempFolder();
  const serve = ['serve', '--no-open', '--port', '0', '--data-dir', folder.file('data'), '--dir', folder.path];
  await using running = startSluice(serve, { node });
  await running.saw(/Data {6}/u);
  running.child.kill('SIGKILL');
  while (existsSync(folder.file('data/server.json'))) await delay(20);
});

test('runs the bundled command when it is installed as a package', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const bin = folder.file('sluice-command');
  symlinkSync(await installCommand(folder.path), bin);

  const link = server.url('good', { seed: 31, size: 100_000 });
  // What it compiled is kept where the user's programs keep such things; that it cannot be kept is no error.
  for (const [name, cache] of [
    ['kept', folder.file('cache')],
    ['again', folder.file('cache')],
    ['nowhere', '/dev/null'],
  ] as const) {
    const target = folder.file(name);
    const ended = await runSluice(['get', '-d', target, link], { launcher: bin, env: { XDG_CACHE_HOME: cache } });
    assert.equal(ended.stdout, `${path.join(target, 'file.bin')}\n`, ended.stderr);
    assert.equal(await fileSha256(path.join(target, 'file.bin')), testBytesSha256(31, 100_000));
  }
  if (process.platform === 'linux') assert.equal(readdirSync(folder.file('cache/sluice')).length, 1);
});

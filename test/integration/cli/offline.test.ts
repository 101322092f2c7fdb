import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { ERROR_WORDS } from '../../../shared/words.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { LAUNCHER } from './run-sluice.ts';

const noNamespace = spawnSync('unshare', ['-rn', 'true']).status !== 0 && 'the system gives no network of its own';

test('without a network it waits, says so, and can be stopped', { skip: noNamespace }, async () => {
  await using folder = await createTempFolder();
  const args = ['-rn', process.execPath, LAUNCHER, 'get', '-d', folder.path, 'http://some-host.invalid/x'];
  const child = spawn('unshare', args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } });
  const ended = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stderr) {
    text += String(chunk);
    if (!text.includes(ERROR_WORDS['network.offline'].what)) continue;
    child.kill('SIGINT');
    break;
  }
  assert.deepEqual(await ended, [130, null], text);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

const TOP = path.resolve(import.meta.dirname, '../../..');

/** Makes a Node believe and report that it is an older one, before the first line of the program runs. */
const OLDER =
  "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'});Object.defineProperty(process,'version',{value:'v20.20.2'})";

for (const [name, args] of [
  ['an npm script', ['build/node24.cjs', 'build/check.ts']],
  ['the sluice command', ['build/sluice.js', '--help']],
] as const) {
  test(`${name} says what to do when Node is too old`, () => {
    const ended = spawnSync(process.execPath, ['--import', OLDER, ...args], {
      cwd: TOP,
      encoding: 'utf8',
      env: { ...process.env, SLUICE_NO_RELAUNCH: '1' },
    });
    assert.equal(ended.status, 1);
    assert.match(ended.stderr, /Node 24/u);
    assert.match(ended.stderr, /npm ci/u);
    assert.doesNotMatch(ended.stderr, /at .*:\d+/u);
  });
}

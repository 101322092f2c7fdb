import assert from 'node:assert/strict';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_FOLDER } from '../../../build/build-steps.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { startSluice } from './run-sluice.ts';

test('sluice serve in a clone where nothing was built yet shows the window, not advice', async () => {
  using folder = makeTempFolder();
  const clone = path.join(folder.path, 'clone');
  for (const name of ['build', 'main', 'shared', 'renderer', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(path.join(PROJECT_FOLDER, name), path.join(clone, name), { recursive: true });
  }
  symlinkSync(path.join(PROJECT_FOLDER, 'node_modules'), path.join(clone, 'node_modules'));
  await using sluice = startSluice(
    ['serve', '--no-open', '--port', '0', '--data-dir', path.join(folder.path, 'data')],
    {
      launcher: path.join(clone, 'build', 'sluice.js'),
    },
  );
  const [, address = ''] = await sluice.saw(/(http:\/\/127\.0\.0\.1:\d+\/)#/u);
  const page = await fetch(address);
  assert.equal(page.status, 200, await page.text());
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LOADER = fileURLToPath(new URL('../../support/load-without-schemas.ts', import.meta.url));

test('`sluice get` is loaded without making a schema: each costs its start, and it uses two of hundreds', async () => {
  const modules = ['../../../main/cli/command-line.ts', '../../../main/cli/get-command.ts'];
  const files = modules.map((file) => new URL(file, import.meta.url).href);
  const { stderr } = await promisify(execFile)(process.execPath, [LOADER, ...files]);
  assert.equal(stderr, '');
});

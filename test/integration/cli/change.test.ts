import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTempFolder } from '../../support/temp-folder.ts';
import { serve } from './serve-sluice.ts';

test('change gives single downloads a limit and connections of their own, and takes them back', async () => {
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  assert.equal((await sluice('add', '--paused', 'http://127.0.0.1:9/a.bin')).code, 0);

  const changed = await sluice('change', '1', '--limit', '2M', '--connections', '3');
  assert.deepEqual([changed.code, changed.stdout], [0, 'Changed 1 download.\n'], changed.stderr);
  const back = await sluice('change', '1', '--limit', 'none', '--connections', 'default', '--json');
  assert.deepEqual(JSON.parse(back.stdout), { changed: 1, unknown: [] });

  const gone = await sluice('change', '7', '--limit', '1M');
  assert.match(gone.stderr, /There is no download 7\. See sluice list\./u);
  assert.notEqual(gone.code, 0);
  const nothing = await sluice('change', '1');
  assert.match(nothing.stderr, /Give --limit, --connections, --category or several of them\./u);
  assert.equal(nothing.code, 2);
});

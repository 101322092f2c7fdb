import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { serverFileTime, setFileTime } from '../../../main/queue/file-time.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const TIME_MS = Date.UTC(1994, 10, 6, 8, 49, 37);

test('reads the three forms of HTTP dates (RFC 9110, 5.6.7)', () => {
  for (const text of ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994']) {
    assert.equal(serverFileTime(text, NOW_MS), TIME_MS, text);
  }
});

test('ignores times that no file on a server can have', () => {
  for (const text of [
    null, '', '1', 'yesterday', '1994-11-06', 'Sun, 99 Nov 1994 08:49:37 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT',
    'Thu, 01 Jan 1960 00:00:00 GMT', 'Fri, 02 Jan 2026 00:00:00 GMT',
  ]) {
    assert.equal(serverFileTime(text, NOW_MS), null, String(text));
  } // prettier-ignore
});

test('sets the time, and does not mind a file that is gone', async () => {
  await using folder = await createTempFolder();
  writeFileSync(folder.file('a'), 'x');
  await setFileTime(folder.file('a'), { timeMs: TIME_MS, nowMs: NOW_MS });
  assert.equal(statSync(folder.file('a')).mtimeMs, TIME_MS);
  await setFileTime(folder.file('gone'), { timeMs: TIME_MS, nowMs: NOW_MS });
});

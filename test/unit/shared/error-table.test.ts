import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { DOWNLOAD_ERROR_CODES, type DownloadErrorCode } from '../../../shared/download-error.ts';

const INTEGRATION = path.join(import.meta.dirname, '../../integration');

/** What no server, disk or network of a test can do, and the test that makes it from what the library would tell. */
const NOT_FOR_REAL: Partial<Record<DownloadErrorCode, string>> = {
  // Lists of revoked certificates that cannot be had, keys that cannot be read: `unit/engine/errors`.
  'network.certificate': 'unit/engine/errors.test.ts',
  // A real thread dies in `unit/app/engine-host`; what the queue makes of it is played here.
  'app.engineStopped': 'unit/queue/queue-races.test.ts',
};

test('every failure is produced for real by an integration test, or its exception stands here', () => {
  const tests = globSync('**/*.test.ts', { cwd: INTEGRATION }).map((file) =>
    readFileSync(path.join(INTEGRATION, file), 'utf8'),
  );
  const missing = DOWNLOAD_ERROR_CODES.filter((code) => !tests.some((text) => text.includes(`'${code}'`)));
  assert.deepEqual(missing.toSorted(), Object.keys(NOT_FOR_REAL).toSorted());
});

import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { BlockVerifier } from '../../../main/engine/block-verifier.ts';
import { MAX_UNDURABLE_BYTES } from '../../../main/engine/checkpointer.ts';
import { CAREFUL } from '../../../main/engine/part-file.ts';
import { PartSession } from '../../../main/engine/part-session.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const WRITE_BYTES = 4 * 1024 * 1024;

test('at most 64 MiB of a file are written and not durable, however many writes are begun at once', async () => {
  using folder = makeTempFolder();
  const part = path.join(folder.path, 'a.sluice-part');
  writeFileSync(part, '');
  const session = new PartSession({
    resume: null,
    verifier: new BlockVerifier(),
    signal: new AbortController().signal,
    disk: CAREFUL,
    onCheckpoint: () => {},
    onCheck: () => {},
  });
  await session.openEmpty(part);
  const writer = session.startWriting({
    header: { url: 'http://127.0.0.1/a', sizeBytes: null, etag: null, lastModified: null, contentType: null },
    flush: () => Promise.resolve(),
    onError: (error) => assert.fail(String(error)),
    isReadBack: true,
  });
  const bytes = Buffer.alloc(WRITE_BYTES);
  const first = MAX_UNDURABLE_BYTES / WRITE_BYTES;
  const writes = Array.from({ length: first + 3 }, async (_, index) => {
    await writer.write([bytes], index * WRITE_BYTES);
  });
  await Promise.all(writes.slice(0, first));
  await writer.settled();
  assert.equal(statSync(part).size, MAX_UNDURABLE_BYTES);

  writer.noteWritten({ start: 0, end: MAX_UNDURABLE_BYTES });
  await Promise.all(writes);
  assert.deepEqual(session.durable, [{ start: 0, end: MAX_UNDURABLE_BYTES }]);
  await session.close();
});

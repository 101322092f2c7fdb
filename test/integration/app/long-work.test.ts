import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { CallInput, CallName, CoreMessage } from '../../../shared/contract.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { MIB, pauseHalfway } from '../../support/half-file.ts';
import { until } from '../../support/until.ts';

/** Sparse: nothing to write, minutes to read. */
const ENDLESS_BYTES = 200_000 * MIB;
const CALL_ID = 7;

type Told = {
  readonly progress: Extract<CoreMessage, { type: 'progress' }>[];
  readonly reply: Promise<Extract<CoreMessage, { type: 'reply' }>['reply']>;
  readonly close: () => void;
};

/** Makes a call as a window does. @param onProgress is told of the first progress. */
function callFromWindow<Name extends CallName>(
  bench: AppBench,
  name: Name,
  input: CallInput<Name>,
  onProgress: (window: { readonly cancel: () => void; readonly close: () => void }) => void,
): Told {
  const progress: Told['progress'] = [];
  const { promise, resolve } = Promise.withResolvers<Awaited<Told['reply']>>();
  const session = bench.app.openSession((message) => {
    if (message.type === 'reply') resolve(message.reply);
    if (message.type !== 'progress') return;
    progress.push(message);
    if (progress.length > 1) return;
    onProgress({
      cancel: () => session.receive({ type: 'cancel', callId: CALL_ID }),
      close: () => session.close(),
    });
  });
  session.receive({ type: 'call', callId: CALL_ID, name, input });
  return { progress, reply: promise, close: () => session.close() };
}

describe('long work', () => {
  test('a checksum tells how far it is, ends when it is called off or its window closes, and the next one begins', async () => {
    await using files = await FaultServer.start();
    await using bench = await AppBench.start();
    const large = await bench.add(files.url('good', { name: 'large.bin', size: 1000 }));
    const small = await bench.add(files.url('good', { name: 'small.bin', size: 1000 }));
    for (const id of [large, small]) await bench.reaches(id, 'completed');
    truncateSync(path.join(bench.downloadFolder, 'large.bin'), ENDLESS_BYTES);
    const input = { id: large, algorithm: 'md5' } as const;
    const told = callFromWindow(bench, 'downloads.checksum', input, ({ cancel }) => cancel());
    assert.deepEqual(await told.reply, { ok: false, code: 'call.cancelled', detail: '' });
    const [first] = told.progress;
    assert.equal(first?.callId, CALL_ID);
    assert.equal(first.progress.totalBytes, ENDLESS_BYTES);
    assert.ok(first.progress.doneBytes > 0 && first.progress.doneBytes < ENDLESS_BYTES);

    const { promise, resolve } = Promise.withResolvers<void>();
    callFromWindow(bench, 'downloads.checksum', input, ({ close }) => {
      close();
      resolve();
    });
    await promise;
    // One file is read at a time.
    assert.equal((await bench.call('downloads.checksum', { id: small, algorithm: 'md5' })).hex.length, 32);
  });

  test('taking up unfinished files ends when it is called off; what was taken up stays', async () => {
    await using server = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 1 });
    const { id, part } = await pauseHalfway(bench, server);
    await bench.call('downloads.remove', { ids: [id] });
    await until(() => readdirSync(bench.downloadFolder).length === 2, 'part and journal alone');
    for (const end of ['sluice-part', 'sluice-info']) {
      const file = part.replace(/sluice-part$/u, end);
      copyFileSync(file, file.replace('half.bin', 'other.bin'));
    }
    const input = { directory: bench.downloadFolder };
    const told = callFromWindow(bench, 'downloads.recover', input, ({ cancel }) => cancel());
    assert.deepEqual(await told.reply, { ok: false, code: 'call.cancelled', detail: '' });
    assert.equal(told.progress[0]?.progress.totalBytes, 2 * (5 * MIB + 77));
    assert.equal(told.progress[0]?.progress.doneBytes, 5 * MIB + 77);
    assert.equal([...bench.app.queue.all()].length, 1);

    const whole = callFromWindow(bench, 'downloads.recover', input, () => {});
    assert.ok((await whole.reply).ok);
    assert.equal([...bench.app.queue.all()].length, 2);
    whole.close();
  });
});

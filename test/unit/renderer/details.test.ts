import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDetailsWatch } from '../../../renderer/model/details-watch.ts';
import { arrivedRanges, segmentMap } from '../../../renderer/model/segment-map.ts';
import { createSpeedWatch } from '../../../renderer/model/speed-watch.ts';
import type { ConnectionSnapshot } from '../../../shared/connection-snapshot.ts';
import type { DownloadDetails, SpeedHistory } from '../../../shared/details-calls.ts';
import { toDownloadId, type DownloadId } from '../../../shared/download.ts';
import { frameOf } from './fake-core.ts';
import { createModelBench } from './model-bench.ts';

const ID = toDownloadId(1);

function connection(start: number, position: number, end: number | null): ConnectionSnapshot {
  return { start, position, end, state: 'reading', bytesPerSecond: 1, host: 'a', protocol: 'HTTP/1.1', tls: null };
}

function details(part: Partial<DownloadDetails>): DownloadDetails {
  return { id: ID, durable: [], connections: [], ...part };
}

describe('the map of a file', () => {
  test('has what is on disk, what came since, and what each connection will read', () => {
    const shown = details({
      durable: [{ start: 0, end: 20 }],
      connections: [connection(20, 30, 50), connection(50, 50, 100)],
    });
    assert.deepEqual(segmentMap(shown, 100), [
      { from: 0.3, to: 0.5, kind: 'ahead' },
      { from: 0.5, to: 1, kind: 'ahead' },
      { from: 0, to: 0.2, kind: 'held' },
      { from: 0.2, to: 0.3, kind: 'fresh' },
    ]);
    assert.deepEqual(arrivedRanges(shown), [{ start: 0, end: 30 }]);
  });

  test('ends at the end of the file, whatever a connection says', () => {
    const shown = details({ connections: [connection(90, 95, null), connection(95, 130, 140)] });
    assert.ok(segmentMap(shown, 100).every(({ to }) => to <= 1));
  });
});

describe('what a window asks for the details of one download', () => {
  test('is asked when someone looks, again after a reconnection, and not any more afterwards', async () => {
    const { core, model } = await createModelBench();
    const asked = (): unknown[] =>
      core
        .calls()
        .filter(({ name }) => name === 'view.details')
        .map(({ input }) => input);
    model.details.watch(ID);
    model.details.watch(ID);
    core.close('lost');
    core.open();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(asked(), [{ id: ID }, { id: ID }]);
    core.send({ type: 'frame', frame: frameOf({ details: details({ durable: [{ start: 0, end: 5 }] }) }) });
    assert.deepEqual(model.details.shown.get()?.durable, [{ start: 0, end: 5 }]);
    model.details.watch(null);
    assert.equal(model.details.shown.get(), null);
    // A frame that was under way says nothing to who looks elsewhere.
    core.send({ type: 'frame', frame: frameOf({ revision: 2, details: details({}) }) });
    assert.equal(model.details.shown.get(), null);
  });

  test('late answers of another download are not taken', () => {
    const watch = createDetailsWatch({ call: () => new Promise(() => {}) });
    watch.watch(ID);
    watch.take(details({ id: toDownloadId(2) }));
    assert.equal(watch.shown.get(), null);
  });

  test('speeds are asked once a second at most, and only when a frame says that something moved', () => {
    const asked: (DownloadId | null)[] = [];
    let nowMs = 0;
    const call = (_name: string, { id }: { readonly id: DownloadId | null }): Promise<never> => {
      asked.push(id);
      return new Promise(() => {});
    };
    // The one call that this model makes.
    const speeds = createSpeedWatch({ call: call as never }, () => nowMs);
    speeds.onFrame();
    nowMs = 900;
    speeds.onFrame();
    assert.deepEqual(asked, [null]);
    speeds.watch(ID);
    nowMs = 1000;
    speeds.onFrame();
    assert.deepEqual(asked, [null, ID, null, ID]);
  });
});

test('a speed that comes too late is not that of another download', async () => {
  const bench = await createModelBench();
  bench.model.speeds.watch(ID);
  bench.model.speeds.watch(toDownloadId(2));
  const history: SpeedHistory = { minute: [1, 2], life: [1, 2], lifeEveryMs: 1000 };
  const first = bench.core
    .calls()
    .find(({ name, input }) => name === 'downloads.speed' && JSON.stringify(input) === '{"id":1}');
  assert.ok(first !== undefined);
  bench.core.send({ type: 'reply', callId: first.callId, reply: { ok: true, value: history } });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(bench.model.speeds.watched.get(), null);
  await bench.answer('downloads.speed', history);
  assert.deepEqual(bench.model.speeds.watched.get(), history);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { nextWakeMs, schedule, type Candidate } from '../../../main/queue/scheduler.ts';
import { toDownloadId } from '../../../shared/download.ts';

const candidates = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 })
  .map((hosts) => hosts.map((host, index): Candidate => ({ id: toDownloadId(index + 1), host })));
const running = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 4 }))
  .map((counts) => new Map(Object.entries(counts)));

describe('schedule', () => {
  test('starts in order, within both limits, and leaves no place empty that someone could take', () => {
    fc.assert(
      fc.property(
        candidates,
        running,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        (waiting, runningByHost, maxActive, maxPerHost) => {
          const started = schedule({
            candidates: waiting,
            runningByHost,
            maxActive,
            maxPerHost,
            heldHosts: new Map(),
            nowMs: 0,
          });
          assert.deepEqual(
            started,
            started.toSorted((a, b) => a - b),
          );
          const places = new Map(runningByHost);
          const startedSet = new Set(started);
          for (const { id, host } of waiting) if (startedSet.has(id)) places.set(host, (places.get(host) ?? 0) + 1);
          const before = [...runningByHost.values()].reduce((sum, count) => sum + count, 0);
          assert.ok(before + started.length <= Math.max(maxActive, before));
          for (const [host, count] of places) assert.ok(count <= Math.max(maxPerHost, runningByHost.get(host) ?? 0));
          const isFull = before + started.length >= maxActive;
          const someoneFits = waiting.some(
            ({ id, host }) => !startedSet.has(id) && (places.get(host) ?? 0) < maxPerHost,
          );
          assert.ok(isFull || !someoneFits);
        },
      ),
    );
  });

  test('a host that asked for quiet is left alone until its time', () => {
    const waiting: Candidate[] = [
      { id: toDownloadId(1), host: 'a' },
      { id: toDownloadId(2), host: 'b' },
    ];
    const input = {
      candidates: waiting,
      runningByHost: new Map<string, number>(),
      maxActive: 5,
      maxPerHost: 5,
      heldHosts: new Map([['a', 100]]),
    };
    assert.deepEqual(schedule({ ...input, nowMs: 99 }), [2]);
    assert.deepEqual(schedule({ ...input, nowMs: 100 }), [1, 2]);
  });

  test('reads no more candidates than it needs', () => {
    let read = 0;
    function* endless(): Generator<Candidate> {
      for (;;) {
        read += 1;
        yield { id: toDownloadId(read), host: `host${read}` };
      }
    }
    const started = schedule({
      candidates: endless(),
      runningByHost: new Map(),
      maxActive: 3,
      maxPerHost: 1,
      heldHosts: new Map(),
      nowMs: 0,
    });
    assert.deepEqual(started, [1, 2, 3]);
    assert.equal(read, 3);
  });

  test('wakes at the earliest time that is still to come', () => {
    assert.equal(nextWakeMs([50, 300, 200], 100), 200);
    assert.equal(nextWakeMs([50], 100), null);
  });
});

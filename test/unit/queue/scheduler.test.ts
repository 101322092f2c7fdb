import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { schedule, shortest, type HostLoad, type ScheduleInput } from '../../../main/queue/scheduler.ts';
import { WaitingLine } from '../../../main/queue/waiting-line.ts';
import { toDownloadId, type DownloadId } from '../../../shared/download.ts';

type Candidate = { readonly id: DownloadId; readonly host: string };

const HOSTS = ['a', 'b', 'c', 'd'];
const candidates = fc
  .array(fc.constantFrom(...HOSTS), { maxLength: 40 })
  .map((hosts) => hosts.map((host, index): Candidate => ({ id: toDownloadId(index + 1), host })));
const running = fc
  .dictionary(fc.constantFrom(...HOSTS), fc.record({ transfers: fc.nat(4), connections: fc.nat(12) }))
  .map((loads) => new Map<string, HostLoad>(Object.entries(loads)));
const limits = fc.dictionary(fc.constantFrom(...HOSTS), fc.nat(8)).map((all) => new Map(Object.entries(all)));

function inLine(waiting: readonly Candidate[]): ScheduleInput['waiting'] {
  const line = new WaitingLine();
  for (const { id, host } of waiting) line.enter(id, `https://${host}/file`);
  return line.byHost;
}

const OPEN: ScheduleInput = {
  waiting: new Map(),
  isReady: () => true,
  running: new Map(),
  maxActive: 5,
  maxPerHost: 5,
  isHeld: () => false,
  connectionLimit: () => null,
};

describe('schedule', () => {
  test('starts in order, within both limits, and leaves no place empty that someone could take', () => {
    fc.assert(
      fc.property(
        candidates,
        running,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        (waiting, loads, maxActive, maxPerHost) => {
          const input = { ...OPEN, waiting: inLine(waiting), running: loads, maxActive, maxPerHost };
          const started = schedule(input).map(({ id }) => id);
          assert.deepEqual(
            started,
            started.toSorted((a, b) => a - b),
          );
          const places = new Map(Array.from(loads, ([host, { transfers }]) => [host, transfers]));
          const before = [...places.values()].reduce((sum, count) => sum + count, 0);
          const startedSet = new Set(started);
          for (const { id, host } of waiting) if (startedSet.has(id)) places.set(host, (places.get(host) ?? 0) + 1);
          assert.ok(before + started.length <= Math.max(maxActive, before));
          for (const [host, count] of places) assert.ok(count <= Math.max(maxPerHost, loads.get(host)?.transfers ?? 0));
          const isFull = before + started.length >= maxActive;
          const someoneFits = waiting.some(
            ({ id, host }) => !startedSet.has(id) && (places.get(host) ?? 0) < maxPerHost,
          );
          assert.ok(isFull || !someoneFits);
        },
      ),
    );
  });

  test('downloads of a host share the connections that it allows, and each that starts has one', () => {
    fc.assert(
      fc.property(candidates, running, limits, (waiting, loads, allowed) => {
        const input = { ...OPEN, waiting: inLine(waiting), running: loads, maxActive: 50 };
        const starts = schedule({ ...input, connectionLimit: (host) => allowed.get(host) ?? null });
        const hostOf = new Map(waiting.map(({ id, host }) => [id, host]));
        for (const host of HOSTS) {
          const own = starts.filter(({ id }) => hostOf.get(id) === host);
          const limit = allowed.get(host);
          if (limit === undefined) assert.ok(own.every(({ connections }) => connections === null));
          else {
            assert.ok(own.every(({ connections }) => connections !== null && connections >= 1));
            const used = own.reduce((sum, { connections }) => sum + (connections ?? 0), 0);
            const left = Math.max(limit, 1) - (loads.get(host)?.connections ?? 0);
            assert.ok(used <= Math.max(left, 0), `${used} of ${left}`);
          }
        }
      }),
    );
  });

  test('two that start together on a host with four connections get two each', () => {
    const waiting = inLine([
      { id: toDownloadId(1), host: 'a' },
      { id: toDownloadId(2), host: 'a' },
    ]);
    assert.deepEqual(schedule({ ...OPEN, waiting, connectionLimit: () => 4 }), [
      { id: 1, connections: 2 },
      { id: 2, connections: 2 },
    ]);
  });

  test('a host that asked for quiet is left alone', () => {
    const waiting = inLine([
      { id: toDownloadId(1), host: 'a' },
      { id: toDownloadId(2), host: 'b' },
    ]);
    const starts = schedule({ ...OPEN, waiting, isHeld: (host) => host === 'a' });
    assert.deepEqual(starts, [{ id: 2, connections: null }]);
  });

  test('looks at none of those who wait for a busy host', () => {
    const waiting = inLine(Array.from({ length: 1000 }, (_, index) => ({ id: toDownloadId(index + 1), host: 'a' })));
    let looks = 0;
    const isReady = (): boolean => {
      looks += 1;
      return true;
    };
    const busy = new Map([['a', { transfers: 5, connections: 5 }]]);
    assert.deepEqual(schedule({ ...OPEN, waiting, isReady, running: busy, maxActive: 50 }), []);
    assert.equal(looks, 0);
    schedule({ ...OPEN, waiting, isReady, maxPerHost: 2 });
    assert.equal(looks, 3);
  });

  test('wakes at the shortest of the delays', () => {
    assert.equal(shortest([50, 300, 20]), 20);
    assert.equal(shortest([]), null);
  });
});

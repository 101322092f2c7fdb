import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { comparePlaces, type QueuePlace } from '../../../main/queue/queue-place.ts';
import {
  schedule,
  shortest,
  whoGivesWay,
  type HostLoad,
  type RunningPlace,
  type ScheduleInput,
} from '../../../main/queue/scheduler.ts';
import { WaitingLine } from '../../../main/queue/waiting-line.ts';
import { PRIORITIES, toDownloadId, type DownloadId, type Priority } from '../../../shared/download.ts';

type Candidate = { readonly id: DownloadId; readonly host: string };

const HOSTS = ['a', 'b', 'c', 'd'];
const candidates = fc
  .array(fc.constantFrom(...HOSTS), { maxLength: 40 })
  .map((hosts) => hosts.map((host, index): Candidate => ({ id: toDownloadId(index + 1), host })));
const running = fc
  .dictionary(
    fc.constantFrom(...HOSTS),
    fc.record({ transfers: fc.nat(4), guests: fc.constant(0), connections: fc.nat(12) }),
  )
  .map((loads) => new Map<string, HostLoad>(Object.entries(loads)));
const limits = fc.dictionary(fc.constantFrom(...HOSTS), fc.nat(8)).map((all) => new Map(Object.entries(all)));

function placeOf(id: number, priority: Priority = 'normal', position = id): QueuePlace {
  return { id: toDownloadId(id), priority, position };
}

function inLine(waiting: readonly (Candidate & Partial<QueuePlace>)[]): WaitingLine {
  const line = new WaitingLine();
  for (const { host, ...rest } of waiting) line.enter({ url: `https://${host}/file`, ...placeOf(rest.id), ...rest });
  return line;
}

function run(host: string, place: QueuePlace, patch: Partial<RunningPlace> = {}): RunningPlace {
  return { host, answeredBy: host, place, isLeaving: false, mayGiveWay: true, ...patch };
}

const OPEN: ScheduleInput = {
  waiting: new WaitingLine(),
  isReady: () => true,
  running: new Map(),
  maxActive: 5,
  maxPerHost: 5,
  answeredBy: (host) => host,
  isHeld: () => false,
  connectionLimit: () => null,
};

/** All hosts but one lead to the same server, which takes six connections. */
const answeredBy = (host: string): string => (host === 'c' ? 'c' : 'cdn');
const connectionLimit = (host: string): number | null => (host === 'c' ? null : 6);

describe('schedule', () => {
  test('hosts whose links lead to one server share what that one takes, and a host keeps to its own bound', () => {
    const waiting = inLine(
      ['a', 'b', 'a', 'b', 'a', 'c'].map((host, index) => ({ id: toDownloadId(index + 1), host })),
    );
    const idsOf = (patch: Partial<ScheduleInput>): number[] =>
      schedule({ ...OPEN, waiting, answeredBy, maxActive: 9, ...patch }).map(({ id }) => id);
    assert.deepEqual(idsOf({ maxPerHost: 3 }), [1, 2, 3, 6]);
    const guests = new Map([['cdn', { transfers: 0, guests: 2, connections: 4 }]]);
    assert.deepEqual(idsOf({ maxPerHost: 3, running: guests }), [1, 6]);
    // What the server allows is shared too, by all that lead there.
    const starts = schedule({ ...OPEN, waiting, answeredBy, maxActive: 9, running: guests, connectionLimit });
    assert.deepEqual(
      starts.filter(({ connections }) => connections !== null).reduce((sum, one) => sum + (one.connections ?? 0), 0),
      2,
    );
  });

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
    const busy = new Map([['a', { transfers: 5, guests: 0, connections: 5 }]]);
    assert.deepEqual(schedule({ ...OPEN, waiting, isReady, running: busy, maxActive: 50 }), []);
    assert.equal(looks, 0);
    schedule({ ...OPEN, waiting, isReady, maxPerHost: 2 });
    assert.equal(looks, 3);
  });

  test('the order is that of priorities, then positions, over all hosts', () => {
    const waiting = inLine([
      { id: toDownloadId(1), host: 'a', position: 5 },
      { id: toDownloadId(2), host: 'a', priority: 'low' },
      { id: toDownloadId(3), host: 'b', position: 4.5 },
      { id: toDownloadId(4), host: 'b', priority: 'high', position: 9 },
      { id: toDownloadId(5), host: 'c', position: 7 },
    ]);
    const started = schedule({ ...OPEN, waiting, maxActive: 9 }).map(({ id }) => id);
    assert.deepEqual(started, [4, 3, 1, 5, 2]);
  });

  test('of a hundred thousand hosts only those are looked at whose turn comes', () => {
    const waiting = inLine(
      Array.from({ length: 100_000 }, (_, index) => ({ id: toDownloadId(index + 1), host: `h${index}` })),
    );
    let looks = 0;
    const isHeld = (): boolean => {
      looks += 1;
      return false;
    };
    assert.equal(schedule({ ...OPEN, waiting, isHeld }).length, 5);
    assert.ok(looks <= 6, `${looks} hosts`);
  });

  test('wakes at the shortest of the delays', () => {
    assert.equal(shortest([50, 300, 20]), 20);
    assert.equal(shortest([]), null);
  });
});

describe('the waiting line', () => {
  test('holds who entered and did not leave, by host and in order, whatever the way there', () => {
    const step = fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      host: fc.constantFrom(...HOSTS),
      priority: fc.constantFrom(...PRIORITIES),
      position: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = new WaitingLine();
        const model = new Map<number, { readonly host: string; readonly place: QueuePlace }>();
        for (const { id, host, priority, position } of steps) {
          const seated = model.get(id);
          if (seated !== undefined) {
            line.leave({ url: `https://${seated.host}/file`, ...seated.place });
            model.delete(id);
            continue;
          }
          model.set(id, { host, place: placeOf(id, priority, position) });
          line.enter({ url: `https://${host}/file`, ...placeOf(id, priority, position) });
        }
        const sorted = [...model.values()].toSorted((a, b) => comparePlaces(a.place, b.place));
        for (const host of HOSTS) {
          const own = sorted.filter((seat) => seat.host === host).map(({ place }) => place);
          assert.deepEqual([...line.line(host)], own);
        }
        const heads = sorted.filter((seat, index) => sorted.findIndex(({ host }) => host === seat.host) === index);
        assert.deepEqual(
          Array.from(line.heads(), ({ host }) => host),
          heads.map(({ host }) => host),
        );
      }),
    );
  });
});

describe('who gives way', () => {
  const high = { id: toDownloadId(9), host: 'a', priority: 'high' } as const;

  /** With as many places as there are runs, each of which has one connection. */
  function among(runs: readonly RunningPlace[], input: Partial<ScheduleInput> = {}): number[] {
    const running = new Map<string, HostLoad>();
    for (const { host } of runs) {
      const { transfers, connections } = running.get(host) ?? { transfers: 0, guests: 0, connections: 0 };
      running.set(host, { transfers: transfers + 1, guests: 0, connections: connections + 1 });
    }
    return whoGivesWay({ ...OPEN, waiting: inLine([high]), maxActive: runs.length, running, runs, ...input });
  }

  test('the last of the queue leaves for one of a higher priority that could not start', () => {
    const runs = [run('a', placeOf(1)), run('b', placeOf(2)), run('b', placeOf(3, 'high'))];
    assert.deepEqual(among(runs), [2]);
    assert.deepEqual(among(runs, { waiting: inLine([{ ...high, priority: 'normal' }]) }), []);
  });

  test('on a full host only one of that host is of use, and so where the host takes no more connections', () => {
    const runs = [run('a', placeOf(1)), run('b', placeOf(2))];
    assert.deepEqual(among(runs, { maxPerHost: 1 }), [1]);
    assert.deepEqual(among(runs, { maxActive: 9, connectionLimit: (host) => (host === 'a' ? 1 : null) }), [1]);
    const elsewhere = [run('b', placeOf(2))];
    assert.deepEqual(
      among(elsewhere, { running: new Map([['a', { transfers: 1, guests: 0, connections: 5 }]]), maxPerHost: 1 }),
      [],
    );
  });

  test('nobody leaves while a place is free: then it is something else that keeps it', () => {
    assert.deepEqual(among([run('a', placeOf(1)), run('b', placeOf(2))], { maxActive: 3 }), []);
  });

  test('nobody leaves while another place is about to come free, or who would lose what came', () => {
    const leaving = [run('a', placeOf(1), { isLeaving: true, mayGiveWay: false }), run('b', placeOf(2))];
    assert.deepEqual(among(leaving), []);
    assert.deepEqual(among([run('a', placeOf(1), { mayGiveWay: false })]), []);
  });
});

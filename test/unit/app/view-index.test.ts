import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ViewIndex } from '../../../main/app/view-index.ts';
import type { CommittedChange } from '../../../main/queue/download-table.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { VIEW_SORTS, type ViewSpec } from '../../../shared/contract.ts';
import { VIEW_FILTERS } from '../../../shared/view-filter.ts';
import type { DownloadId, ProgressRow } from '../../../shared/download.ts';
import { LEGAL_MOVES, type DownloadState } from '../../../shared/download-state.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { sampleDownload } from '../../support/sample-downloads.ts';

const SPEC: ViewSpec = {
  filter: 'all',
  category: null,
  folder: null,
  host: null,
  search: '',
  sort: 'added',
  descending: false,
};

const STATES: readonly DownloadState[] = [
  { kind: 'queued' },
  { kind: 'probing' },
  { kind: 'downloading' },
  { kind: 'pausing' },
  { kind: 'paused' },
  { kind: 'retrying', atMs: 1, attempt: 1, code: 'network.reset' },
  { kind: 'blocked', failure: { code: 'disk.full', detail: '' } },
  { kind: 'finishing' },
  { kind: 'completed', atMs: 1 },
  { kind: 'failed', failure: { code: 'server.notFound', detail: '404' } },
];

/** A list in memory, its views, and live numbers that a test sets. */
function createBench(downloads: readonly Download[], speeds: Record<number, number> = {}) {
  const rows = new Map(downloads.map((download) => [download.id, download]));
  const clock = { nowMs: 0 };
  let passes = 0;
  const numbersOf = (id: DownloadId): ProgressRow => ({
    id,
    receivedBytes: 0,
    bytesPerSecond: speeds[id] ?? 0,
    secondsLeft: speeds[id] === undefined ? null : 1000 / speeds[id],
    connections: 1,
  });
  const state = { isSettled: true };
  const index = new ViewIndex(
    {
      all: () => {
        passes += 1;
        return rows.values();
      },
      isSettled: () => state.isSettled,
    },
    { progressOf: numbersOf, nowMs: () => clock.nowMs },
  );
  return {
    index,
    clock,
    state,
    speeds,
    rows,
    passes: () => passes,
    ids: (patch: Partial<ViewSpec>) => {
      const ids = index.ids({ ...SPEC, ...patch });
      return ids.slice(0, ids.length);
    },
    commit(...changes: readonly CommittedChange[]) {
      for (const { before, after } of changes) {
        if (after !== null) rows.set(after.id, after);
        else if (before !== null) rows.delete(before.id);
      }
      index.apply(changes);
    },
  };
}

function idsOf(downloads: readonly Download[], patch: Partial<ViewSpec>): readonly DownloadId[] {
  return createBench(downloads).ids(patch);
}

describe('a view', () => {
  test('every state shows up in some filter besides all', () => {
    assert.equal(STATES.length, Object.keys(LEGAL_MOVES).length);
    const downloads = STATES.map((state, index) => sampleDownload(index + 1, { state }));
    const seen = new Set(
      VIEW_FILTERS.filter((filter) => filter !== 'all').flatMap((filter) => idsOf(downloads, { filter })),
    );
    assert.equal(seen.size, STATES.length);
  });

  test('of one category, folder or host has the downloads of that', () => {
    const film = sampleDownload(1, { url: 'https://a.example/film.mkv', directory: '/films' });
    const paper = sampleDownload(2, { url: 'https://b.example/paper.pdf', directory: '/papers' });
    assert.deepEqual(idsOf([film, paper], { category: 'video' }), [1]);
    assert.deepEqual(idsOf([film, paper], { folder: '/papers' }), [2]);
    assert.deepEqual(idsOf([film, paper], { host: 'a.example' }), [1]);
    assert.deepEqual(idsOf([film, paper], { host: 'a.example', category: 'documents' }), []);
  });

  test('newest first is the reverse of oldest first', () => {
    const downloads = [1, 2, 3].map((id) => sampleDownload(id));
    assert.deepEqual(idsOf(downloads, {}), [1, 2, 3]);
    assert.deepEqual(idsOf(downloads, { descending: true }), [3, 2, 1]);
  });

  test('names sort as people count, whatever their case and accents', () => {
    const names = ['b 10', 'B 2', 'á', 'Ab', 'b 0002'];
    const downloads = names.map((wishedName, index) => sampleDownload(index + 1, { wishedName }));
    assert.deepEqual(idsOf(downloads, { sort: 'name' }), [3, 4, 2, 5, 1]);
  });

  test('unknown sizes come before known ones', () => {
    const downloads = [7, null, 3].map((sizeBytes, index) =>
      sampleDownload(index + 1, { facts: { ...PLAIN_FACTS, sizeBytes } }),
    );
    assert.deepEqual(idsOf(downloads, { sort: 'size' }), [2, 3, 1]);
  });

  test('what needs the user sorts first by state', () => {
    const downloads = STATES.map((state, index) => sampleDownload(index + 1, { state }));
    const order = idsOf(downloads, { sort: 'state' });
    assert.deepEqual(order.slice(0, 2), [7, 10]);
    assert.equal(order.at(-1), 9);
  });

  test('search looks at name and link, whatever the case', () => {
    const downloads = [
      sampleDownload(1, { wishedName: 'Holiday.MOV' }),
      sampleDownload(2, { url: 'https://HOLIDAY.example/x' }),
      sampleDownload(3),
    ];
    assert.deepEqual(idsOf(downloads, { search: ' holiday ' }), [1, 2]);
  });

  test('search finds a name that is guessed from the link, also one that the link has escaped', () => {
    const downloads = [
      sampleDownload(1, { url: 'https://a.example/Summer%20Evening.MOV' }),
      sampleDownload(2, { url: 'https://a.example/summer-evening.mov' }),
      sampleDownload(3, { url: 'https://a.example/x%20y', facts: { ...PLAIN_FACTS, suggestedName: 'Evening.mov' } }),
    ];
    assert.deepEqual(idsOf(downloads, { search: 'summer evening' }), [1]);
    assert.deepEqual(idsOf(downloads, { search: 'evening.mov' }), [1, 2, 3]);
  });
});

describe('a view that is kept up', () => {
  test('is sorted once, and follows commits without another pass over the list', () => {
    const first = sampleDownload(1, { wishedName: 'b' });
    const bench = createBench([first, sampleDownload(2, { wishedName: 'c' })]);
    assert.deepEqual(bench.ids({ sort: 'name' }), [1, 2]);
    bench.commit({ before: null, after: sampleDownload(3, { wishedName: 'a' }) });
    assert.deepEqual(bench.ids({ sort: 'name' }), [3, 1, 2]);
    bench.commit({ before: first, after: null });
    assert.deepEqual(bench.ids({ sort: 'name' }), [3, 2]);
    assert.equal(bench.passes(), 1);
  });

  test('made while something was not committed yet is made again by the commit', () => {
    const before = sampleDownload(1, { state: { kind: 'queued' } });
    const after: Download = { ...before, state: { kind: 'paused' } };
    const bench = createBench([before]);
    bench.rows.set(before.id, after);
    bench.state.isSettled = false;
    assert.deepEqual(bench.ids({ filter: 'waiting' }), [1]);
    bench.state.isSettled = true;
    bench.commit({ before, after });
    assert.deepEqual(bench.ids({ filter: 'waiting' }), [1]);
  });

  test('equals one that is made anew, after whatever was committed', () => {
    const change = fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      patch: fc.option(
        fc.record({
          wishedName: fc.string({ unit: fc.constantFrom('a', 'B', '1', '0', 'é'), minLength: 1, maxLength: 4 }),
          directory: fc.constantFrom('/a', '/b'),
          state: fc.constantFrom(...STATES),
          facts: fc.constantFrom(null, { ...PLAIN_FACTS, sizeBytes: 3 }, { ...PLAIN_FACTS, sizeBytes: null }),
        }),
      ),
    });
    const spec = fc.record({
      filter: fc.constantFrom(...VIEW_FILTERS),
      folder: fc.constantFrom(null, '/a'),
      search: fc.constantFrom('', 'a'),
      sort: fc.constantFrom(...VIEW_SORTS),
      descending: fc.boolean(),
    });
    fc.assert(
      fc.property(spec, fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 10 }), (patch, commits) => {
        const bench = createBench([]);
        bench.ids(patch);
        for (const changes of commits) {
          const byId = new Map(changes.map((one) => [one.id, one]));
          bench.commit(
            ...[...byId.values()].flatMap(({ id, patch: values }): CommittedChange[] => {
              const after = values === null ? null : sampleDownload(id, values);
              const before = [...bench.rows.values()].find((row) => row.id === id) ?? null;
              return before === null && after === null ? [] : [{ before, after }];
            }),
          );
          bench.clock.nowMs += 1000;
          const oldestFirst = [...bench.rows.values()].toSorted((a, b) => a.id - b.id);
          assert.deepEqual(bench.ids(patch), idsOf(oldestFirst, patch));
        }
      }),
    );
  });
});

describe('a view by live numbers', () => {
  const running = [1, 2, 3].map((id) => sampleDownload(id, { state: { kind: 'downloading' } }));
  const resting = sampleDownload(4);

  test('has what runs by its speed, and the rest behind it', () => {
    const bench = createBench([...running, resting], { 1: 10, 2: 30, 3: 20 });
    assert.deepEqual(bench.ids({ sort: 'speed', descending: true }), [2, 3, 1, 4]);
    assert.deepEqual(bench.ids({ sort: 'speed' }), [4, 1, 3, 2]);
    assert.deepEqual(bench.ids({ sort: 'timeLeft' }), [2, 3, 1, 4]);
  });

  test('is sorted again once a second, and not while someone points at it', () => {
    const bench = createBench([...running, resting], { 1: 10, 2: 30, 3: 20 });
    const fastestFirst = { sort: 'speed', descending: true } as const;
    bench.ids(fastestFirst);
    bench.speeds[1] = 40;
    bench.clock.nowMs = 999;
    assert.deepEqual(bench.ids(fastestFirst), [2, 3, 1, 4]);
    const holder = {};
    bench.index.hold(holder, true);
    bench.clock.nowMs = 5000;
    assert.deepEqual(bench.ids(fastestFirst), [2, 3, 1, 4]);
    bench.index.hold(holder, false);
    assert.deepEqual(bench.ids(fastestFirst), [1, 2, 3, 4]);
  });

  test('leaves out what ended and takes in what began, while the others keep their places', () => {
    const [first, second] = running;
    assert.ok(first !== undefined && second !== undefined);
    const bench = createBench([...running, resting], { 1: 10, 2: 30, 3: 20, 4: 50 });
    const fastestFirst = { sort: 'speed', descending: true } as const;
    bench.ids(fastestFirst);
    bench.commit({ before: second, after: { ...second, state: { kind: 'completed', atMs: 1 } } });
    bench.commit({ before: resting, after: { ...resting, state: { kind: 'downloading' } } });
    assert.deepEqual(bench.ids(fastestFirst), [3, 1, 4, 2]);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rowCategory, rowHost, rowName } from '../../../main/app/download-row.ts';
import { ListColumns } from '../../../main/app/list-columns.ts';
import { textSortKey } from '../../../main/app/sort-key.ts';
import { ViewIndex } from '../../../main/app/view-index.ts';
import { isShownBy } from '../../../main/app/view-rule.ts';
import { viewChanges, viewRowOf } from '../../../main/app/view-row.ts';
import { placeRank } from '../../../main/queue/queue-place.ts';
import type { CommittedChange } from '../../../main/queue/download-table.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { CATEGORIES } from '../../../shared/category.ts';
import { VIEW_SORTS, type ViewSpec } from '../../../shared/contract.ts';
import { VIEW_FILTERS } from '../../../shared/view-filter.ts';
import { PRIORITIES, type DownloadId, type ProgressRow } from '../../../shared/download.ts';
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
  const numbersOf = (id: DownloadId): ProgressRow => ({
    id,
    receivedBytes: 0,
    bytesPerSecond: speeds[id] ?? 0,
    secondsLeft: speeds[id] === undefined ? null : 1000 / speeds[id],
    connections: 1,
    check: null,
  });
  const columns = new ListColumns();
  for (const row of rows.values()) columns.add(viewRowOf(row));
  const index = new ViewIndex(columns, { progressOf: numbersOf, nowMs: () => clock.nowMs });
  return {
    index,
    clock,
    speeds,
    rows,
    ids: (patch: Partial<ViewSpec>) => {
      const ids = index.ids({ ...SPEC, ...patch });
      assert.ok(ids !== null, 'a short list is sorted at once');
      return ids.slice(0, ids.length);
    },
    commit(...changes: readonly CommittedChange[]) {
      for (const { before, after } of changes) {
        if (after !== null) rows.set(after.id, after);
        else if (before !== null) rows.delete(before.id);
      }
      index.apply(viewChanges(changes));
    },
  };
}

function textOf(download: Download): string {
  return `${rowName(download)}\n${download.url}`.toLowerCase();
}

/** What a view has to show, told in the plainest way. */
function naiveIds(downloads: readonly Download[], spec: ViewSpec): readonly DownloadId[] {
  const has = (download: Download): boolean =>
    isShownBy(spec.filter, viewRowOf(download)) &&
    (spec.folder === null || download.directory === spec.folder) &&
    (spec.host === null || rowHost(download) === spec.host) &&
    (spec.category === null || rowCategory(download) === spec.category) &&
    textOf(download).includes(spec.search.trim().toLowerCase());
  const valueOf = (download: Download): readonly (string | number)[] => {
    const name = textSortKey(rowName(download).toLowerCase());
    const isActive = isShownBy('active', viewRowOf(download));
    switch (spec.sort) {
      case 'added':
        return [];
      case 'queue':
        return [placeRank(download), download.position];
      case 'name':
        return [name];
      case 'host':
        return [rowHost(download)];
      case 'folder':
        return [textSortKey(download.directory)];
      case 'category':
        return [CATEGORIES.indexOf(rowCategory(download)), name];
      case 'size':
        return [download.facts?.sizeBytes ?? -1];
      case 'state':
        return [STATE_ORDER.indexOf(download.state.kind)];
      case 'speed':
        return [isActive ? 1 : 0];
      case 'timeLeft':
        return [isActive ? 0 : 1];
    }
  };
  const compare = (a: Download, b: Download): number => {
    const [of, to] = [valueOf(a), valueOf(b)];
    const place = of.findIndex((value, index) => value !== to[index]);
    return place === -1 ? a.id - b.id : (of[place] ?? 0) < (to[place] ?? 0) ? -1 : 1;
  };
  return downloads
    .filter(has)
    .toSorted((a, b) => (spec.descending ? compare(b, a) : compare(a, b)))
    .map(({ id }) => id);
}

const STATE_ORDER = [
  'blocked', 'failed', 'downloading', 'probing', 'finishing', 'pausing', 'retrying', 'queued', 'paused', 'completed',
]; // prettier-ignore

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

  test('a complete file that could not be moved is finished, needs attention, and sorts before what is done', () => {
    const state = { kind: 'completed', atMs: 1 } as const;
    const relocation = { kind: 'failed', directory: '/films', name: null, problem: 'full' } as const;
    const downloads = [sampleDownload(1, { state }), sampleDownload(2, { state, relocation }), sampleDownload(3)];
    assert.deepEqual(idsOf(downloads, { filter: 'attention' }), [2]);
    assert.deepEqual(idsOf(downloads, { filter: 'finished' }), [1, 2]);
    assert.deepEqual(idsOf(downloads, { sort: 'state' }), [2, 3, 1]);
    const bench = createBench(downloads);
    assert.deepEqual(bench.ids({ filter: 'attention' }), [2]);
    const [, before = null] = downloads;
    bench.commit({ before, after: before && { ...before, relocation: null } });
    assert.deepEqual(bench.ids({ filter: 'attention' }), []);
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
  test('follows commits', () => {
    const first = sampleDownload(1, { wishedName: 'b' });
    const bench = createBench([first, sampleDownload(2, { wishedName: 'c' })]);
    assert.deepEqual(bench.ids({ sort: 'name' }), [1, 2]);
    bench.commit({ before: null, after: sampleDownload(3, { wishedName: 'a' }) });
    assert.deepEqual(bench.ids({ sort: 'name' }), [3, 1, 2]);
    bench.commit({ before: first, after: null });
    assert.deepEqual(bench.ids({ sort: 'name' }), [3, 2]);
  });

  test('is right after most of a long list went away', () => {
    const rows = Array.from({ length: 3000 }, (_, index) => sampleDownload(index + 1, { wishedName: `file ${index}` }));
    const bench = createBench(rows);
    const byName = { sort: 'name', descending: true } as const;
    assert.equal(bench.ids(byName).length, 3000);
    for (const chunk of [rows.slice(0, 1500), rows.slice(1500, 2950)]) {
      bench.commit(...chunk.map((before): CommittedChange => ({ before, after: null })));
      assert.deepEqual(bench.ids(byName), naiveIds([...bench.rows.values()], { ...SPEC, ...byName }));
    }
  });

  test('follows a commit of hundreds as it follows one', () => {
    const rows = Array.from({ length: 900 }, (_, index) =>
      sampleDownload(index + 1, { wishedName: `file ${index % 90}` }),
    );
    const bench = createBench(rows);
    const specs = VIEW_SORTS.map((sort) => ({ ...SPEC, sort, filter: 'waiting' as const, descending: true }));
    for (const spec of specs) bench.ids(spec);
    const changes = rows.slice(100, 700).map((before, index): CommittedChange => {
      const name = { wishedName: `file ${(index * 7) % 90}`, state: STATES[index % STATES.length] ?? before.state };
      return { before, after: index % 5 === 0 ? null : { ...before, ...name } };
    });
    const added = Array.from({ length: 50 }, (_, index): CommittedChange => ({
      before: null,
      after: sampleDownload(2000 + index),
    }));
    bench.commit(...changes, ...added);
    for (const spec of specs) assert.deepEqual(bench.ids(spec), naiveIds([...bench.rows.values()], spec));
  });

  test('equals the plain answer, whatever was looked at before and whatever was committed', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', '1', '0', 'é', 'İ', '.', 'z'),
      minLength: 1,
      maxLength: 4,
    });
    const patches = fc.record(
      {
        wishedName: fc.option(text),
        url: fc
          .tuple(fc.constantFrom('a.example', 'a.example:81', 'u:p@b.example', '[::1]:8080'), text)
          .map(([host, path]) => new URL(`https://${host}/x/${path}?${path}`).href),
        directory: fc.constantFrom('/a', '/b'),
        state: fc.constantFrom(...STATES),
        priority: fc.constantFrom(...PRIORITIES),
        position: fc.integer({ min: -2, max: 2 }),
        facts: fc.constantFrom(null, { ...PLAIN_FACTS, sizeBytes: 3 }, { ...PLAIN_FACTS, sizeBytes: null }),
      },
      { requiredKeys: [] },
    );
    const change = fc.record({ id: fc.integer({ min: 1, max: 12 }), patch: fc.option(patches) });
    const spec = fc.record({
      filter: fc.constantFrom(...VIEW_FILTERS),
      folder: fc.constantFrom(null, '/a'),
      host: fc.constantFrom(null, null, 'a.example', 'b.example'),
      category: fc.constantFrom(null, null, 'other' as const),
      search: fc.constantFrom('', 'a', ' A', '1', 'a1', 'exam', 'example/x', 'é', '%', '\nhttps'),
      sort: fc.constantFrom(...VIEW_SORTS),
      descending: fc.boolean(),
    });
    const step = fc.record({ changes: fc.array(change, { maxLength: 3 }), specs: fc.array(spec, { maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        const bench = createBench([]);
        for (const { changes, specs } of steps) {
          const byId = new Map(changes.map((one) => [one.id, one]));
          bench.commit(
            ...[...byId.values()].flatMap(({ id, patch }): CommittedChange[] => {
              const before = [...bench.rows.values()].find((row) => row.id === id) ?? null;
              const after = patch === null ? null : { ...(before ?? sampleDownload(id)), ...patch };
              return before === null && after === null ? [] : [{ before, after }];
            }),
          );
          for (const wanted of specs) {
            bench.clock.nowMs += 1000;
            assert.deepEqual(bench.ids(wanted), naiveIds([...bench.rows.values()], wanted));
          }
        }
      }),
      { numRuns: 300 },
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

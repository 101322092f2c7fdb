import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { computeView, ViewIndex } from '../../../main/app/view-index.ts';
import { VIEW_FILTERS, type ViewSpec } from '../../../shared/contract.ts';
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

describe('computeView', () => {
  test('every state shows up in some filter besides all', () => {
    assert.equal(STATES.length, Object.keys(LEGAL_MOVES).length);
    const downloads = STATES.map((state, index) => sampleDownload(index + 1, { state }));
    const seen = new Set(
      VIEW_FILTERS.filter((filter) => filter !== 'all').flatMap((filter) =>
        computeView(downloads, { ...SPEC, filter }),
      ),
    );
    assert.equal(seen.size, STATES.length);
  });

  test('a view of one category, folder or host has the downloads of that', () => {
    const film = sampleDownload(1, { url: 'https://a.example/film.mkv', directory: '/films' });
    const paper = sampleDownload(2, { url: 'https://b.example/paper.pdf', directory: '/papers' });
    assert.deepEqual(computeView([film, paper], { ...SPEC, category: 'video' }), [1]);
    assert.deepEqual(computeView([film, paper], { ...SPEC, folder: '/papers' }), [2]);
    assert.deepEqual(computeView([film, paper], { ...SPEC, host: 'a.example' }), [1]);
    assert.deepEqual(computeView([film, paper], { ...SPEC, host: 'a.example', category: 'documents' }), []);
  });

  test('newest first is the reverse of oldest first', () => {
    const downloads = [1, 2, 3].map((id) => sampleDownload(id));
    assert.deepEqual(computeView(downloads, SPEC), [1, 2, 3]);
    assert.deepEqual(computeView(downloads, { ...SPEC, descending: true }), [3, 2, 1]);
  });

  test('names sort as people count: 2 before 10', () => {
    const downloads = ['b 10', 'b 2', 'a'].map((wishedName, index) => sampleDownload(index + 1, { wishedName }));
    assert.deepEqual(computeView(downloads, { ...SPEC, sort: 'name' }), [3, 2, 1]);
  });

  test('unknown sizes come before known ones', () => {
    const downloads = [7, null, 3].map((sizeBytes, index) =>
      sampleDownload(index + 1, { facts: { ...PLAIN_FACTS, sizeBytes } }),
    );
    assert.deepEqual(computeView(downloads, { ...SPEC, sort: 'size' }), [2, 3, 1]);
  });

  test('what needs the user sorts first by state', () => {
    const downloads = STATES.map((state, index) => sampleDownload(index + 1, { state }));
    const order = computeView(downloads, { ...SPEC, sort: 'state' });
    assert.deepEqual(order.slice(0, 2), [7, 10]);
    assert.equal(order.at(-1), 9);
  });

  test('search looks at name and link, whatever the case', () => {
    const downloads = [
      sampleDownload(1, { wishedName: 'Holiday.MOV' }),
      sampleDownload(2, { url: 'https://HOLIDAY.example/x' }),
      sampleDownload(3),
    ];
    assert.deepEqual(computeView(downloads, { ...SPEC, search: ' holiday ' }), [1, 2]);
  });
});

describe('ViewIndex', () => {
  test('computes a view once until something changes', () => {
    let passes = 0;
    const index = new ViewIndex(() => {
      passes += 1;
      return [sampleDownload(1)];
    });
    assert.equal(index.ids(SPEC), index.ids({ ...SPEC }));
    assert.equal(passes, 1);
    index.invalidate();
    assert.deepEqual(index.ids(SPEC), [1]);
    assert.equal(passes, 2);
  });
});

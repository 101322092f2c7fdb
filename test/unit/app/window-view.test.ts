import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { WaitReason } from '../../../shared/wait-reason.ts';
import { WindowView, type ListSource } from '../../../main/app/window-view.ts';
import type { Download } from '../../../main/store/download-record.ts';
import type { ViewSpec } from '../../../shared/contract.ts';
import type { Facets, StateCounts } from '../../../shared/window-frame.ts';
import { toDownloadId, type DownloadId, type ProgressRow } from '../../../shared/download.ts';
import type { ConnectionSnapshot } from '../../../shared/connection-snapshot.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
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
const NO_COUNTS: StateCounts = {
  queued: 0,
  probing: 0,
  downloading: 0,
  pausing: 0,
  paused: 0,
  retrying: 0,
  blocked: 0,
  finishing: 0,
  completed: 0,
  failed: 0,
};

/** A list that a test changes by hand. */
class FakeList implements ListSource {
  rows = new Map<DownloadId, Download>();
  received = new Map<DownloadId, number>();
  active: DownloadId[] = [];
  get = (id: DownloadId): Download | undefined => this.rows.get(id);
  progressOf = ({ id }: Download): ProgressRow => ({
    id,
    receivedBytes: this.received.get(id) ?? 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    connections: 0,
    check: null,
  });
  waits = new Map<DownloadId, WaitReason>();
  waitReasonOf = ({ id }: Download): WaitReason | null => this.waits.get(id) ?? null;
  hold = (): void => {};
  viewIds = (): readonly DownloadId[] => [...this.rows.keys()];
  activeIds = (): readonly DownloadId[] => this.active;
  counts = (): StateCounts => NO_COUNTS;
  failedMoves = (): number => this.stuck;
  stuck = 0;
  totals = () => ({ bytesPerSecond: 0, secondsLeft: null });
  trouble = () => null;
  theFacets: Facets | null = null;
  theSettings = DEFAULT_SETTINGS;
  facets = (): Facets | null => this.theFacets;
  settings = () => this.theSettings;
  freeBytes = () => null;
  connectionsOf = (): readonly ConnectionSnapshot[] => this.connections;
  connections: readonly ConnectionSnapshot[] = [];

  put(download: Download): void {
    this.rows.set(download.id, download);
  }
}

describe('WindowView', () => {
  let list: FakeList;
  let view: WindowView;

  beforeEach(() => {
    list = new FakeList();
    for (let id = 1; id <= 1000; id += 1) list.put(sampleDownload(id));
    view = new WindowView(list);
  });

  test('tells nothing before the window says what it watches', () => {
    assert.equal(view.nextFrame(), null);
  });

  test('the first frame holds the watched rows and the size of the view, not the view', () => {
    view.watch(SPEC, [{ start: 10, end: 30 }]);
    const frame = view.nextFrame();
    assert.equal(frame?.revision, 1);
    assert.equal(frame.total, 1000);
    assert.deepEqual(frame.placements, [{ start: 10, ids: Array.from({ length: 20 }, (_, index) => index + 11) }]);
    assert.equal(frame.rows.length, 20);
    assert.equal(frame.progress.length, 20);
  });

  test('nothing changed: no frame', () => {
    view.watch(SPEC, [{ start: 0, end: 10 }]);
    view.nextFrame();
    assert.equal(view.nextFrame(), null);
    list.put(sampleDownload(500, { wishedName: 'not watched' }));
    assert.equal(view.nextFrame(), null);
  });

  test('a row comes anew when it waits for another reason, although nothing of it was written', () => {
    const id = toDownloadId(3);
    list.waits.set(id, { kind: 'places', limit: 5 });
    view.watch(SPEC, [{ start: 0, end: 10 }]);
    assert.deepEqual(view.nextFrame()?.rows[2]?.waitsFor, { kind: 'places', limit: 5 });
    assert.equal(view.nextFrame(), null);
    list.waits.set(id, { kind: 'host', untilMs: 5 });
    assert.deepEqual(
      view.nextFrame()?.rows.map((row) => [row.id, row.waitsFor]),
      [[id, { kind: 'host', untilMs: 5 }]],
    );
  });

  test('only the row that changed and the number that moved travel', () => {
    view.watch(SPEC, [{ start: 0, end: 10 }]);
    view.nextFrame();
    const [second] = [...list.rows.keys()].slice(1);
    assert.ok(second !== undefined);
    list.put(sampleDownload(1, { wishedName: 'renamed' }));
    list.received.set(second, 77);
    const frame = view.nextFrame();
    assert.equal(frame?.revision, 2);
    assert.deepEqual(frame.placements, []);
    assert.deepEqual(
      frame.rows.map((row) => row.name),
      ['renamed'],
    );
    assert.deepEqual(
      frame.progress.map((row) => [row.id, row.receivedBytes]),
      [[2, 77]],
    );
  });

  test('active rows travel though nobody watches them', () => {
    view.watch(SPEC, [{ start: 0, end: 1 }]);
    view.nextFrame();
    const far = [...list.rows.keys()][900];
    assert.ok(far !== undefined);
    list.active = [far];
    const frame = view.nextFrame();
    assert.deepEqual(frame?.active, [901]);
    assert.deepEqual(
      frame.rows.map((row) => row.id),
      [901],
    );
  });

  test('a removed row moves the others up', () => {
    view.watch(SPEC, [{ start: 0, end: 3 }]);
    view.nextFrame();
    const [first] = list.rows.keys();
    assert.ok(first !== undefined);
    list.rows.delete(first);
    const frame = view.nextFrame();
    assert.equal(frame?.total, 999);
    assert.deepEqual(frame.placements, [{ start: 0, ids: [2, 3, 4] }]);
    assert.deepEqual(
      frame.rows.map((row) => row.id),
      [4],
    );
  });

  test('watching again tells all of it again', () => {
    view.watch(SPEC, [{ start: 0, end: 5 }]);
    view.nextFrame();
    view.watch(SPEC, [{ start: 0, end: 5 }]);
    const frame = view.nextFrame();
    assert.equal(frame?.rows.length, 5);
    assert.equal(frame.revision, 2);
  });

  test('settings and facets travel once, and again when they are others', () => {
    view.watch(SPEC, [{ start: 0, end: 1 }]);
    assert.equal(view.nextFrame()?.settings, DEFAULT_SETTINGS);
    assert.equal(view.nextFrame(), null);
    list.theSettings = { ...DEFAULT_SETTINGS, limitBytesPerSecond: 7 };
    const frame = view.nextFrame();
    assert.equal(frame?.settings?.limitBytesPerSecond, 7);
    assert.equal(frame.facets, null);
    list.theFacets = {
      categories: { video: 1, audio: 0, images: 0, documents: 0, archives: 0, programs: 0, other: 0 },
      folders: [],
      hosts: [],
    };
    const next = view.nextFrame();
    assert.equal(next?.facets, list.theFacets);
    assert.equal(next?.settings, null);
    assert.equal(view.nextFrame(), null);
  });

  test('the bytes and connections of the watched download travel when they move', () => {
    view.watch(SPEC, [{ start: 0, end: 1 }]);
    view.nextFrame();
    const [first] = list.rows.keys();
    assert.ok(first !== undefined);
    view.watchDetails(first);
    assert.equal(view.nextFrame()?.details?.id, first);
    assert.equal(view.nextFrame(), null);
    const { host, protocol, tls, state } = { host: 'a', protocol: 'HTTP/1.1', tls: null, state: 'reading' } as const;
    list.connections = [{ start: 0, position: 5, end: 9, bytesPerSecond: 1, host, protocol, tls, state }];
    assert.equal(view.nextFrame()?.details?.connections[0]?.position, 5);
    view.watchDetails(null);
    list.connections = [];
    assert.equal(view.nextFrame(), null);
  });
});

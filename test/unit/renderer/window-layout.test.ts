import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curveOf, niceTop } from '../../../renderer/components/curve.ts';
import {
  changeToAlso,
  changeToPlace,
  changeToWithout,
  folderName,
  placesOfView,
  type ViewPlace,
} from '../../../renderer/model/view-places.ts';
import { createWindowLayout } from '../../../renderer/model/window-layout.ts';

function storageWith(text: string | null): {
  text: string | null;
  read: () => string | null;
  write: (text: string) => void;
} {
  const storage = {
    text,
    read: () => storage.text,
    write: (written: string) => {
      storage.text = written;
    },
  };
  return storage;
}

test('a layout is remembered, and what cannot be read of it is as in a first window', () => {
  const storage = storageWith(null);
  createWindowLayout(storage).change({ hasDetails: true, detailsHeightPx: 333 });
  const again = createWindowLayout(storage).get();
  assert.equal(again.detailsHeightPx, 333);
  assert.equal(again.hasDetails, true);

  const odd = createWindowLayout(storageWith('{"detailsHeightPx":-5,"hasSidebar":false,"detailsTab":"gone"}')).get();
  assert.deepEqual([odd.detailsHeightPx, odd.hasSidebar, odd.detailsTab], [280, false, 'overview']);
  for (const text of ['', '{', 'null', '[]', '"x"']) {
    assert.equal(createWindowLayout(storageWith(text)).get().hasSidebar, true, text);
  }
});

test('a place of the sidebar is the place of the view that it makes', () => {
  const places: readonly ViewPlace[] = [
    { kind: 'filter', filter: 'waiting' },
    { kind: 'category', category: 'audio' },
    { kind: 'folder', folder: '/a/b' },
    { kind: 'host', host: 'example.org' },
  ];
  for (const place of places) {
    const view = { search: '', sort: 'added', descending: true, ...changeToPlace(place) } as const;
    assert.deepEqual(placesOfView(view), [place]);
  }
});

test('places of several kinds narrow a view together, and each is taken away alone', () => {
  const audio: ViewPlace = { kind: 'category', category: 'audio' };
  const waiting: ViewPlace = { kind: 'filter', filter: 'waiting' };
  const view = { ...changeToPlace(audio), ...changeToAlso(waiting) };
  assert.deepEqual(placesOfView(view), [waiting, audio]);
  assert.deepEqual(placesOfView({ ...view, ...changeToAlso({ kind: 'filter', filter: 'active' }) }), [
    { kind: 'filter', filter: 'active' },
    audio,
  ]);
  assert.deepEqual(placesOfView({ ...view, ...changeToWithout(audio) }), [waiting]);
  assert.deepEqual(placesOfView({ ...view, ...changeToWithout(waiting) }), [audio]);
  assert.deepEqual(placesOfView(changeToPlace({ kind: 'filter', filter: 'all' })), [{ kind: 'filter', filter: 'all' }]);
});

test('a folder is called by its last part, on every system', () => {
  assert.equal(folderName('/home/me/Downloads/'), 'Downloads');
  assert.equal(folderName('C:\\Users\\Me\\Films'), 'Films');
  assert.equal(folderName('/'), '/');
});

test('a curve ends at the right edge, below an edge that can be read', () => {
  assert.deepEqual(curveOf([0, 5, 10], { slots: 3, top: 10 }), {
    line: 'M0.00 100.00L50.00 50.00L100.00 0.00',
    area: 'M0.00 100L0.00 100.00L50.00 50.00L100.00 0.00L100 100Z',
  });
  assert.match(curveOf([10, 10], { slots: 5, top: 10 }).area, /^M75\.00 100L75\.00 0\.00L100\.00/u);
  assert.deepEqual([0, 1, 1.2, 25, 4900, 5001].map(niceTop), [1, 1, 1.5, 30, 5000, 7500]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textHash } from '../../../main/queue/text-hash.ts';
import { WaitingLine } from '../../../main/queue/waiting-line.ts';
import { PRIORITIES, toDownloadId } from '../../../shared/download.ts';

/** Two of them have one hash. */
const HOSTS = ['costarring', 'liquid', 'a.example', 'b.example:81'] as const;

const waiting = fc
  .array(
    fc.record({
      host: fc.constantFrom(...HOSTS),
      priority: fc.constantFrom(...PRIORITIES),
      position: fc.integer({ min: -3, max: 9 }),
    }),
    { maxLength: 60 },
  )
  .map((list) =>
    list.map(({ host, ...place }, index) => ({
      id: toDownloadId(index + 1),
      url: `https://user:word@${host}/file`,
      ...place,
    })),
  );

function shownBy(line: WaitingLine): unknown {
  return [...line.heads()].map(({ host, place }) => ({ host, place, line: [...line.line(host)] }));
}

test('a line that was loaded is the one in which each came by itself, and goes on as that one does', () => {
  assert.equal(textHash(HOSTS[0]), textHash(HOSTS[1]));
  fc.assert(
    fc.property(waiting, fc.nat(60), fc.nat(60), (all, loadedCount, leavingCount) => {
      const loaded = new WaitingLine();
      const entered = new WaitingLine();
      all.slice(0, loadedCount).forEach((download) => {
        loaded.load(download);
        entered.enter(download);
      });
      loaded.endLoad();
      assert.deepEqual(shownBy(loaded), shownBy(entered));
      for (const line of [loaded, entered]) {
        all.slice(loadedCount).forEach((download) => line.enter(download));
        all.slice(0, leavingCount).forEach((download) => line.leave(download));
      }
      assert.deepEqual(shownBy(loaded), shownBy(entered));
    }),
  );
});

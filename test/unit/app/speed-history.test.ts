import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SpeedHistories, SpeedTrack } from '../../../main/app/speed-history.ts';
import { toDownloadId } from '../../../shared/download.ts';

const ONE = toDownloadId(1);
const TWO = toDownloadId(2);

describe('a track of speeds', () => {
  test('has the last minute by the second, and silence up to now', () => {
    const track = new SpeedTrack();
    for (let second = 0; second <= 90; second += 1) track.note(second * 10, second * 1000);
    assert.equal(track.tell(90_000).minute.length, 60);
    assert.equal(track.tell(90_000).minute.at(-1), 900);
    assert.deepEqual(track.tell(94_000).minute.slice(-4), [900, 0, 0, 0]);
    assert.deepEqual(new Set(track.tell(1_000_000).minute), new Set([0]));
  });

  test('has its whole life in few samples, the pauses left out', () => {
    const track = new SpeedTrack();
    for (let second = 0; second <= 1000; second += 1) track.note(500, second * 1000);
    track.rest();
    for (let second = 5000; second <= 6000; second += 1) track.note(500, second * 1000);
    const { life, lifeEveryMs } = track.tell(6_000_000);
    assert.ok(life.length <= 240);
    assert.deepEqual(new Set(life), new Set([500]));
    // 2,000 seconds in which it ran, whatever stands between them.
    assert.ok(Math.abs(life.length * lifeEveryMs - 2_000_000) <= 2 * lifeEveryMs);
  });
});

describe('the histories of all that runs', () => {
  test('adds up what each download got, sampled once a second', () => {
    const histories = new SpeedHistories();
    let asked = 0;
    for (let quarter = 0; quarter <= 12; quarter += 1) {
      histories.note(() => {
        asked += 1;
        return [
          { id: ONE, receivedBytes: quarter * 100 },
          { id: TWO, receivedBytes: 5000 + quarter * 50 },
        ];
      }, quarter * 250);
    }
    assert.equal(asked, 4);
    assert.deepEqual(histories.tell(ONE, 3000).minute, [400, 400, 400]);
    assert.deepEqual(histories.tell(TWO, 3000).life, [200, 200, 200]);
    assert.deepEqual(histories.tell(null, 3000).minute, [600, 600, 600]);
    assert.deepEqual(histories.tell(toDownloadId(3), 3000).minute, []);
  });

  test('bytes that were given up are no negative speed, and a download that comes back begins anew', () => {
    const histories = new SpeedHistories();
    histories.note(() => [{ id: ONE, receivedBytes: 1000 }], 0);
    histories.note(() => [{ id: ONE, receivedBytes: 0 }], 1000);
    histories.note(() => [], 2000);
    histories.note(() => [{ id: ONE, receivedBytes: 900_000 }], 60_000);
    histories.note(() => [{ id: ONE, receivedBytes: 900_100 }], 61_000);
    assert.deepEqual(histories.tell(ONE, 61_000).life, [0, 100]);
  });
});

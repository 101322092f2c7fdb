import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isPast, msUntil } from '../../../shared/moment.ts';
import { RetryLine, type RetryingRow } from '../../../main/queue/retry-line.ts';
import { toDownloadId } from '../../../shared/download.ts';

const time = fc.integer({ min: 0, max: 50 });
const moment = fc.record({ wallMs: time, steadyMs: time });
const id = fc.integer({ min: 1, max: 8 }).map(toDownloadId);
const code = fc.constantFrom('network.reset' as const, 'server.failed' as const);
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), row: fc.record({ id, code, deadline: moment }) }),
  fc.record({ kind: fc.constant('drop' as const), id }),
  fc.record({ kind: fc.constant('take' as const), now: moment, isNetworkBack: fc.boolean() }),
);

describe('who waits for another attempt', () => {
  test('comes out when either clock says so, or the network is back; the next one is known', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = new RetryLine();
        const rows = new Map<number, RetryingRow>();
        for (const each of steps) {
          if (each.kind === 'put') {
            line.put(each.row);
            rows.set(each.row.id, each.row);
          } else if (each.kind === 'drop') {
            line.drop(each.id);
            rows.delete(each.id);
          } else {
            const { now, isNetworkBack } = each;
            const due = [...rows.values()].filter(
              (row) => isPast(row.deadline, now) || (isNetworkBack && row.code.startsWith('network.')),
            );
            const taken = line.takeDue(now, isNetworkBack);
            assert.deepEqual(new Set(taken), new Set(due));
            assert.equal(taken.length, due.length);
            for (const row of due) rows.delete(row.id);
            const left = [...rows.values()];
            const next = left.length === 0 ? null : Math.min(...left.map((row) => msUntil(row.deadline, now)));
            assert.equal(line.nextMs(now), next);
          }
          const waits = [...rows.values()].some((row) => row.code.startsWith('network.'));
          assert.equal(line.waitsForNetwork, waits);
        }
      }),
    );
  });

  test('is not looked through one by one: 100,000 that wait long cost nothing', () => {
    const line = new RetryLine();
    let looks = 0;
    const deadline = {
      get wallMs() {
        looks += 1;
        return 1000;
      },
      steadyMs: 1000,
    };
    for (let number = 1; number <= 100_000; number += 1) {
      line.put({ id: toDownloadId(number), code: 'server.failed', deadline });
    }
    looks = 0;
    const now = { wallMs: 0, steadyMs: 0 };
    assert.deepEqual(line.takeDue(now, false), []);
    assert.equal(line.nextMs(now), 1000);
    assert.ok(looks < 10, `${looks} looks`);
  });

  test('leaves nothing behind when downloads are tried again and again before they are due', () => {
    const line = new RetryLine();
    const row = { id: toDownloadId(1), code: 'server.failed', deadline: { wallMs: 5, steadyMs: 5 } } as const;
    for (let round = 0; round < 10_000; round += 1) line.put({ ...row });
    line.drop(row.id);
    assert.equal(line.nextMs({ wallMs: 0, steadyMs: 0 }), null);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  nextLookMs,
  paidConnections,
  startRamp,
  stepRamp,
  wakeRamp,
  type Ramp,
} from '../../../main/engine/connection-ramp.ts';

const MIB = 1024 * 1024;
const STEP_MS = 50;

/** A line and a server, as a model: what each connection brings, what all together can, how long asking takes. */
type Line = {
  readonly perConnection: number;
  readonly together: number;
  readonly answerMs: number;
  /** A newcomer needs so long to come up to speed. */
  readonly warmUpMs?: number;
  readonly allowed?: number;
  /** Of the file; without an end when absent. */
  readonly sizeBytes?: number;
  /** Part of each step's bytes that is noise, drawn from this. */
  readonly noise?: (step: number) => number;
};

type Run = { readonly ramp: Ramp; readonly bytes: number; readonly targets: readonly number[] };

/** Lets a ramp drive the model for a while. */
function drive(line: Line, durationMs: number, from: Ramp = startRamp(16, null)): Run {
  let ramp = from;
  let bytes = 0;
  const startedAtMs: number[] = [];
  const targets: number[] = [ramp.target];
  for (let nowMs = 0; nowMs < durationMs; nowMs += STEP_MS) {
    const most = Math.min(ramp.target, line.allowed ?? Infinity);
    while (startedAtMs.length < most) startedAtMs.push(nowMs + (startedAtMs.length === 0 ? 0 : line.answerMs));
    startedAtMs.length = Math.min(startedAtMs.length, ramp.target);
    const reading = startedAtMs.filter((atMs) => atMs <= nowMs);
    const wanted = reading.map((atMs) => {
      const warmth = line.warmUpMs === undefined ? 1 : Math.min(1, (nowMs - atMs) / line.warmUpMs);
      return line.perConnection * warmth;
    });
    const speed = Math.min(
      line.together,
      wanted.reduce((sum, one) => sum + one, 0),
    );
    bytes += (speed * STEP_MS * (1 + (line.noise?.(nowMs / STEP_MS) ?? 0))) / 1000;
    ramp = stepRamp(ramp, {
      nowMs,
      receivedBytes: bytes,
      missingBytes: (line.sizeBytes ?? Infinity) - bytes,
      reading: reading.length,
      allowed: line.allowed ?? 16,
      answerMs: line.answerMs,
    });
    if (ramp.target !== targets.at(-1)) targets.push(ramp.target);
  }
  return { ramp, bytes, targets };
}

/** A look at so many that read, when so much has come. */
function look(ramp: Ramp, nowMs: number, reading: number, mib: number): Ramp {
  return stepRamp(ramp, { nowMs, reading, receivedBytes: mib * MIB, missingBytes: Infinity, allowed: 16, answerMs: 5 });
}

describe('the ramp', () => {
  test('climbs by doubling while each connection brings as much as the first', () => {
    const { targets, bytes } = drive({ perConnection: 2 * MIB, together: Infinity, answerMs: 5 }, 3200);
    assert.deepEqual(targets, [1, 4, 8, 16]);
    // Three quarters of what all sixteen would have brought from the beginning.
    assert.ok(bytes > 0.75 * 3.2 * 32 * MIB, `${bytes / MIB} MiB`);
  });

  test('counts the burst with which newcomers begin, though they are silent when all have come up to speed', () => {
    let ramp = startRamp(16, null);
    for (const [nowMs, mib] of [[0, 0], [50, 0], [100, 1], [150, 2]] as const) ramp = look(ramp, nowMs, 1, mib); // prettier-ignore
    assert.equal(ramp.target, 4);
    for (const nowMs of [200, 250, 300, 350]) ramp = look(ramp, nowMs, 4, 8);
    assert.equal(ramp.target, 8);
    // Nothing more came.
    for (let nowMs = 400; nowMs < 1000; nowMs += 50) ramp = look(ramp, nowMs, 8, 8);
    assert.equal(ramp.target, 4);
  });

  test('measures anew when what it measured was a burst: far less has come in the second since', () => {
    let ramp = startRamp(16, null);
    for (const [nowMs, mib] of [[0, 0], [50, 0], [100, 1], [150, 2]] as const) ramp = look(ramp, nowMs, 1, mib); // prettier-ignore
    for (const nowMs of [200, 250, 300, 350]) ramp = look(ramp, nowMs, 4, 8);
    let nowMs = 400;
    for (; ramp.phase.kind !== 'resting'; nowMs += 50) ramp = look(ramp, nowMs, 8, 8);
    assert.equal(ramp.target, 4);
    const restsAtMs = nowMs - 50;
    const view = {
      nowMs: restsAtMs,
      receivedBytes: 8 * MIB,
      missingBytes: 92 * MIB,
      reading: 4,
      allowed: 16,
      answerMs: 5,
    };
    assert.equal(nextLookMs(ramp, view), 1000);
    // Four at 2 MiB/s each; then newcomers begin with a burst again.
    for (; nowMs <= restsAtMs + 1500; nowMs += 50) ramp = look(ramp, nowMs, 4, 8 + ((nowMs - restsAtMs) * 8) / 1000);
    assert.equal(ramp.target, 8);
  });

  test('rests on while what paid goes on to come', () => {
    const { targets } = drive({ perConnection: 2 * MIB, together: 8 * MIB, answerMs: 5 }, 5000);
    assert.deepEqual(targets, [1, 4, 8, 4]);
  });

  test('is sure at once where each brings as much as the first did', () => {
    const { targets, bytes } = drive({ perConnection: 2 * MIB, together: Infinity, answerMs: 5 }, 800);
    assert.deepEqual(targets, [1, 4, 8, 16]);
    assert.ok(bytes > 0.45 * 0.8 * 32 * MIB, `${bytes / MIB} MiB`);
  });

  test('takes no burst for such a proof: it is over when it is looked at again', () => {
    let ramp = startRamp(16, null);
    for (const [nowMs, mib] of [[0, 0], [50, 0], [100, 1], [150, 2]] as const) ramp = look(ramp, nowMs, 1, mib); // prettier-ignore
    ramp = look(ramp, 200, 4, 2);
    assert.equal(ramp.phase.kind, 'settling');
    // As much as four would have brought in that time, but all at once.
    ramp = look(look(ramp, 220, 4, 5.2), 240, 4, 5.2);
    assert.equal(ramp.target, 4);
  });

  test('asks for four as soon as the first reads where asking takes long: meanwhile only its window would be measured', () => {
    const view = { nowMs: 0, receivedBytes: 0, missingBytes: Infinity, reading: 1, allowed: 16 };
    assert.equal(stepRamp(startRamp(16, null), { ...view, answerMs: 100 }).target, 4);
    assert.equal(stepRamp(startRamp(16, null), { ...view, answerMs: 99 }).target, 1);
    assert.equal(stepRamp(startRamp(16, null), { ...view, reading: 0, answerMs: 100 }).target, 1);
    assert.equal(stepRamp(startRamp(2, null), { ...view, answerMs: 100 }).target, 2);
    // What is known to pay is tried again one step at a time.
    assert.equal(stepRamp(startRamp(16, 4), { ...view, reading: 4, answerMs: 100 }).target, 4);
  });

  test('goes back to one on a line that one connection fills', () => {
    const { ramp, targets } = drive({ perConnection: 10 * MIB, together: 10 * MIB, answerMs: 20 }, 2500);
    assert.deepEqual(targets, [1, 4, 1]);
    assert.equal(paidConnections(ramp), 1);
  });

  test('stops where the line is full, on a long fat pipe too', () => {
    const line = { perConnection: 5 * MIB, together: 24 * MIB, answerMs: 100, warmUpMs: 250 };
    const { ramp, targets } = drive(line, 8000);
    assert.deepEqual(targets, [1, 4, 8, 16, 8]);
    assert.equal(paidConnections(ramp), 8);
  });

  test('begins where it paid the last time', () => {
    const line = { perConnection: 2 * MIB, together: Infinity, answerMs: 5 };
    assert.deepEqual(drive(line, 2000, startRamp(16, 16)).targets, [16]);
    assert.deepEqual(drive(line, 2000, startRamp(16, 4)).targets, [4, 8, 16]);
    assert.equal(startRamp(8, 16).target, 8);
  });

  test('keeps to what the server allows, and does not ask for more again', () => {
    const { ramp, targets } = drive({ perConnection: MIB, together: Infinity, answerMs: 5, allowed: 4 }, 30_000);
    assert.deepEqual(targets, [1, 4, 8, 4]);
    assert.equal(ramp.most, 4);
  });

  test('tries again after a rest, which grows each time in vain', () => {
    const { targets } = drive({ perConnection: 10 * MIB, together: 10 * MIB, answerMs: 20 }, 60_000);
    const tries = targets.filter((target) => target === 4).length;
    assert.ok(tries >= 3 && tries <= 5, `${tries} tries`);
  });

  test('finds out that the line carries more now, at once when it is told', () => {
    const full = drive({ perConnection: 10 * MIB, together: 10 * MIB, answerMs: 20 }, 2500);
    const line = { perConnection: 10 * MIB, together: 160 * MIB, answerMs: 20 };
    assert.equal(drive(line, 2000, wakeRamp(full.ramp)).ramp.target, 16);
  });

  describe('towards the end', () => {
    const pipe = { perConnection: 5 * MIB, together: 24 * MIB, answerMs: 100, warmUpMs: 250 };

    test('wants twice as many for the last bytes where several pay, and remembers what paid', () => {
      const { ramp, targets } = drive({ ...pipe, sizeBytes: 120 * MIB }, 5500);
      assert.deepEqual(targets, [1, 4, 8, 16, 8, 16]);
      assert.equal(paidConnections(ramp), 8);
    });

    test('looks again when that is due, and then no more', () => {
      const resting = drive(pipe, 3000).ramp;
      assert.ok(resting.phase.kind === 'resting');
      const { atMs: nowMs, bytes: receivedBytes } = resting.phase.since;
      const view = { nowMs, receivedBytes, reading: 8, allowed: 16, answerMs: 100 };
      const speed = resting.paid?.bytesPerSecond ?? Number.NaN;
      assert.equal(nextLookMs(resting, { ...view, missingBytes: 3 * speed }), 1000, 'whether it was a burst');
      const later = { ...view, nowMs: nowMs + 1000, receivedBytes: receivedBytes + speed, missingBytes: 3 * speed };
      const untilMs = nextLookMs(resting, later) ?? Number.NaN;
      assert.ok(Math.abs(untilMs - 2000) < 1, `${untilMs} ms`);
      // What comes since it rests says more than what was measured.
      const halfAsMuch = {
        ...view,
        nowMs: nowMs + 1000,
        receivedBytes: receivedBytes + speed / 2,
        missingBytes: speed,
      };
      assert.equal(nextLookMs(resting, halfAsMuch), 1000);
      const ending = stepRamp(resting, { ...view, missingBytes: speed });
      assert.equal(ending.target, 16);
      assert.equal(nextLookMs(ending, { ...view, missingBytes: speed }), Infinity);
      // The server takes no more than ten, and the number is kept.
      assert.equal(stepRamp(ending, { ...view, missingBytes: speed, allowed: 10 }).target, 10);
    });

    test('rests on when everything has come and nothing more does', () => {
      const resting = drive(pipe, 3000).ramp;
      assert.ok(resting.phase.kind === 'resting');
      const { atMs, bytes: receivedBytes } = resting.phase.since;
      const over = { nowMs: atMs + 1000, receivedBytes, missingBytes: 0, reading: 8, allowed: 16, answerMs: 100 };
      assert.equal(nextLookMs(resting, over), resting.phase.untilMs - over.nowMs);
    });

    test('asks for no more where one connection fills the line, nor beyond the most', () => {
      const one = { perConnection: 10 * MIB, together: 10 * MIB, answerMs: 20, sizeBytes: 50 * MIB };
      assert.deepEqual(drive(one, 5000).targets, [1, 4, 1]);
      const all = { perConnection: 2 * MIB, together: Infinity, answerMs: 5, sizeBytes: 96 * MIB };
      assert.deepEqual(drive(all, 3800).targets, [1, 4, 8, 16]);
    });

    test('tries no other number when less time is left than it has rested, unless it is told that the line is another', () => {
      const one = { perConnection: 10 * MIB, together: 10 * MIB, answerMs: 20, sizeBytes: 120 * MIB };
      const { ramp, targets } = drive(one, 11_500);
      assert.deepEqual(targets, [1, 4, 1]);
      assert.deepEqual(drive({ ...one, sizeBytes: 15 * MIB }, 1000, wakeRamp(ramp)).targets, [1, 4, 1]);
    });
  });

  describe('whatever the noise', () => {
    const noise = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 50, maxLength: 50 });
    const STEPS = [1, 4, 8, 16];
    /** How many steps it ends away from the first that uses the whole line. */
    const stepsOff = (values: readonly number[], paying: number): number => {
      const line = { perConnection: 4 * MIB, together: paying * 4 * MIB, answerMs: 10 };
      const { ramp } = drive({ ...line, noise: (step: number) => values[step % values.length] ?? 0 }, 2900);
      const best = STEPS.findIndex((step) => step >= paying);
      return Math.abs(STEPS.indexOf(paidConnections(ramp) ?? 0) - best);
    };

    test('it ends within two steps of what the line pays', () => {
      fc.assert(
        fc.property(noise, fc.constantFrom(...STEPS), (values, paying) => {
          assert.ok(stepsOff(values, paying) <= 2);
        }),
      );
    });

    test('it nearly always ends within one', () => {
      const runs = fc.sample(noise, { numRuns: 500, seed: 1 });
      for (const paying of [1, 2, 4, 8, 16]) {
        const far = runs.filter((values) => stepsOff(values, paying) > 1).length;
        assert.ok(far <= 10, `${far} of 500 for ${paying}`);
      }
    });
  });
});

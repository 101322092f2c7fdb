import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSample, bytesPerSecond, type SpeedSample } from '../../../main/engine/speed-meter.ts';

function after(steps: number, bytesPerStep: number, from: readonly SpeedSample[] = []): readonly SpeedSample[] {
  let samples = from;
  const start = from.at(-1) ?? { atMs: -250, bytes: -bytesPerStep };
  for (let step = 1; step <= steps; step += 1) {
    samples = addSample(samples, { atMs: start.atMs + step * 250, bytes: start.bytes + step * bytesPerStep });
  }
  return samples;
}

test('a steady line has its speed, over a bounded window', () => {
  const samples = after(100, 250);
  assert.equal(bytesPerSecond(samples), 1000);
  assert.ok(samples.length <= 14);
});

test('silence brings the speed down to 0', () => {
  assert.equal(bytesPerSecond(after(13, 0, after(20, 250))), 0);
});

test('one sample, or a count that went back, has no speed', () => {
  assert.equal(bytesPerSecond(after(1, 10)), 0);
  assert.equal(
    bytesPerSecond([
      { atMs: 0, bytes: 100 },
      { atMs: 250, bytes: 0 },
    ]),
    0,
  );
});

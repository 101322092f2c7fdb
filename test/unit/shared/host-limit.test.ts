import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostLimitFor } from '../../../shared/host-limit.ts';

const LIMITS = [
  { host: 'example.org', bytesPerSecond: 1 },
  { host: 'fast.example.org', bytesPerSecond: 2 },
  { host: '[::1]', bytesPerSecond: 3 },
];

const CASES: readonly (readonly [host: string, bytesPerSecond: number | null])[] = [
  ['example.org', 1],
  ['Example.org:8080', 1],
  ['cdn.example.org', 1],
  ['a.fast.example.org', 2],
  ['notexample.org', null],
  ['org', null],
  ['[::1]:443', 3],
  ['[::1]', 3],
];

for (const [host, bytesPerSecond] of CASES) {
  test(`${host} has ${bytesPerSecond === null ? 'no limit' : `the limit of ${bytesPerSecond}`}`, () => {
    assert.equal(hostLimitFor(LIMITS, host)?.bytesPerSecond ?? null, bytesPerSecond);
  });
}

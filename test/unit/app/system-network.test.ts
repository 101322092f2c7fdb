import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { systemNetwork } from '../../../main/app/system-network.ts';

test('a computer is online when an interface besides the loopback one has an address of a network', () => {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const isOnline = all.some(({ internal, address }) => !internal && !/^(?:169\.254\.|fe80)/u.test(address));
  assert.equal(systemNetwork.isOnline(), isOnline);
});

test('watching tells nothing while nothing changes', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  let calls = 0;
  const watch = systemNetwork.onChange(() => (calls += 1));
  context.mock.timers.tick(60_000);
  watch[Symbol.dispose]();
  systemNetwork.onWake(() => (calls += 1))[Symbol.dispose]();
  assert.equal(calls, 0);
});

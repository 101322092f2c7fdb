import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { judgeRequest, type GuardedKind, type RequestOrigin } from '../../../main/server/request-guard.ts';

const LISTED = ['https://ui.example/app/', 'chrome-extension://abc', 'not a url'];

function judge(request: Partial<RequestOrigin>, kind: GuardedKind = 'page', port = 6800) {
  const whole = { hosts: [`127.0.0.1:${port}`], origin: null, fetchSite: null, fetchMode: null, ...request };
  return judgeRequest(whole, { port, kind, listedOrigins: LISTED });
}

test('lets our own page and local programs in', () => {
  assert.ok(judge({}, 'command').allowed);
  assert.ok(judge({ hosts: ['LOCALHOST:6800'], origin: 'http://localhost:6800' }, 'command').allowed);
  assert.ok(judge({ origin: 'http://127.0.0.1:6800', fetchSite: 'same-origin' }, 'command').allowed);
  assert.ok(judge({ fetchSite: 'none', fetchMode: 'navigate' }).allowed);
  assert.ok(judge({ hosts: ['127.0.0.1'] }, 'page', 80).allowed);
});

test('lets a link on another page open our page, but not load from it', () => {
  assert.ok(judge({ fetchSite: 'cross-site', fetchMode: 'navigate' }).allowed);
  assert.ok(!judge({ fetchSite: 'cross-site', fetchMode: 'no-cors' }).allowed);
  assert.ok(!judge({ fetchSite: 'cross-site', fetchMode: 'navigate' }, 'command').allowed);
  assert.ok(!judge({ fetchSite: 'same-site', fetchMode: 'cors' }, 'rpc').allowed);
});

test('mixes up neither the two names nor the two ports of loopback', () => {
  assert.ok(!judge({ hosts: ['localhost:6800'], origin: 'http://127.0.0.1:6800' }).allowed);
  assert.ok(!judge({ origin: 'http://127.0.0.1:6801' }).allowed);
  assert.ok(!judge({ hosts: ['127.0.0.1:6801'] }).allowed);
  assert.ok(!judge({ hosts: [] }).allowed);
  assert.ok(!judge({ hosts: ['127.0.0.1:6800', '127.0.0.1:6800'] }).allowed);
});

test('lets listed origins use the RPC only', () => {
  for (const origin of ['https://ui.example', 'chrome-extension://abc']) {
    assert.deepEqual(judge({ origin, fetchSite: 'cross-site' }, 'rpc'), { allowed: true, corsOrigin: origin });
    assert.ok(!judge({ origin }, 'page').allowed);
    assert.ok(!judge({ origin }, 'command').allowed);
  }
  for (const origin of ['http://ui.example', 'https://ui.example:444', 'https://ui.example.evil', 'null', '']) {
    assert.ok(!judge({ origin }, 'rpc').allowed, origin);
  }
});

test('no other Host is ever let in', () => {
  const kinds = fc.constantFrom<GuardedKind>('page', 'command', 'rpc');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webAuthority(), fc.ipV4(), fc.ipV6()), kinds, (host, kind) => {
      fc.pre(!['127.0.0.1:6800', 'localhost:6800'].includes(host.toLowerCase()));
      assert.ok(!judge({ hosts: [host] }, kind).allowed);
    }),
  );
});

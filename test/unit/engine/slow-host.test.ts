import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findSlowHost } from '../../../main/engine/slow-host.ts';

describe('a host that is far slower than another', () => {
  test('is found by all that its connections bring together', () => {
    const hosts = [
      { host: 'a', speeds: [1000, 1000] },
      { host: 'b', speeds: [40, 50] },
      { host: 'c', speeds: [300] },
    ];
    assert.equal(findSlowHost(hosts)?.host, 'b');
  });

  test('is none of those that have not shown what they can do, and never the only one', () => {
    assert.equal(findSlowHost([{ host: 'a', speeds: [1000] }, { host: 'b', speeds: [] }]), null); // prettier-ignore
    assert.equal(findSlowHost([{ host: 'a', speeds: [0] }]), null);
    assert.equal(findSlowHost([]), null);
  });
});

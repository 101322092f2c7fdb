import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificatesOf } from '../../../renderer/model/trust-question.ts';
import { rowOf } from './fake-core.ts';

function asking(id: number, host: string) {
  const certificate = {
    host,
    port: 443,
    sha256: 'ab'.repeat(32),
    subject: '',
    issuer: '',
    validFromMs: 0,
    validToMs: 1,
  };
  const failure = { code: 'network.certificateUnknown', detail: '', certificate } as const;
  return rowOf(id, { kind: 'blocked', failure });
}

test('only downloads whose certificate is shown are trusted, each certificate shown once', () => {
  const rows = [asking(1, 'a'), asking(2, 'a'), ...[3, 4, 5, 6, 7, 8].map((id) => asking(id, `host${id}`)), rowOf(9)];
  const question = certificatesOf(rows);
  assert.deepEqual(
    question.shown.map(({ host }) => host),
    ['a', 'host3', 'host4', 'host5', 'host6'],
  );
  assert.deepEqual(question.trustedIds, [1, 2, 3, 4, 5, 6]);
  assert.equal(question.moreCount, 2);
});

test('nothing is shown or trusted of rows that ask for something else', () => {
  const failure = { code: 'disk.full', detail: '' } as const;
  const question = certificatesOf([rowOf(1, { kind: 'blocked', failure })]);
  assert.deepEqual(question, { shown: [], moreCount: 0, trustedIds: [], first: undefined });
});

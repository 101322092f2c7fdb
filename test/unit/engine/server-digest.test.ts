import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { serverDigest } from '../../../main/engine/server-digest.ts';

const base64 = (algorithm: string): string => createHash(algorithm).update('x').digest('base64');
const hex = (algorithm: string): string => createHash(algorithm).update('x').digest('hex');

test('takes the strongest checksum of Repr-Digest', () => {
  const sha256 = `sha-256=:${base64('sha256')}:`;
  const sha512 = `sha-512=:${base64('sha512')}:`;
  assert.deepEqual(serverDigest({ 'repr-digest': sha256 }), { algorithm: 'sha256', hex: hex('sha256') });
  const both = { algorithm: 'sha512', hex: hex('sha512') };
  assert.deepEqual(serverDigest({ 'repr-digest': `${sha256}, ${sha512}` }), both);
  assert.deepEqual(serverDigest({ 'repr-digest': `${sha512};q=1,unixsum=:AA==:, ${sha256}` }), both);
  assert.deepEqual(serverDigest({ 'repr-digest': sha512, digest: `MD5=${base64('md5')}` }), both);
});

test('takes the old Digest header, and its weak algorithms there only', () => {
  assert.deepEqual(serverDigest({ digest: `MD5=${base64('md5')},SHA=${base64('sha1')}` }), {
    algorithm: 'sha1',
    hex: hex('sha1'),
  });
  assert.deepEqual(serverDigest({ digest: `md5=${base64('md5')}` }), { algorithm: 'md5', hex: hex('md5') });
  assert.equal(serverDigest({ 'repr-digest': `md5=:${base64('md5')}:` }), null);
});

test('ignores what cannot be a checksum, and the digest of one answer', () => {
  assert.equal(serverDigest({}), null);
  for (const header of ['', 'sha-256', 'sha-256=::', 'sha-256=:AAAA:', `sha-256=${base64('sha256')}`, ':::', ',,,']) {
    assert.equal(serverDigest({ 'repr-digest': header }), null, header);
  }
  assert.equal(serverDigest({ 'content-digest': `sha-256=:${base64('sha256')}:` }), null);
});

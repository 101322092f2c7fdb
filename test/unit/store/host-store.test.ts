import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createCertificateStore } from '../../../main/store/certificate-store.ts';
import { openDatabase } from '../../../main/store/database.ts';
import { createDownloadStore } from '../../../main/store/download-store.ts';
import { createHostStore } from '../../../main/store/host-store.ts';
import type { CertificateException, HostFact } from '../../../shared/host-fact.ts';
import { batch } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const noRanges: HostFact = { host: 'a', kind: 'noRanges', value: 1, learnedAtMs: 10, expiresAtMs: 100 };
const limit: HostFact = { host: 'b:81', kind: 'maxConnections', value: 4, learnedAtMs: 20, expiresAtMs: 200 };

describe('the host store', () => {
  test('replaces a fact by a newer one, drops what has expired, and forgets one host or all', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const write = createDownloadStore(database).write;
    const store = createHostStore(database);
    write(batch({ hostFacts: [noRanges, limit] }));
    assert.deepEqual(store.loadAll(), [noRanges, limit]);
    const newer = { ...limit, value: 2, learnedAtMs: 100, expiresAtMs: 300 };
    write(batch({ hostFacts: [newer] }));
    assert.deepEqual(store.loadAll(), [newer]);
    write(batch({ hostFacts: [{ ...noRanges, expiresAtMs: 500 }] }));
    assert.equal(store.forget('b:81'), 1);
    assert.equal(store.forget('nowhere'), 0);
    assert.equal(store.forget(null), 1);
    assert.deepEqual(store.loadAll(), []);
    database.close();
  });
});

describe('the certificate store', () => {
  test('keeps one exception for each host and port until it expires', () => {
    using folder = makeTempFolder();
    const { database } = openDatabase(path.join(folder.path, 'a.db'), 0);
    const store = createCertificateStore(database);
    const exception: CertificateException = {
      host: 'example.org',
      port: 443,
      sha256: 'ab'.repeat(32),
      addedAtMs: 0,
      expiresAtMs: 100,
    };
    const other = { ...exception, port: 8443, expiresAtMs: 1000 };
    store.add(exception);
    store.add(other);
    store.add({ ...exception, sha256: 'cd'.repeat(32) });
    assert.deepEqual(store.list(0), [{ ...exception, sha256: 'cd'.repeat(32) }, other]);
    assert.deepEqual(store.list(100), [other]);
    assert.equal(store.forget('example.org', 8443), 1);
    assert.equal(store.forget('example.org', 8443), 0);
    assert.deepEqual(store.list(100), []);
    database.close();
  });
});

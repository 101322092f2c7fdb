import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Download } from '../../../main/store/download-record.ts';
import { createDownloadStore, type DownloadStore } from '../../../main/store/download-store.ts';
import { openDatabase, type Database } from '../../../main/store/database.ts';
import { createSealedDownloadStore } from '../../../main/store/sealed-download-store.ts';
import { isSealed, type SecretBox } from '../../../main/store/sealed-secrets.ts';
import { FakeSecretBox } from '../../support/fake-secret-box.ts';
import { batch, loadedRows, newDownload } from '../../support/store-fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const LINK = 'https://us%3Aer:p4ss-word@example.org/file.zip?a=1';
const HEADERS = [
  { name: 'User-Agent', value: 'Tester/1.0' },
  { name: 'Cookie', value: 'session=c00kie' },
  { name: 'X-Api-Key', value: 'k3y\nof two lines' },
  { name: 'Referer', value: 'https://example.org/page' },
];
const SECRETS = ['p4ss-word', 'us%3Aer', 'c00kie', 'k3y'];
const WITH_LOGIN = newDownload({
  url: LINK,
  headers: HEADERS,
  facts: {
    finalUrl: 'https://us%3Aer:p4ss-word@mirror.example/file.zip', suggestedName: 'file.zip', sizeBytes: 10, acceptsRanges: true,
    validators: { etag: null, lastModified: null }, contentType: null, digest: null,
  },
}); // prettier-ignore

/** A database whose files can be searched, opened by one owner after another. */
class Bench implements Disposable {
  readonly #folder = makeTempFolder();
  readonly #file = path.join(this.#folder.path, 'list.db');
  readonly database: Database = openDatabase(this.#file, 0).database;
  readonly logged: string[] = [];

  open(box: SecretBox): DownloadStore {
    return createSealedDownloadStore(this.database, box, (message) => this.logged.push(message));
  }

  plain(): DownloadStore {
    return createDownloadStore(this.database);
  }

  assertNoSecrets(secrets: readonly string[] = SECRETS): void {
    for (const suffix of ['', '-wal']) {
      const bytes = readFileSync(this.#file + suffix, 'latin1');
      for (const secret of secrets) assert.ok(!bytes.includes(secret), `${secret} in the database${suffix}`);
    }
  }

  [Symbol.dispose](): void {
    this.database.close();
    this.#folder[Symbol.dispose]();
  }
}

function only(store: DownloadStore): Download {
  const [download, ...others] = loadedRows(store);
  assert.ok(download !== undefined && others.length === 0);
  return download;
}

describe('a store with sealed logins', () => {
  test('gives back what it was given, and keeps no secret in plain', () => {
    using bench = new Bench();
    const [id] = bench.open(new FakeSecretBox()).insert([WITH_LOGIN]);
    bench.assertNoSecrets();
    assert.deepEqual(only(bench.open(new FakeSecretBox())), { ...WITH_LOGIN, id });
    assert.deepEqual(
      only(bench.plain()).headers.filter(({ value }) => !value.startsWith('sealed1~')),
      [HEADERS[0], HEADERS[3]],
    );
  });

  test('keeps a link without a password, or without a user, as it was', () => {
    using bench = new Bench();
    const urls = ['https://user@example.org/', 'https://:word@example.org/', 'https://example.org/a@b'];
    bench.open(new FakeSecretBox()).insert(urls.map((url) => newDownload({ url })));
    const loaded = loadedRows(bench.open(new FakeSecretBox()));
    assert.deepEqual(
      loaded.map(({ url }) => url),
      urls,
    );
    assert.equal(loadedRows(bench.plain())[2]?.url, urls[2]);
  });

  test('writes a change without sealing anew, and the headers only when they changed', () => {
    using bench = new Bench();
    bench.open(new FakeSecretBox()).insert([WITH_LOGIN]);
    const box = new FakeSecretBox();
    const store = bench.open(box);
    const before = only(store);
    const stored = only(bench.plain());
    store.write(batch({ changed: [{ before, after: { ...before, failures: 1 } }] }));
    assert.equal(box.sealed, 0);
    assert.deepEqual(only(bench.plain()), { ...stored, failures: 1 });
    const headers = [{ name: 'Cookie', value: 'session=other-c00kie' }];
    store.write(batch({ changed: [{ before, after: { ...before, headers } }] }));
    bench.assertNoSecrets();
    assert.deepEqual(only(bench.open(new FakeSecretBox())).headers, headers);
  });

  test('seals the rows and the history of a Sluice that did not, without a trace in the file', () => {
    using bench = new Bench();
    const history = {
      downloadId: 1 as Download['id'], url: LINK, path: '/tmp/file.zip', sizeBytes: 1, completedAtMs: 1,
    }; // prettier-ignore
    const [id] = bench.plain().insert([WITH_LOGIN]);
    bench.plain().write(batch({ history: [history] }));
    assert.throws(() => bench.assertNoSecrets());
    assert.deepEqual(only(bench.open(new FakeSecretBox())), { ...WITH_LOGIN, id });
    bench.assertNoSecrets();
    bench.open(new FakeSecretBox()).write(batch({ history: [history] }));
    bench.assertNoSecrets();
  });

  test('leaves what it cannot open as it is, through every write', () => {
    using bench = new Bench();
    bench.open(new FakeSecretBox()).insert([WITH_LOGIN]);
    const stored = only(bench.plain());
    const stranger = bench.open(new FakeSecretBox('bob'));
    const download = only(stranger);
    assert.ok(isSealed(download));
    assert.deepEqual(download, stored);
    stranger.write(batch({ changed: [{ before: download, after: { ...download, failures: 3 } }] }));
    const own = only(bench.open(new FakeSecretBox()));
    assert.deepEqual({ ...own, failures: 0 }, { ...WITH_LOGIN, id: own.id });
    assert.ok(!isSealed(own));
  });

  test('opens no secret at another origin or in another header than it was sealed for', () => {
    using bench = new Bench();
    bench.open(new FakeSecretBox()).insert([WITH_LOGIN]);
    const { url, headers } = only(bench.plain());
    const stolen = new URL(url).username;
    const cookie = headers[1]?.value ?? '';
    const store = bench.open(new FakeSecretBox());
    store.insert([
      newDownload({ url: `https://${stolen}@attacker.example/` }),
      newDownload({ url: `http://${stolen}@example.org/` }),
      newDownload({ url: 'https://attacker.example/', headers: [{ name: 'Cookie', value: cookie }] }),
      newDownload({ url: 'https://example.org/', headers: [{ name: 'X-Shown', value: cookie }] }),
      newDownload({ url: 'https://example.org/', headers: [{ name: 'X-Shown', value: stolen }] }),
    ]);
    const [own, ...others] = loadedRows(store);
    assert.equal(own?.url, LINK);
    assert.deepEqual(others.map(isSealed), [true, true, true, true, true]);
  });

  test('opens the list when the rows of before cannot be sealed', () => {
    using bench = new Bench();
    const [id] = bench.plain().insert([WITH_LOGIN]);
    bench.database.pragma('query_only = ON');
    assert.deepEqual(only(bench.open(new FakeSecretBox())), { ...WITH_LOGIN, id });
    assert.equal(bench.logged.length, 1);
    for (const secret of SECRETS) assert.ok(!bench.logged[0]?.includes(secret));
  });
});

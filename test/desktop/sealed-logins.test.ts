import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { openSecretBox } from '../../main/desktop/secret-box.ts';
import { createFakeSafeStorage, type FakeKeyring } from '../fakes/electron/fake-safe-storage.ts';
import { boot, buildForDesktop, openedWindow, pageClient } from './desktop-harness.ts';

const ALICE: FakeKeyring = { backend: 'gnome_libsecret', keyring: 'alice', isAvailable: true, isAsking: false };

/** One data folder, and the systems it is opened on. */
class Computer implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-keys-'));
  readonly keyFile = join(this.folder, 'login-keys');
  readonly logged: string[] = [];

  open(keyring: Partial<FakeKeyring> = {}, platform: NodeJS.Platform = 'linux') {
    const safeStorage = createFakeSafeStorage({ ...ALICE, ...keyring }, () => true);
    const log = (message: string): number => this.logged.push(message);
    // Only who never answers is waited for in vain; a disk may take its time.
    const bound = keyring.isAsking === true ? { boundMs: 50 } : {};
    return openSecretBox({ safeStorage, platform, keyFile: this.keyFile, log, ...bound });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

describe('the box for logins', () => {
  test('opens after a restart what it sealed, and seals nothing twice the same', async () => {
    using computer = new Computer();
    const box = (await computer.open()) ?? assert.fail();
    const [first, second] = [box.seal('geheim ü'), box.seal('geheim ü')];
    assert.notEqual(first, second);
    assert.match(first, /^[\w-]+$/u);
    const later = (await computer.open()) ?? assert.fail();
    assert.equal(later.reveal(first), 'geheim ü');
    assert.equal(later.reveal(second), 'geheim ü');
    assert.equal(readFileSync(computer.keyFile, 'utf8').trim().split('\n').length, 1);
    assert.equal(statSync(computer.keyFile).mode & 0o077, 0);
    assert.deepEqual(readdirSync(computer.folder), ['login-keys']);
  });

  test('opens nothing that was changed, cut, or never sealed', async () => {
    using computer = new Computer();
    const box = (await computer.open()) ?? assert.fail();
    const sealed = box.seal('geheim');
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(box.reveal(changed.toString('base64url')), null);
      assert.equal(box.reveal(bytes.subarray(0, at).toString('base64url')), null);
    }
    assert.equal(box.reveal('hello'), null);
  });

  test('another keyring opens nothing, seals with a key of its own, and takes none away', async () => {
    using computer = new Computer();
    const sealed = (await computer.open())?.seal('geheim') ?? assert.fail();
    const other = (await computer.open({ keyring: 'bob' })) ?? assert.fail();
    assert.equal(other.reveal(sealed), null);
    const others = other.seal('other');
    assert.equal((await computer.open())?.reveal(sealed), 'geheim');
    assert.equal((await computer.open({ keyring: 'bob' }))?.reveal(others), 'other');
    assert.equal(readFileSync(computer.keyFile, 'utf8').trim().split('\n').length, 2);
  });

  test('there is none without a keyring, with one that only pretends, or that nobody unlocks', async () => {
    using computer = new Computer();
    assert.equal(await computer.open({ isAvailable: false }), null);
    assert.equal(await computer.open({ backend: 'basic_text' }), null);
    assert.equal(await computer.open({ isAsking: true }), null);
    assert.deepEqual(readdirSync(computer.folder), []);
    assert.ok((await computer.open({ backend: 'basic_text' }, 'darwin')) !== null);
  });

  test('there is none, and a line in the log, when its file cannot be read', async () => {
    using computer = new Computer();
    writeFileSync(join(computer.folder, 'file'), '');
    const safeStorage = createFakeSafeStorage(ALICE, () => true);
    const keyFile = join(computer.folder, 'file', 'login-keys');
    const log = (message: string): number => computer.logged.push(message);
    assert.equal(await openSecretBox({ safeStorage, platform: 'linux', keyFile, log }), null);
    assert.equal(computer.logged.length, 1);
  });
});

describe('the desktop app', () => {
  before(buildForDesktop);

  test('saves a login sealed', async () => {
    await using app = await boot();
    const page = pageClient(await openedWindow(app.electron));
    const url = 'http://us3r:p4ss-word@127.0.0.1:9/file.zip';
    const added = await page.call('downloads.add', { downloads: [{ url }], paused: true });
    assert.ok(added.ok);
    const files = readdirSync(app.dataFolder).filter((name) => name.startsWith('sluice.db'));
    const bytes = files.map((name) => readFileSync(join(app.dataFolder, name), 'latin1')).join('');
    assert.ok(bytes.includes('http://sealed1~'));
    assert.ok(!bytes.includes('p4ss-word') && !bytes.includes('us3r'));
  });
});

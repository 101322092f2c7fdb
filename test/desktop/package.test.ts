import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { extractAll, listPackage } from '@electron/asar';
import { DIST_FOLDER } from '../../build/build-steps.ts';
import { run } from '../../build/run-command.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { bootAt, eventually, openedWindow, pageClient, sha256Of, statesByName } from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

const RESOURCES = path.join(
  DIST_FOLDER,
  'packages',
  `${process.platform === 'win32' ? 'win' : 'linux'}-unpacked`,
  'resources',
);
const ARCHIVE = path.join(RESOURCES, 'app.asar');
/** What is in it today is 7 MB; twice that means that something came along that should not. */
const MAX_ARCHIVE_BYTES = 14_000_000;

/** Packs with a stand-in where Electron's binary is not there: the layout is the same. */
describe('the package', { skip: process.platform === 'darwin' ? 'there is no stand-in for a bundle' : false }, () => {
  before(async () => {
    assert.equal(await run(process.execPath, ['build/package.ts', '--dir']), 0);
  });

  test('holds the app and nothing that only builds or tests it', async () => {
    const files = listPackage(ARCHIVE, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
    for (const needed of [
      '/dist/main/desktop/preload.cjs',
      '/dist/main/engine/engine-worker.js',
      '/dist/renderer/index.html',
      '/LICENSE',
    ]) {
      assert.ok(files.includes(needed), needed);
    }
    const tops = new Set(files.map((file) => file.split('/')[1]));
    assert.deepEqual(tops, new Set(['LICENSE', 'dist', 'node_modules', 'package.json']));
    const packages = new Set(
      files.filter((file) => file.startsWith('/node_modules/')).map((file) => file.split('/')[2]),
    );
    for (const foreign of [
      'electron',
      'electron-builder',
      'vite',
      'typescript',
      'playwright',
      'react',
      'oxlint',
      'fast-check',
    ]) {
      assert.ok(!packages.has(foreign), `${foreign} is not needed to run`);
    }
    assert.deepEqual(
      files.filter((file) => /\.(?:ts|map)$/u.test(file)),
      [],
    );
    const binaries = files.filter((file) => file.endsWith('.node'));
    assert.deepEqual(binaries, [`/node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`]);
    await stat(path.join(RESOURCES, 'app.asar.unpacked', binaries[0] ?? ''));
    // What was not signed is not updated.
    await assert.rejects(stat(path.join(RESOURCES, 'app-update.yml')), { code: 'ENOENT' });
    const launcher = await stat(path.join(RESOURCES, 'bin', 'sluice'));
    assert.notEqual(launcher.mode & 0o111, 0, 'the command can be run');
    const { size } = await stat(ARCHIVE);
    assert.ok(size < MAX_ARCHIVE_BYTES, `${size} bytes`);
  });

  test('runs on its own: every import resolves inside it, and a download arrives', async () => {
    // Away from the project, whose node_modules would lend what is missing.
    await using folder = await createTempFolder();
    extractAll(ARCHIVE, folder.path);
    // Loaded at the first check for updates only, so the boot below does not.
    await import(pathToFileURL(folder.file('node_modules/electron-updater/out/main.js')).href);
    await using files = await serveFile(300_000);
    await using app = await bootAt(pathToFileURL(folder.file('dist/main/desktop/main.js')));
    const page = pageClient(await openedWindow(app.electron));
    const checksum = { algorithm: 'sha256', hex: files.sha256 } as const;
    await page.call('downloads.add', { downloads: [{ url: files.link('packed.bin'), checksum }] });
    await eventually(async () => (await statesByName(page))['packed.bin'] === 'completed', 'the download to complete');
    assert.equal(await sha256Of(path.join(app.downloadFolder, 'packed.bin')), files.sha256);
  });
});

test('the switches in Electron’s binary that keep others from running code as Sluice are set', async () => {
  const config = await readFile(new URL('../../build/electron-builder.yml', import.meta.url), 'utf8');
  const fuses = /^electronFuses:\n((?: {2}.*\n)+)/mu.exec(config)?.[1] ?? '';
  const set = [...fuses.matchAll(/^ {2}(\w+): (true|false)$/gmu)].map(([, name, value]) => [name, value === 'true']);
  assert.deepEqual(Object.fromEntries(set), {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

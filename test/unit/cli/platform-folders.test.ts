import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { dataFolder, type PlatformFacts } from '../../../main/app/data-folder.ts';
import { downloadFolder, readDownloadDir } from '../../../main/app/download-folder.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

const LINUX: PlatformFacts = { platform: 'linux', env: {}, homeFolder: '/home/me' };

test('data lies where each platform keeps it', () => {
  assert.equal(dataFolder(LINUX), '/home/me/.local/share/sluice');
  assert.equal(dataFolder({ ...LINUX, env: { XDG_DATA_HOME: '/data' } }), '/data/sluice');
  assert.equal(
    dataFolder({ platform: 'darwin', env: {}, homeFolder: '/Users/me' }),
    '/Users/me/Library/Application Support/Sluice',
  );
  const windows: PlatformFacts = { platform: 'win32', env: {}, homeFolder: 'C:\\Users\\me' };
  assert.equal(dataFolder(windows), 'C:\\Users\\me\\AppData\\Roaming\\Sluice');
  assert.equal(dataFolder({ ...windows, env: { APPDATA: 'D:\\Roaming' } }), 'D:\\Roaming\\Sluice');
});

test('a relative XDG folder is ignored, and SLUICE_DATA_DIR wins', () => {
  assert.equal(dataFolder({ ...LINUX, env: { XDG_DATA_HOME: 'data' } }), '/home/me/.local/share/sluice');
  assert.equal(dataFolder({ ...LINUX, env: { XDG_DATA_HOME: '/data', SLUICE_DATA_DIR: '/mine' } }), '/mine');
});

/** A disk on which this folder is the only one. */
function has(folder: string): (asked: string) => boolean {
  return (asked) => asked === folder;
}

test('a portable program keeps its data beside itself', () => {
  const linux: PlatformFacts = { ...LINUX, programFile: '/media/stick/Sluice.AppImage' };
  assert.equal(dataFolder(linux, has('/media/stick/sluice-data')), '/media/stick/sluice-data');
  assert.equal(dataFolder(linux, has('/elsewhere')), '/home/me/.local/share/sluice');
  const mine = { ...linux, env: { SLUICE_DATA_DIR: '/mine' } };
  assert.equal(dataFolder(mine, has('/media/stick/sluice-data')), '/mine');
  // Nothing beside a Node or a work tree counts.
  assert.equal(
    dataFolder(LINUX, () => true),
    '/home/me/.local/share/sluice',
  );
  const windows: PlatformFacts = {
    platform: 'win32',
    env: {},
    homeFolder: 'C:\\Users\\me',
    programFile: 'E:\\S\\Sluice.exe',
  };
  assert.equal(dataFolder(windows, has('E:\\S\\sluice-data')), 'E:\\S\\sluice-data');
  // The portable build runs from where it was unpacked to, and tells where it lies.
  const portable = { ...windows, env: { PORTABLE_EXECUTABLE_DIR: 'F:\\tools' } };
  assert.equal(
    dataFolder(portable, () => false),
    'F:\\tools\\sluice-data',
  );
  const mac: PlatformFacts = { platform: 'darwin', env: {}, homeFolder: '/Users/me', programFile: '/A/Sluice' };
  assert.equal(
    dataFolder(mac, () => true),
    '/Users/me/Library/Application Support/Sluice',
  );
});

test('reads the translated download folder of user-dirs.dirs', () => {
  const file = '# comment\nXDG_DESKTOP_DIR="$HOME/Bureau"\nXDG_DOWNLOAD_DIR="$HOME/Téléchargements/"\n';
  assert.equal(readDownloadDir(file, '/home/me'), '/home/me/Téléchargements');
  assert.equal(readDownloadDir('XDG_DOWNLOAD_DIR="/mnt/a \\"b\\""', '/home/me'), '/mnt/a "b"');
  assert.equal(readDownloadDir('XDG_DOWNLOAD_DIR="$HOME/"', '/home/me'), null);
  assert.equal(readDownloadDir('XDG_DOWNLOAD_DIR="relative"', '/home/me'), null);
  assert.equal(readDownloadDir('XDG_DOWNLOAD_DIR="$HOMER/x"', '/home/me'), null);
  assert.equal(readDownloadDir('#XDG_DOWNLOAD_DIR="/x"', '/home/me'), null);
});

test('the download folder is that of the desktop’s settings, else ~/Downloads', async () => {
  await using home = await createTempFolder();
  const facts: PlatformFacts = { platform: 'linux', env: {}, homeFolder: home.path };
  assert.equal(await downloadFolder(facts), path.posix.join(home.path, 'Downloads'));
  mkdirSync(home.file('.config'));
  writeFileSync(home.file('.config/user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Laden"\n');
  assert.equal(await downloadFolder(facts), path.posix.join(home.path, 'Laden'));
  assert.equal(
    await downloadFolder({ ...facts, env: { XDG_CONFIG_HOME: home.path } }),
    path.posix.join(home.path, 'Downloads'),
  );
  assert.equal(
    await downloadFolder({ platform: 'win32', env: {}, homeFolder: 'C:\\Users\\me' }),
    'C:\\Users\\me\\Downloads',
  );
});

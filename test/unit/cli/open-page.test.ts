import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlatformFacts } from '../../../main/app/data-folder.ts';
import { appWindowArguments, browserCandidates, hasDisplay, openPage } from '../../../main/cli/open-page.ts';

const LINUX: PlatformFacts = { platform: 'linux', env: {}, homeFolder: '/home/me' };

test('a window needs a display on Linux only', () => {
  assert.equal(hasDisplay(LINUX), false);
  assert.equal(hasDisplay({ ...LINUX, env: { DISPLAY: ':0' } }), true);
  assert.equal(hasDisplay({ ...LINUX, env: { WAYLAND_DISPLAY: 'wayland-0' } }), true);
  assert.equal(hasDisplay({ ...LINUX, platform: 'darwin' }), true);
  assert.equal(hasDisplay({ ...LINUX, platform: 'win32' }), true);
});

test('opens nothing where no window could appear', async () => {
  const how = await openPage('http://127.0.0.1:1/', { dataFolder: '/nowhere', platform: LINUX });
  assert.equal(how.kind, 'notOpened');
});

test('looks for browsers in absolute folders only, the chosen one first', () => {
  const found = browserCandidates({
    ...LINUX,
    env: { PATH: '.::bin:/usr/bin:/opt/bin', SLUICE_BROWSER: '/my/browser' },
  });
  assert.equal(found[0], '/my/browser');
  assert.ok(found.includes('/usr/bin/chromium') && found.includes('/opt/bin/google-chrome'));
  assert.ok(found.every((file) => file.startsWith('/')));
  assert.deepEqual(browserCandidates(LINUX), []);
});

test('knows where macOS and Windows keep their browsers', () => {
  assert.ok(
    browserCandidates({ ...LINUX, platform: 'darwin' }).includes(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ),
  );
  const windows = browserCandidates({ platform: 'win32', env: { ProgramFiles: 'C:\\Program Files' }, homeFolder: '' });
  assert.ok(windows.includes('C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe'));
});

test('the window has a profile of its own, and no sandbox is given up unless as root', () => {
  const window = { address: 'http://127.0.0.1:1/#launch=x', profileFolder: '/data/window-profile' };
  const args = appWindowArguments({ ...window, asRoot: false });
  assert.ok(args.includes('--app=http://127.0.0.1:1/#launch=x'));
  assert.ok(args.includes('--user-data-dir=/data/window-profile'));
  assert.ok(args.includes('--disable-background-networking') && args.includes('--no-first-run'));
  assert.ok(!args.includes('--no-sandbox'));
  assert.ok(appWindowArguments({ ...window, asRoot: true }).includes('--no-sandbox'));
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { downloadFailure } from '../../build/electron-probe.ts';
import { PROJECT_FOLDER } from '../../build/build-steps.ts';
import { connectToRunning } from '../../main/cli/running-instance.ts';
import { launchChromium } from '../support/browser.ts';
import { buildForDesktop, eventually } from './desktop-harness.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { serveFile } from './file-server.ts';

before(buildForDesktop);

const skip = process.platform === 'win32' ? 'its stand-ins are shell scripts' : false;

/** Runs `npm start`'s program with a stand-in for Electron's binary and for the browser. */
async function start(
  electronScript: string,
  environment: Readonly<Record<string, string>> = { DISPLAY: ':0' },
  window: { readonly script?: string; readonly links?: readonly string[] } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-start-'));
  const script = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${text}\n`);
    await chmod(path, 0o755);
    return path;
  };
  await mkdir(join(folder, 'home'));
  await script('electron', electronScript);
  const browser = await script('browser', `echo "$@" > "${folder}/browser-arguments"\n${window.script ?? ''}`);
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...inherited } = process.env;
  const links = window.links ?? ['http://x.test/a'];
  const child = spawn(process.execPath, ['build/start.ts', '--data-dir', join(folder, 'data'), ...links], {
    cwd: PROJECT_FOLDER,
    env: {
      ...inherited,
      ...environment,
      HOME: join(folder, 'home'),
      ELECTRON_OVERRIDE_DIST_PATH: folder,
      SLUICE_BROWSER: browser,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = Promise.withResolvers<number | null>();
  child.once('close', exited.resolve);
  return {
    folder,
    child,
    exited: exited.promise,
    output: () => output,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited.promise;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('npm start runs Electron on the project, with the arguments', { skip }, async () => {
  await using run = await start('echo "ELECTRON $@"');
  assert.equal(await run.exited, 0);
  assert.match(run.output(), /ELECTRON .*--data-dir .* http:\/\/x\.test\/a/u);
  assert.doesNotMatch(run.output(), /browser/u);
});

test('an Electron that dies at once is told in one line, and the page opens instead', { skip }, async () => {
  await using run = await start('echo "error while loading shared libraries: libgtk-3.so.0" >&2; exit 127');
  const opened = await eventually(async () => {
    return await readFile(join(run.folder, 'browser-arguments'), 'utf8').catch(() => null);
  }, 'the browser to be started');
  const said = run
    .output()
    .split('\n')
    .filter((line) => line.startsWith('Electron cannot run here'));
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /status 127: .*libgtk-3/u);
  const address = /--app=(?<page>http:\/\/127\.0\.0\.1:\d+\/)#launch=/u.exec(opened)?.groups?.['page'];
  assert.ok(address);
  assert.equal((await fetch(address)).status, 200);
  run.child.kill('SIGINT');
  assert.equal(await run.exited, 0);
});

const DIES = 'echo "cannot open display" >&2; exit 1';

test('the page’s Sluice ends with its window when nothing is left to do', { skip }, async () => {
  await using run = await start(DIES, undefined, { script: 'sleep 2.5', links: [] });
  assert.equal(await run.exited, 0);
  assert.match(run.output(), /Opened the Sluice window\./u);
  if (process.getuid?.() === 0) assert.match(run.output(), /sandbox does not work and is off/u);
});

test('links given as arguments are shown in the add dialog, and nothing is requested', { skip }, async () => {
  await using files = await serveFile(1000);
  await using lists = await createTempFolder();
  const metalink = join(lists.path, 'given.meta4');
  await writeFile(
    metalink,
    `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="listed.bin"><url>${files.link('listed.bin')}</url></file></metalink>`,
  );
  await using run = await start(DIES, undefined, { script: 'sleep 30', links: [files.link('given.bin'), metalink] });
  const opened = await eventually(async () => {
    return await readFile(join(run.folder, 'browser-arguments'), 'utf8').catch(() => null);
  }, 'the browser to be started');
  const address = /--app=(\S+)/u.exec(opened)?.[1] ?? assert.fail();
  await using browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(address);
  await page.getByRole('dialog').getByText('given.bin').first().waitFor();
  await page.getByRole('dialog').getByText('listed.bin').first().waitFor();
  assert.equal(new URL(page.url()).hash, '');
  assert.deepEqual(files.requested, []);
  run.child.kill('SIGINT');
  await run.exited;
});

test('with downloads it goes on without the window, and says so', { skip }, async () => {
  await using run = await start(DIES, undefined, { script: 'sleep 4', links: [] });
  await eventually(() => /Opened the Sluice window/u.test(run.output()), 'the window');
  const found = await connectToRunning(join(run.folder, 'data'));
  assert.ok(found.ok);
  using client = found.client;
  await client.call('downloads.add', { downloads: [{ url: 'http://x.test/a' }] });
  await eventually(() => /The window is closed and Sluice goes on/u.test(run.output()), 'the line that says so');
  run.child.kill('SIGINT');
  assert.equal(await run.exited, 0);
});

test('a browser that fails ends nothing', { skip }, async () => {
  await using failed = await start(DIES, undefined, { script: 'exit 3', links: [] });
  await eventually(() => /The browser did not show the window/u.test(failed.output()), 'the line that says so');
  const address = /Open\s+(\S+)#/u.exec(failed.output())?.[1] ?? assert.fail();
  assert.equal((await fetch(address)).status, 200);
});

test(
  'without a display it says so and prints the address',
  { skip: skip || process.platform === 'darwin' },
  async () => {
    await using run = await start('echo ELECTRON', {});
    await eventually(() => /Open\s+http:\/\/127\.0\.0\.1/u.test(run.output()), 'the address');
    assert.match(run.output(), /Electron cannot run here \(there is no display\)/u);
    assert.doesNotMatch(run.output(), /^ELECTRON/mu);
    run.child.kill('SIGTERM');
    await run.exited;
  },
);

test('a failed download of Electron is told by its cause', () => {
  const last = 'Error: Electron failed to install correctly. Please delete `node_modules/electron`';
  assert.equal(downloadFailure(`TypeError: fetch failed\n${last}`), 'its download server cannot be reached');
  assert.equal(
    downloadFailure(`HTTPError: Response code 404 (Not Found): x\n    at a (b.js:1:1)\n${last}`),
    'its download failed: HTTPError: Response code 404 (Not Found): x',
  );
  assert.equal(downloadFailure('nothing useful'), 'its download failed');
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commandArguments } from '../../main/desktop/command-arguments.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { boot, buildForDesktop, sha256Of } from './desktop-harness.ts';
import { serveFile } from './file-server.ts';

const RUNNER = fileURLToPath(new URL('run-command.ts', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('../../build/launchers/sluice', import.meta.url));

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
    });
  });
}

/** `sluice ARGUMENT…` as the launcher of a package calls the app's program. */
function sluice(args: readonly string[], dataFolder = '/nonexistent'): Promise<Ended> {
  return run(process.execPath, [RUNNER, '--sluice-cli', '--', ...args], {
    ...process.env,
    SLUICE_DATA_DIR: dataFolder,
  });
}

test('only the marker before `--` makes a start a command', () => {
  assert.deepEqual(commandArguments(['/opt/Sluice', '--no-sandbox', '--sluice-cli', '--', 'get', '--', 'x']), [
    'get',
    '--',
    'x',
  ]);
  assert.deepEqual(commandArguments(['/opt/Sluice', '--sluice-cli', '--']), []);
  for (const args of [[], ['/opt/Sluice'], ['--sluice-cli'], ['--', '--sluice-cli'], ['https://a.test/--sluice-cli']]) {
    assert.equal(commandArguments(args), null, args.join(' '));
  }
});

describe('the command of an installed app', () => {
  before(buildForDesktop);

  test('opens nothing, says what it says elsewhere, ends with its status and leaves nothing behind', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('sluice-command-')).length;
    const help = await sluice(['--help']);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /Usage: sluice/u);
    const wrong = await sluice(['get', '--nonsense']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /unknown option/u);
    assert.equal((await sluice(['list'])).code, 10);
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('sluice-command-')).length;
    assert.equal(after, before);
  });

  test('downloads', async () => {
    await using files = await serveFile(300_000);
    await using folder = await createTempFolder();
    const ended = await sluice(['get', '-q', '-d', folder.path, files.link('got.bin')]);
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    assert.equal(await sha256Of(folder.file('got.bin')), files.sha256);
  });

  test('talks to the running app through its data folder', async () => {
    await using app = await boot();
    await using files = await serveFile(300_000);
    const added = await sluice(['add', '--paused', files.link('handed.bin')], app.dataFolder);
    assert.deepEqual([added.code, added.stderr.includes('opened something')], [0, false]);
    const listed = await sluice(['list', '--json'], app.dataFolder);
    assert.match(listed.stdout, /handed\.bin/u);
  });
});

test(
  'its launcher finds the program, keeps its switches apart from the arguments, and passes the status on',
  { skip: process.platform === 'win32' ? 'a shell script' : false },
  async () => {
    await using folder = await createTempFolder();
    await mkdir(folder.file('resources/bin'), { recursive: true });
    await copyFile(LAUNCHER, folder.file('resources/bin/sluice'));
    await writeFile(folder.file('sluice-desktop'), '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n', { mode: 0o755 });
    const ended = await run(join(folder.path, 'resources/bin/sluice'), ['get', '--json', 'a b', '*']);
    const lines = ended.stdout.trimEnd().split('\n');
    assert.deepEqual(lines.slice(lines.indexOf('--sluice-cli')), ['--sluice-cli', '--', 'get', '--json', 'a b', '*']);
    assert.equal(lines.includes('--no-sandbox'), process.getuid?.() === 0);
    assert.equal(ended.code, 7);
  },
);

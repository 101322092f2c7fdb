import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { FaultServer } from '../../support/fault-server.ts';
import { createTempFolder, type TempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { runSluice, startSluice } from './run-sluice.ts';

const MIB = 1024 * 1024;

/** Sends the first part of the file to the first request, then holds it; later requests get what they ask for. */
function heldLink(
  server: FaultServer,
  file: { readonly seed: number; readonly size: number; readonly after: number },
): string {
  return server.url('hold', { ...file, times: 1 });
}

type DurableRange = { readonly start: number; readonly end: number };
type Durable = { readonly bytes: number; readonly firstGap: number };

/** How many bytes the command's store claims to be on disk, and where the first is missing: several writes are under way at once. */
function durableIn(folder: TempFolder): Durable {
  const nothing = { bytes: 0, firstGap: 0 };
  const store = readdirSync(folder.path).find((name) => name.endsWith('.db'));
  if (store === undefined) return nothing;
  const database = new SqliteDatabase(folder.file(store), { readonly: true });
  try {
    // The file is there a moment before its tables are.
    const hasTable = database.prepare("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'durable_ranges'").pluck().get();
    if (hasTable === 0) return nothing;
    const ranges = database
      .prepare<[], DurableRange>('SELECT start_byte AS start, end_byte AS "end" FROM durable_ranges')
      .all();
    return {
      bytes: ranges.reduce((sum, { start, end }) => sum + end - start, 0),
      firstGap: ranges.find(({ start }) => start === 0)?.end ?? 0,
    };
  } finally {
    database.close();
  }
}

for (const { signal, code } of [
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
] as const) {
  test(`${signal} keeps what arrived, and the same command fetches only the rest`, async () => {
    await using server = await FaultServer.start();
    await using folder = await createTempFolder();
    const link = heldLink(server, { seed: 11, size: 8 * MIB, after: 4 * MIB });
    const command = ['get', '-x', '1', '-d', folder.path, link];
    await using first = startSluice(command);
    await first.saw(/file\.bin: 50%/u);
    const stopped = await first.kill(signal);
    assert.equal(stopped.code, code, stopped.stderr);
    assert.match(stopped.stderr, /The same command continues where it stopped/u);

    const second = await runSluice(command);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(server.requestsFor(link)[1]?.headers.range?.startsWith(`bytes=${4 * MIB}-`), true);
    assert.equal(await fileSha256(folder.file('file.bin')), testBytesSha256(11, 8 * MIB));
    assert.deepEqual(readdirSync(folder.path), ['file.bin']);
  });
}

test('kill -9 costs at most what came after the last checkpoint', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = heldLink(server, { seed: 12, size: 32 * MIB, after: 24 * MIB });
  const command = ['get', '-x', '1', '-d', folder.path, link];
  await using first = startSluice(command);
  while (durableIn(folder).bytes < 16 * MIB) await delay(20);
  const killed = await first.kill('SIGKILL');
  assert.equal(killed.signal, 'SIGKILL');
  const { firstGap } = durableIn(folder);

  const second = await runSluice(command);
  assert.equal(second.code, 0, second.stderr);
  assert.equal(server.requestsFor(link)[1]?.headers.range?.startsWith(`bytes=${firstGap}-`), true);
  assert.equal(await fileSha256(folder.file('file.bin')), testBytesSha256(12, 32 * MIB));
  assert.deepEqual(readdirSync(folder.path), ['file.bin']);
});

test('Ctrl-C before anything arrived leaves nothing behind', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('slowHeaders', { delayMs: 60_000 });
  await using first = startSluice(['get', '-d', folder.path, link]);
  while (server.requests.length === 0) await delay(10);
  const stopped = await first.kill('SIGINT');
  assert.equal(stopped.code, 130);
  assert.match(stopped.stderr, /Stopped\.\n$/u);
  assert.deepEqual(readdirSync(folder.path), []);
});

test('of several files, the same command fetches only those that are missing', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const done = server.url('good', { seed: 13, size: MIB, name: 'done.bin' });
  const held = server.url('hold', { seed: 14, size: 2 * MIB, after: MIB, times: 1, name: 'held.bin' });
  const command = ['get', '-x', '1', '-d', folder.path, done, held];
  await using first = startSluice(command);
  await first.saw(/done\.bin: done/u);
  await first.saw(/held\.bin: 50%/u);
  await first.kill('SIGINT');
  const before = server.requestsFor(done).length;

  const second = await runSluice(command);
  assert.equal(second.code, 0, second.stderr);
  assert.equal(second.stdout, `${folder.file('done.bin')}\n${folder.file('held.bin')}\n`);
  assert.equal(server.requestsFor(done).length, before);
  assert.equal(await fileSha256(folder.file('held.bin')), testBytesSha256(14, 2 * MIB));
  assert.deepEqual(readdirSync(folder.path).toSorted(), ['done.bin', 'held.bin']);
});

test('the same command twice at once: the second says so and does no harm', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('hold', { seed: 15, size: 2 * MIB, after: MIB });
  const command = ['get', '-x', '1', '-d', folder.path, link];
  await using first = startSluice(command);
  await first.saw(/file\.bin: 50%/u);
  const second = await runSluice(command);
  assert.equal(second.code, 9);
  assert.match(second.stderr, /already running in another sluice get/u);
  server.release();
  assert.equal((await first.ended).code, 0);
  assert.equal(await fileSha256(folder.file('file.bin')), testBytesSha256(15, 2 * MIB));
});

/** A program that catches signals as a command does, says when it is ready and when the first one came, and stays. */
function startCatcher(relaunched: '' | '1'): ChildProcessByStdio<null, Readable, null> {
  const module = new URL('../../../main/cli/interruption.ts', import.meta.url).href;
  const program = `
    const { catchInterruption } = await import(${JSON.stringify(module)});
    const caught = catchInterruption({ SLUICE_RELAUNCHED: '${relaunched}' });
    setInterval(() => {}, 1000);
    caught.signal.addEventListener('abort', () => process.stdout.write('first'));
    process.stdout.write('ready');`;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('the second Ctrl-C ends at once', async () => {
  const catcher = startCatcher('');
  const ended = once(catcher, 'exit');
  catcher.stdout.on('data', () => catcher.kill('SIGINT')); // On 'ready' and again on 'first'.
  // By the signal itself, which a shell tells as 130: nothing that is stuck in the process can hold it up.
  assert.deepEqual(await ended, [null, 'SIGINT']);
});

test('the echo of a Ctrl-C from the launcher is not a second one', async () => {
  const catcher = startCatcher('1');
  const ended = once(catcher, 'exit');
  const seen = once(catcher.stdout, 'data');
  await seen;
  const first = once(catcher.stdout, 'data');
  catcher.kill('SIGINT');
  await first;
  catcher.kill('SIGINT');
  await delay(400); // Longer than an echo takes: what comes now is a key press.
  assert.equal(catcher.exitCode, null);
  catcher.kill('SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGTERM']);
});

test('a kill while two hosts bring one file costs no byte of it: the same command ends with the right ones', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using folder = await createTempFolder();
  const file = { seed: 12, size: 40 * MIB, rate: 2 * MIB };
  const checksum = `sha256=${testBytesSha256(file.seed, file.size)}`;
  const links = [one.url('pacedMirror', file), two.url('pacedMirror', file)] as const;
  const command = ['get', '--mirrors', '-x', '2', '--checksum', checksum, '-d', folder.path, ...links];
  for (const bytes of [4 * MIB, 12 * MIB]) {
    await using running = startSluice(command);
    while (durableIn(folder).bytes < bytes) await delay(20);
    assert.equal((await running.kill('SIGKILL')).signal, 'SIGKILL');
  }
  const ended = await runSluice(command);
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await fileSha256(folder.file('file.bin')), testBytesSha256(file.seed, file.size));
  assert.deepEqual(readdirSync(folder.path), ['file.bin']);
  assert.ok(two.requestsFor(links[1]).filter(({ headers }) => headers.range !== 'bytes=0-65535').length >= 2);
});

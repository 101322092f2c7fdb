import assert from 'node:assert/strict';
import { readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { EXIT } from '../../../main/cli/exit-codes.ts';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { mountStallingDisk, noStallingDisk } from '../../support/stalling-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';
import { runSluice, startSluice, type RunningSluice } from './run-sluice.ts';

const SIZE = 40 * 1024 * 1024;
// At a pace, so that it is not there before the disk falls silent.
const FILE = { name: 'dead.bin', seed: 5, size: SIZE, rate: 4_000_000, max: 99 };

type Status = { readonly state: { readonly kind: string }; readonly progress: { readonly receivedBytes: number } };

/** Waits until the download has so many bytes or, with `null`, is complete: all bytes come before the file has its name. */
async function received(where: readonly string[], bytes: number | null): Promise<void> {
  for (;;) {
    const { stdout } = await runSluice(['status', '1', '--json', ...where]);
    const { state, progress } = JSON.parse(stdout) as Status;
    if (state.kind === 'completed' || (bytes !== null && progress.receivedBytes >= bytes)) return;
  }
}

/** Longer than all bounds of an end together, in milliseconds. */
const BOUND_MS = 40_000;

/** Asks it to end, and waits until its main thread has. The system may keep its entry until the disk answers. */
async function endsWithoutDisk({ child }: RunningSluice, press = (): void => void child.kill('SIGINT')): Promise<void> {
  press();
  const isDead = (): boolean => child.signalCode !== null || child.exitCode !== null || !hasProgram(child.pid);
  await until(isDead, 'the process to end', BOUND_MS);
}

/**
 * Whether a main thread has not ended. Never by `/proc/PID/stat`: whoever reads that of a process on its way out may be the last
 * to hold its memory, lets go of it in its place, and hangs on the dead disk of which a file is mapped there.
 */
function hasProgram(pid: number | undefined): boolean {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    return true;
  } catch {
    return false;
  }
}

describe('quitting while a write is stuck on a dead disk', { skip: noStallingDisk }, () => {
  // Longer than the usual bound: an end that waits for its own bounds, and a file at a pace.
  const timeout = 300_000;
  test(
    'sluice serve: the list is closed and free at once, and the next start finishes the file',
    { timeout },
    async () => {
      await using server = await FaultServer.start();
      await using folder = await createTempFolder();
      await using disk = await mountStallingDisk();
      const where = ['--data-dir', folder.file('data')];
      await using first = startSluice(['serve', '--no-open', '--port', '0', '--dir', disk.path, ...where]);
      await first.saw(/Data {6}/u);
      await runSluice(['add', server.url('crowded', FILE), ...where]);
      await received(where, SIZE / 4);
      disk.stall();
      await endsWithoutDisk(first);
      assert.match(first.stderr, /A disk does not answer, and Sluice ends without it/u);

      await using second = startSluice(['serve', '--no-open', '--port', '0', ...where]);
      await second.saw(/Data {6}/u);
      disk.wake();
      assert.equal((await first.ended).signal, 'SIGKILL');
      await received(where, null);
      assert.equal(await fileSha256(path.join(disk.behind, FILE.name)), testBytesSha256(FILE.seed, SIZE));
    },
  );
});

describe('a disk that fails every call from one moment on', { skip: noStallingDisk }, () => {
  test('sluice get, whose list is on that disk too, ends and says so; back again, the same command finishes the file', async () => {
    await using server = await FaultServer.start();
    await using disk = await mountStallingDisk();
    const command = ['get', '-d', disk.path, server.url('crowded', FILE)];
    await using first = startSluice(command);
    const part = path.join(disk.behind, `${FILE.name}${PART_SUFFIX}`);
    const size = (): number => statSync(part, { throwIfNoEntry: false })?.size ?? 0;
    await until(() => size() > SIZE / 4, 'some of the file', BOUND_MS);
    await disk.die();
    const end = await first.ended;
    assert.equal(end.code, EXIT.disk, end.stderr);
    assert.match(end.stderr, /The disk reported an error\./u);
    assert.doesNotMatch(end.stderr, /unexpected/u);
    await disk.revive();
    const second = await runSluice(command);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(await fileSha256(path.join(disk.behind, FILE.name)), testBytesSha256(FILE.seed, SIZE));
  });
});

describe('a disk that says nothing any more', { skip: noStallingDisk }, () => {
  test('sluice get, whose list is on that disk too, ends by Ctrl-C, and the same command goes on later', async () => {
    await using server = await FaultServer.start();
    await using disk = await mountStallingDisk();
    const command = ['get', '-d', disk.path, server.url('crowded', { ...FILE, rate: 400_000 })];
    await using first = startSluice(command, { ownGroup: true });
    await first.saw(/\d%, /u);
    disk.stall();
    const press = (): boolean => process.kill(-(first.child.pid ?? 0), 'SIGINT');
    // A main thread that was stuck by then did not hear it; whoever is told that Ctrl-C stops it presses again.
    void first
      .saw(/Ctrl-C stops at once/u)
      .then(press)
      .catch(() => undefined);
    await endsWithoutDisk(first, () => void press());
    assert.match(first.stderr, /A disk does not answer, and Sluice ends without it|Ctrl-C stops at once/u);
    disk.wake();
    assert.equal((await first.ended).signal, 'SIGKILL');
    const second = await runSluice(command);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(await fileSha256(path.join(disk.behind, FILE.name)), testBytesSha256(FILE.seed, SIZE));
  });

  test('sluice get that begins on it says so, and ends by Ctrl-C', async () => {
    await using disk = await mountStallingDisk();
    disk.stall();
    await using running = startSluice(['get', '-d', disk.path, 'http://127.0.0.1:9/file'], { ownGroup: true });
    await running.saw(/The disk does not answer\. Sluice waits for it up to a minute; Ctrl-C stops at once\./u);
    await endsWithoutDisk(running, () => void process.kill(-(running.child.pid ?? 0), 'SIGINT'));
    disk.wake();
    assert.equal((await running.ended).code, null);
  });
});

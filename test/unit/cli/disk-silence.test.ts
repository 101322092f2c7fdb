import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const DISK_SILENCE = new URL('../../../main/cli/disk-silence.ts', import.meta.url).href;
/** A main thread that never moves again. */
const STUCK = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

/** A process that watches itself, catches signals as the command does, and runs `code`. */
function start(times: { readonly noticeAfterMs: number; readonly endAfterMs: number }, code: string) {
  const options = JSON.stringify({ ...times, notice: 'waits', ending: 'ends' });
  const program = `
    import { readSync } from 'node:fs';
    import { watchForSilence } from ${JSON.stringify(DISK_SILENCE)};
    process.on('SIGINT', () => {});
    const later = (ms) => new Promise((done) => setTimeout(done, ms));
    const watch = watchForSilence(${options});
    ${code}`;
  // A group of its own: what a terminal sends goes to all processes in it.
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { detached: true });
  const said = { text: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.text += text));
  return { child, said, ended: once(child, 'close') };
}

test('a main thread that is stuck is told, and ends the process at last', { timeout: 60_000 }, async () => {
  const { said, ended } = start(
    { noticeAfterMs: 500, endAfterMs: 4000 },
    `watch.started(); setTimeout(() => { ${STUCK} }, 1500); await later(60_000);`,
  );
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  assert.equal(said.text, 'waits\nends\n');
});

test('so is a start that waits without end', { timeout: 60_000 }, async () => {
  const { said, ended } = start({ noticeAfterMs: 500, endAfterMs: 4000 }, 'await later(60_000);');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  assert.equal(said.text, 'waits\nends\n');
});

test('Ctrl-C ends what is stuck', { timeout: 60_000 }, async () => {
  const { child, said, ended } = start(
    { noticeAfterMs: 500, endAfterMs: 1_000_000 },
    `watch.started(); setTimeout(() => { ${STUCK} }, 1500); await later(60_000);`,
  );
  while (!said.text.includes('waits')) await once(child.stderr, 'data');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
});

test('what moves again goes on', { timeout: 60_000 }, async () => {
  const { child, said, ended } = start(
    { noticeAfterMs: 500, endAfterMs: 1_000_000 },
    // A read that returns when we write.
    `watch.started(); await later(1500); readSync(0, Buffer.alloc(1)); console.log('goes on'); watch[Symbol.dispose]();`,
  );
  let heard = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (heard += text));
  while (!said.text.includes('waits')) await once(child.stderr, 'data');
  child.stdin.end('x');
  assert.deepEqual(await ended, [0, null]);
  assert.equal(said.text, 'waits\n');
  assert.equal(heard, 'goes on\n');
});

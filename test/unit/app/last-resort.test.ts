import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const LAST_RESORT = new URL('../../../main/app/last-resort.ts', import.meta.url).href;

/** Runs a module as a process of its own. */
function run(code: string): {
  readonly signal: string | null;
  readonly status: number | null;
  readonly stderr: Buffer;
} {
  const program = `import { endAtLast, endNow } from ${JSON.stringify(LAST_RESORT)}; ${code}`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    timeout: 60_000,
    killSignal: 'SIGTERM',
  });
}

test('a process whose main thread never comes back ends all the same, unless that was called off', () => {
  const stuck = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
  const ended = run(
    `const end = endAtLast(100, 'It ends.'); await new Promise((done) => setTimeout(done, 50)); ${stuck}`,
  );
  assert.deepEqual([ended.signal, ended.stderr.toString()], ['SIGKILL', 'It ends.']);
  assert.equal(run(`endAtLast(60_000)[Symbol.dispose]();`).status, 0);
  assert.equal(run(`endNow(); ${stuck}`).signal, 'SIGKILL');
});

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startNginx } from '../../support/nginx.ts';
import type { Bench, Scenario } from '../harness/bench.ts';

const SEED = 3;
const MIB = 2 ** 20;
const PROBE = path.resolve(import.meta.dirname, '../harness/event-loop-delay.ts');

/** The window's promise: bytes never delay the main thread. */
export const scenarios: readonly Scenario[] = [
  { name: 'main-thread', about: 'event-loop delay of the main thread while 64 downloads run at full speed', run },
];

async function run(bench: Bench): Promise<void> {
  const downloads = bench.scale(64, 4);
  const mib = bench.scale(32, 1);
  await using nginx = await startNginx();
  await nginx.putFile('file.bin', SEED, mib * MIB);
  const { showings } = await bench.compare(`${downloads} downloads of ${mib} MiB at once`, [
    {
      name: 'sluice',
      run: (folder) => {
        mkdirSync(path.join(folder, 'files'));
        const args = [PROBE, `${nginx.origin}/file.bin`, folder, String(downloads)];
        const probe = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 });
        if (probe.status !== 0) throw new Error(probe.stderr);
        // Written by our own probe: an object of numbers.
        return Promise.resolve(JSON.parse(probe.stdout) as Record<string, number>);
      },
    },
  ]);
  const p99Ms = showings['sluice']?.medians['busyP99Ms'] ?? Number.NaN;
  if (!bench.options.isQuick) bench.target('event-loop delay, 99th percentile in ms', p99Ms, { atMost: 10 });
}

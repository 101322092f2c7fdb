import { startNginx } from '../../support/nginx.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import { measureCommand } from '../harness/measured-command.ts';
import type { Metrics } from '../harness/metrics.ts';

const SEED = 21;
const FILE = 'file.bin';
const MIB = 2 ** 20;

/** How cost grows; what grows with the rows of the list is in `rows`. Nothing is wanted here: the tables say what a step costs. */
export const scenarios: readonly Scenario[] = [
  { name: 'growth-connections', about: 'one file over 1 to 32 connections', run: runConnections },
  {
    name: 'growth-downloads',
    about: 'the same bytes as 1 to 64 files at once, one connection each',
    run: runDownloads,
  },
];

async function runConnections(bench: Bench): Promise<void> {
  const mib = bench.scale(512, 4);
  await using nginx = await startNginx();
  await nginx.putFile(FILE, SEED, mib * MIB);
  const counts = bench.options.isQuick ? [1, 2] : [1, 2, 4, 8, 16, 32];
  await bench.compare(
    `${mib} MiB`,
    counts.map((connections) => ({
      name: `sluice, ${connections} connections`,
      run: (folder: string) =>
        fetched(bench, { folder, mib, args: ['-x', String(connections), `${nginx.origin}/${FILE}`] }),
    })),
  );
}

async function runDownloads(bench: Bench): Promise<void> {
  const mib = bench.scale(512, 4);
  await using nginx = await startNginx();
  const counts = bench.options.isQuick ? [1, 2] : [1, 4, 16, 64];
  for (const count of counts) await nginx.putFile(`${count}-${FILE}`, SEED, (mib * MIB) / count);
  await bench.compare(
    `${mib} MiB in all`,
    counts.map((count) => {
      // The same link twice would be fetched once.
      const links = Array.from({ length: count }, (_, index) => `${nginx.origin}/${count}-${FILE}?${index}`);
      return {
        name: `sluice, ${count} downloads`,
        run: (folder: string) => fetched(bench, { folder, mib, args: ['-x', '1', '-j', String(count), ...links] }),
      };
    }),
  );
}

async function fetched(
  bench: Bench,
  { folder, mib, args }: { readonly folder: string; readonly mib: number; readonly args: readonly string[] },
): Promise<Metrics> {
  const command = [process.execPath, bench.options.launcher, 'get', '--quiet', '-d', folder, ...args] as const;
  const { wallSeconds, cpuSeconds, peakMib } = await measureCommand(command, { folder });
  return { wallS: wallSeconds, cpuS: cpuSeconds, cpuSPerGib: (cpuSeconds * 1024) / mib, peakMib };
}

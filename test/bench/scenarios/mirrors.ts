import path from 'node:path';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';
import { findProgram } from '../../../build/test-tools.ts';
import { fileSha256 } from '../../support/test-bytes.ts';
import type { Bench, Contestant, Scenario } from '../harness/bench.ts';
import { measureCommand, watchLastWrite } from '../harness/measured-command.ts';
import { PatternedFile } from '../servers/patterned-file.ts';
import { startServer } from '../servers/server-process.ts';

const MIB = 2 ** 20;
const FILE = 'file.bin';
/** To each server. */
const CONNECTIONS = 4;
const BYTES_PER_SECOND = 2 * MIB;

/** One file from two servers at once, each of which gives less than the line. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'mirrors',
    about: '100 MiB from two servers, 4 connections of 2 MiB/s each, with a checksum',
    run: runMirrors,
  },
];

async function runMirrors(bench: Bench): Promise<void> {
  const sizeBytes = bench.scale(100, 4) * MIB;
  const plan = { sizeBytes, bytesPerSecond: BYTES_PER_SECOND, maxAtOnce: 1_000_000, refuseWith: '429' } as const;
  await using one = await startServer('paced-server', plan);
  await using two = await startServer('paced-server', plan);
  const servers = [one, two];
  const hash = new PatternedFile(sizeBytes).sha256();
  const urls = servers.map(({ origin }) => `${origin}/${FILE}`);
  const contestant = (name: string, command: readonly [string, ...string[]]): Contestant => ({
    name,
    run: async (folder) => {
      for (const server of servers) await server.takeFacts();
      const startedAtMs = Date.now();
      const lastWrite = watchLastWrite(path.join(folder, FILE + PART_SUFFIX));
      const { wallSeconds, cpuSeconds } = await measureCommand(command, { folder });
      const lastWriteMs = lastWrite.stop();
      const facts = await Promise.all(servers.map((server) => server.takeFacts()));
      if ((await fileSha256(path.join(folder, FILE))) !== hash) throw new Error('the file is wrong');
      const sentBytes = facts.map((seen) => seen.sentBytes);
      return {
        // Of a peer its exit: it compares the checksum before, as Sluice does after.
        lastByteS: lastWriteMs === null ? wallSeconds : (lastWriteMs - startedAtMs) / 1000,
        wallS: wallSeconds,
        cpuS: cpuSeconds,
        sentMib: (sentBytes[0] ?? 0) / MIB + (sentBytes[1] ?? 0) / MIB,
        lesserShare: Math.min(...sentBytes) / sizeBytes,
        requests: facts.reduce((sum, seen) => sum + seen.requests, 0),
      };
    },
  });
  const sluice = [
    process.execPath, bench.options.launcher, 'get', '--mirrors', '-x', String(CONNECTIONS), '--checksum', `sha256=${hash}`,
    '--quiet', '-o', FILE, ...urls,
  ] as const; // prettier-ignore
  const aria2c = findProgram('aria2c');
  const found = await bench.compare(`${sizeBytes / MIB} MiB from two servers`, [
    contestant(`sluice -x ${CONNECTIONS}`, sluice),
    ...(aria2c === null
      ? []
      : [
          contestant('aria2c', [
            aria2c, '--quiet=true', '--no-conf=true', `--split=${2 * CONNECTIONS}`, `--max-connection-per-server=${CONNECTIONS}`,
            '--min-split-size=1M', '--file-allocation=none', `--checksum=sha-256=${hash}`, `--out=${FILE}`, ...urls,
          ]),
        ]), // prettier-ignore
  ]);
  if (bench.options.isQuick) return;
  const median = (name: string, metric: string): number => found.showings[name]?.medians[metric] ?? Number.NaN;
  const own = `sluice -x ${CONNECTIONS}`;
  const ideal = sizeBytes / (2 * CONNECTIONS * BYTES_PER_SECOND);
  bench.target('mirrors: part of both lines together', ideal / median(own, 'lastByteS'), { atLeast: 0.85 });
  bench.target('mirrors: x aria2c, checksum included', median(own, 'wallS') / median('aria2c', 'wallS'), {
    atMost: 1.02,
  });
}

import { EngineHarness } from '../../support/engine-harness.ts';
import type { Bench, Contestant, Scenario } from '../harness/bench.ts';
import { meterSockets, ratesOf } from '../harness/socket-meter.ts';
import { startServer } from '../servers/server-process.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** Enough that no download comes to its end. */
const SIZE_BYTES = 2048 * MIB;

/** How exactly a limit is kept, on the sockets. */
export const scenarios: readonly Scenario[] = [
  { name: 'limit', about: 'limits from 64 KiB/s up, over all and per download, as bytes read from sockets', run },
];

type Where = 'all' | 'each';

async function run(bench: Bench): Promise<void> {
  const rates = bench.options.isQuick ? [MIB] : [64 * KIB, MIB, 10 * MIB];
  for (const rate of rates) {
    for (const where of ['all', 'each'] as const) {
      const label = rate < MIB ? `${rate / KIB} KiB/s` : `${rate / MIB} MiB/s`;
      const work = `${label} ${where === 'all' ? 'over two downloads' : 'for one download'}`;
      const found = await bench.compare(work, [limited(rate, where, bench.scale(10, 2))]);
      if (bench.options.isQuick) continue;
      const { mean = Number.NaN, mostInOneSecond = Number.NaN } = found.showings['sluice']?.medians ?? {};
      bench.target(`${work}: mean, from below`, mean, { atLeast: 0.98 });
      bench.target(`${work}: mean, from above`, mean, { atMost: 1.02 });
      bench.target(`${work}: any second`, mostInOneSecond, { atMost: 1.05 });
    }
  }
}

/** Lets downloads with eight connections each run for so many seconds. Metrics are parts of the limit. */
function limited(rate: number, where: Where, seconds: number): Contestant {
  return {
    name: 'sluice',
    run: async () => {
      await using server = await startServer('paced-server', {
        sizeBytes: SIZE_BYTES,
        bytesPerSecond: 1000 * MIB,
        maxAtOnce: 1_000_000,
        refuseWith: '429',
      });
      await using engine = await EngineHarness.start();
      const meter = meterSockets(Number(new URL(server.origin).port));
      if (where === 'all') engine.send({ kind: 'limit', bytesPerSecond: rate, hosts: [] });
      const url = `${server.origin}/file.bin`;
      const limitBytesPerSecond = where === 'each' ? rate : 0;
      for (let left = where === 'all' ? 2 : 1; left > 0; left -= 1) {
        engine.start({ url, maxConnections: 8, limitBytesPerSecond });
      }
      await new Promise((resolve) => {
        setTimeout(resolve, seconds * 1000);
      });
      const readings = await meter.stop();
      // From the first byte on: starting takes a moment of its own.
      const from = Math.max(0, readings.findIndex(({ bytes }) => bytes > 0) - 1);
      const { mean, most } = ratesOf(readings.slice(from), 1000);
      return { mean: mean / rate, mostInOneSecond: most / rate };
    },
  };
}

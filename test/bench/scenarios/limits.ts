import { EngineHarness } from '../../support/engine-harness.ts';
import type { Bench, Contestant, Scenario } from '../harness/bench.ts';
import { startNginx } from '../../support/nginx.ts';
import { meterSockets, ratesOf } from '../harness/socket-meter.ts';
import { startServer } from '../servers/server-process.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** Enough that no download comes to its end. */
const SIZE_BYTES = 2048 * MIB;
const TLS_SIZE_BYTES = 256 * MIB;

/** How exactly a limit is kept, on the sockets. */
export const scenarios: readonly Scenario[] = [
  { name: 'limit', about: 'limits from 64 KiB/s up, over all and per download, as bytes read from sockets', run },
];

type Where = 'all' | 'each' | 'tls';

const WORDS: Readonly<Record<Where, string>> = {
  all: 'over two downloads',
  each: 'for one download',
  tls: 'over three downloads with TLS',
};

async function run(bench: Bench): Promise<void> {
  const rates = bench.options.isQuick ? [MIB] : [64 * KIB, 100 * KIB, MIB, 10 * MIB];
  for (const rate of rates) {
    for (const where of ['all', 'each', 'tls'] as const) {
      const label = rate < MIB ? `${rate / KIB} KiB/s` : `${rate / MIB} MiB/s`;
      const work = `${label} ${WORDS[where]}`;
      const found = await bench.compare(work, [limited(rate, where, bench.scale(10, 2))]);
      if (bench.options.isQuick) continue;
      const { mean = Number.NaN, mostInOneSecond = Number.NaN } = found.showings['sluice']?.medians ?? {};
      bench.target(`${work}: mean, from below`, mean, { atLeast: 0.98 });
      bench.target(`${work}: mean, from above`, mean, { atMost: 1.02 });
      bench.target(`${work}: any second`, mostInOneSecond, { atMost: 1.05 });
    }
  }
}

const CONNECTIONS: Readonly<Record<Where, readonly number[]>> = { all: [8, 8], each: [8], tls: [8, 8, 1] };

type LimitServer = AsyncDisposable & { readonly url: string; readonly certificateAuthority: string | null };

async function startPlainServer(): Promise<LimitServer> {
  const server = await startServer('paced-server', {
    sizeBytes: SIZE_BYTES,
    bytesPerSecond: 1000 * MIB,
    maxAtOnce: 1_000_000,
    refuseWith: '429',
  });
  const close = async (): Promise<void> => server[Symbol.asyncDispose]();
  return { url: `${server.origin}/file.bin`, certificateAuthority: null, [Symbol.asyncDispose]: close };
}

/** Records of 16 KiB, as nearly all servers send them. */
async function startTlsServer(): Promise<LimitServer> {
  const nginx = await startNginx();
  await nginx.putFile('file.bin', 1, TLS_SIZE_BYTES);
  const close = async (): Promise<void> => nginx[Symbol.asyncDispose]();
  const url = `${nginx.tlsOrigin}/file.bin`;
  return { url, certificateAuthority: nginx.certificate, [Symbol.asyncDispose]: close };
}

/** Lets downloads run for so many seconds. Metrics are parts of the limit. */
function limited(rate: number, where: Where, seconds: number): Contestant {
  return {
    name: 'sluice',
    run: async () => {
      await using server = where === 'tls' ? await startTlsServer() : await startPlainServer();
      const { url, certificateAuthority } = server;
      await using engine = await EngineHarness.start(certificateAuthority === null ? {} : { certificateAuthority });
      const meter = meterSockets(Number(new URL(url).port));
      if (where !== 'each') engine.send({ kind: 'limit', bytesPerSecond: rate, hosts: [] });
      const limitBytesPerSecond = where === 'each' ? rate : 0;
      for (const maxConnections of CONNECTIONS[where]) engine.start({ url, maxConnections, limitBytesPerSecond });
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

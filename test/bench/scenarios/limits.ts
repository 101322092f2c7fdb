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
const WATCH_MS = 10_000;
/** Before a limit is changed live: fast enough that TLS is read by Node, slow enough that no file comes to its end. */
const FAST_BYTES_PER_SECOND = 20 * MIB;
const FAST_MS = 1000;
/** From a change on until it has to hold: a TLS connection is replaced meanwhile. */
const CHANGE_MS = 500;

/** As the program is set; a head may wait for a limit for a part of them. */
const USUAL = { connectTimeoutMs: 30_000, responseTimeoutMs: 60_000 };

/** How exactly a limit is kept, on the sockets. A round of one of them takes 25 to 45 s. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'limit-all',
    about: 'limits from 64 KiB/s up over two downloads, as bytes read from sockets',
    run: (bench) =>
      compareAll(bench, { rates: [64 * KIB, MIB, 10 * MIB], work: 'over two downloads', downloads: [8, 8] }),
  },
  {
    name: 'limit-each',
    about: 'the same for one download',
    run: (bench) =>
      compareAll(bench, { rates: [100 * KIB, MIB, 10 * MIB], work: 'for one download', downloads: [8], isOwn: true }),
  },
  {
    name: 'limit-tls',
    about: 'the same over three downloads with TLS',
    run: (bench) =>
      compareAll(bench, {
        rates: [64 * KIB, MIB],
        work: 'over three downloads with TLS',
        downloads: [8, 8, 1],
        isTls: true,
      }),
  },
  {
    name: 'limit-live',
    about: 'a limit that is set while downloads run, with and without TLS',
    run: async (bench) => {
      await compareAll(bench, { rates: [64 * KIB, MIB], work: 'set live', downloads: [8, 8], isLive: true });
      await compareAll(bench, {
        rates: [64 * KIB, MIB],
        work: 'set live, with TLS',
        downloads: [8, 8],
        isTls: true,
        isLive: true,
      });
    },
  },
];

type Case = {
  readonly rates: readonly number[];
  readonly work: string;
  /** Their connections. */
  readonly downloads: readonly number[];
  /** The limit is the download's own, and not one over all. */
  readonly isOwn?: boolean;
  readonly isTls?: boolean;
  readonly isLive?: boolean;
};

async function compareAll(bench: Bench, given: Case): Promise<void> {
  await using server = await (given.isTls === true ? startTlsServer() : startPlainServer());
  for (const rate of bench.options.isQuick ? [MIB] : given.rates) {
    const label = rate < MIB ? `${rate / KIB} KiB/s` : `${rate / MIB} MiB/s`;
    const work = `${label} ${given.work}`;
    const found = await bench.compare(work, [limited(rate, given, { server, watchMs: bench.scale(WATCH_MS, 2000) })]);
    if (bench.options.isQuick) continue;
    const { mean = Number.NaN, mostInOneSecond = Number.NaN } = found.showings['sluice']?.medians ?? {};
    bench.target(`${work}: mean, from below`, mean, { atLeast: 0.98 });
    bench.target(`${work}: mean, from above`, mean, { atMost: 1.02 });
    bench.target(`${work}: any second`, mostInOneSecond, { atMost: 1.05 });
  }
}

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

/** Lets downloads run for so long. Metrics are parts of the limit. */
function limited(
  rate: number,
  { downloads, isOwn = false, isLive = false }: Case,
  { server, watchMs }: { readonly server: LimitServer; readonly watchMs: number },
): Contestant {
  return {
    name: 'sluice',
    run: async () => {
      const { url, certificateAuthority } = server;
      await using engine = await EngineHarness.start(certificateAuthority === null ? {} : { certificateAuthority });
      const meter = meterSockets(Number(new URL(url).port));
      const limit = (bytesPerSecond: number): void => engine.send({ kind: 'limit', bytesPerSecond, hosts: [] });
      if (!isOwn) limit(isLive ? FAST_BYTES_PER_SECOND : rate);
      for (const maxConnections of downloads) {
        engine.start({ ...USUAL, url, maxConnections, limitBytesPerSecond: isOwn ? rate : 0 });
      }
      let fromMs = 0;
      if (isLive) {
        await meter.hasWatched(FAST_MS);
        limit(rate);
        fromMs = performance.now() + CHANGE_MS;
      }
      await meter.hasWatched(isLive ? FAST_MS + CHANGE_MS + watchMs : watchMs);
      const readings = (await meter.stop()).filter(({ atMs }) => atMs >= fromMs);
      // From the first byte on: starting takes a moment of its own.
      const from = isLive ? 0 : Math.max(0, readings.findIndex(({ bytes }) => bytes > 0) - 1);
      const { mean, most } = ratesOf(readings.slice(from), 1000);
      return { mean: mean / rate, mostInOneSecond: most / rate };
    },
  };
}

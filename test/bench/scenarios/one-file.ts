import { startNginx } from '../../support/nginx.ts';
import { testBytesSha256 } from '../../support/test-bytes.ts';
import { ratioTo, type Bench, type Comparison, type Scenario } from '../harness/bench.ts';
import { fetchContestants } from '../harness/fetch-contestants.ts';

const SEED = 7;
const FILE = 'file.bin';
const MIB = 2 ** 20;

/** Ratios of wall time that issue 6 asks for: with one connection to curl, with more to aria2c with as many. */
const WANTED = {
  http: { ofCurl: 0.65, ofAria2: 0.45, quickConnections: 1 },
  tls: { ofCurl: 0.75, ofAria2: 0.6, quickConnections: 8 },
} as const;
/** The most memory `sluice get` may take with 16 connections, and the share of bytes written besides the file. */
const WANTED_PEAK_MIB = 160;
const WANTED_BESIDES_SHARE = 0.01;

type Scheme = keyof typeof WANTED;
const SCHEMES: readonly Scheme[] = ['http', 'tls'];

/** One large file from nginx on loopback: `http-1`, `http-8`, ... `tls-16`. */
export const scenarios: readonly Scenario[] = SCHEMES.flatMap((scheme) =>
  [1, 8, 16].map((connections) => ({
    name: `${scheme}-${connections}`,
    about: `1 GiB from nginx over ${scheme.toUpperCase()} with ${connections} connection${connections === 1 ? '' : 's'}`,
    run: (bench) => run(bench, scheme, connections),
  })),
);

async function run(bench: Bench, scheme: Scheme, connections: number): Promise<void> {
  // The quick bench proves that it runs, and one of each scheme is enough for that.
  if (bench.options.isQuick && WANTED[scheme].quickConnections !== connections) return;
  const mib = bench.scale(1024, 8);
  await using nginx = await startNginx({ countsExchanges: true });
  await nginx.putFile(FILE, SEED, mib * MIB);
  const task = {
    url: `${scheme === 'http' ? nginx.origin : nginx.tlsOrigin}/${FILE}`,
    sizeBytes: mib * MIB,
    hash: testBytesSha256(SEED, mib * MIB),
    certificatePath: nginx.certificatePath,
    nginx,
    connections,
  };
  const comparison = await bench.compare(`${mib} MiB, ${scheme}, ${connections}`, fetchContestants(bench, task));
  // Of as little as the quick bench moves, only the start of the program would be timed.
  if (!bench.options.isQuick) stateTargets(bench, { comparison, scheme, connections, mib });
}

function stateTargets(
  bench: Bench,
  {
    comparison,
    scheme,
    connections,
    mib,
  }: { readonly comparison: Comparison; readonly scheme: Scheme; readonly connections: number; readonly mib: number },
): void {
  const peer = connections === 1 ? 'curl' : 'aria2c';
  const atMost = connections === 1 ? WANTED[scheme].ofCurl : WANTED[scheme].ofAria2;
  const ratio = (metric: string, to: string): number => ratioTo(comparison, metric, { own: 'sluice', peer: to });
  bench.target(`last byte, x ${peer}`, ratio('lastByteS', peer), { atMost });
  bench.target(`durable, x ${peer}`, ratio('durableS', peer), { atMost });
  if (connections <= 8) bench.target('processor time, x curl with one', ratio('cpuS', 'curl'), { atMost: 1 });
  const { peakMib = Number.NaN, besidesMib = Number.NaN } = comparison.showings['sluice']?.medians ?? {};
  if (connections === 16) bench.target('peak MiB', peakMib, { atMost: WANTED_PEAK_MIB });
  bench.target('share written besides the file', besidesMib / mib, { atMost: WANTED_BESIDES_SHARE });
}

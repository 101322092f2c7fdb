import { startNginx } from '../../support/nginx.ts';
import { testBytesSha256 } from '../../support/test-bytes.ts';
import { ratioTo, type Bench, type Comparison, type Scenario } from '../harness/bench.ts';
import { fetchContestants } from '../harness/fetch-contestants.ts';

const SEED = 7;
const FILE = 'file.bin';
const MIB = 2 ** 20;

/** Ratios of wall time that issue 6 asks for, for each scheme. */
const WANTED = {
  HTTP: { ofCurl: 0.65, ofAria2: 0.45 },
  TLS: { ofCurl: 0.75, ofAria2: 0.6 },
} as const;

/** The most memory `sluice get` may take with 16 connections, and the share of bytes written besides the file. */
const WANTED_PEAK_MIB = 160;
const WANTED_BESIDES_SHARE = 0.01;

type Scheme = keyof typeof WANTED;

/** One large file from nginx on loopback. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'http',
    about: '1 GiB from nginx over HTTP with 1, 8 and 16 connections',
    run: (bench) => run(bench, 'HTTP'),
  },
  { name: 'tls', about: 'the same over TLS', run: (bench) => run(bench, 'TLS') },
];

async function run(bench: Bench, scheme: Scheme): Promise<void> {
  const mib = bench.scale(1024, 8);
  await using nginx = await startNginx({ countsExchanges: true });
  await nginx.putFile(FILE, SEED, mib * MIB);
  const task = {
    url: `${scheme === 'HTTP' ? nginx.origin : nginx.tlsOrigin}/${FILE}`,
    sizeBytes: mib * MIB,
    hash: testBytesSha256(SEED, mib * MIB),
    certificatePath: nginx.certificatePath,
    nginx,
  };
  let single: Comparison | null = null;
  for (const connections of bench.options.isQuick ? [1, 8] : [1, 8, 16]) {
    const work = `${mib} MiB, ${scheme}, ${connections} connection${connections === 1 ? '' : 's'}`;
    const comparison = await bench.compare(work, fetchContestants(bench, { ...task, connections }));
    single ??= comparison;
    // As little as the quick bench moves, only the start of the program is timed.
    if (bench.options.isQuick) continue;
    stateTimes(bench, scheme, comparison);
    stateCosts(bench, { single, comparison, connections, mib });
  }
}

function stateTimes(bench: Bench, scheme: Scheme, comparison: Comparison): void {
  const isSingle = comparison.showings['curl'] !== undefined;
  const peer = isSingle ? 'curl' : 'aria2c';
  const atMost = isSingle ? WANTED[scheme].ofCurl : WANTED[scheme].ofAria2;
  for (const [metric, words] of [
    ['lastByteS', 'last byte'],
    ['durableS', 'durable'],
  ] as const) {
    const value = ratioTo(comparison, metric, { own: 'sluice', peer });
    bench.target(`${comparison.work}: ${words}, x ${peer}`, value, { atMost });
  }
}

function stateCosts(
  bench: Bench,
  found: {
    readonly single: Comparison;
    readonly comparison: Comparison;
    readonly connections: number;
    readonly mib: number;
  },
): void {
  const { single, comparison, connections, mib } = found;
  const own = comparison.showings['sluice']?.medians ?? {};
  const ofCurl = (own['cpuS'] ?? Number.NaN) / (single.showings['curl']?.medians['cpuS'] ?? Number.NaN);
  if (connections <= 8) {
    bench.target(`${comparison.work}: processor time, x curl with one`, ofCurl, { atMost: 1 });
  }
  if (connections === 16) {
    bench.target(`${comparison.work}: peak MiB`, own['peakMib'] ?? Number.NaN, { atMost: WANTED_PEAK_MIB });
  }
  const share = (own['besidesMib'] ?? Number.NaN) / mib;
  bench.target(`${comparison.work}: written besides the file`, share, { atMost: WANTED_BESIDES_SHARE });
}

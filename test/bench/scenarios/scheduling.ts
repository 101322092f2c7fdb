import { rm } from 'node:fs/promises';
import path from 'node:path';
import { EngineHarness } from '../../support/engine-harness.ts';
import { startNginx } from '../../support/nginx.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { NO_TRAITS } from '../../../main/engine/transfer-request.ts';
import type { Bench, Comparison, Contestant, Scenario } from '../harness/bench.ts';
import { measureCommand } from '../harness/measured-command.ts';
import type { Metrics } from '../harness/metrics.ts';
import { automaticPeer, PEERS, sluicePeer, type Peer } from '../harness/peers.ts';
import { PatternedFile } from '../servers/patterned-file.ts';
import { startServer, type PacedServerPlan, type ServerFacts } from '../servers/server-process.ts';

const MIB = 2 ** 20;
const FILE = 'file.bin';
const CONNECTIONS = 16;
const BYTES_PER_SECOND = 2 * MIB;

/** How ranges are given to connections, on servers and lines that are slow in different ways. */
export const scenarios: readonly Scenario[] = [
  { name: 'paced', about: '100 MiB, each connection paced to 2 MiB/s without a burst', run: runPaced },
  { name: 'burst', about: '100 MiB from nginx with limit_rate 2m, whose answers begin with a burst', run: runBurst },
  { name: 'unequal', about: '400 MiB, one connection at 50 KiB/s and one that falls silent', run: runUnequal },
  { name: 'refusing', about: '100 MiB from a server that refuses more than 4 connections', run: runRefusing },
  { name: 'pipe', about: '500 MiB over a long fat pipe: 50 ms, 200 Mbit/s, 256 KiB for each connection', run: runPipe },
];

/** One file, and what its server saw of it. Times are from the first request to the last byte, on the server's clock. */
type Task = {
  readonly url: string;
  readonly hash: string;
  readonly takeFacts: () => Promise<ServerFacts> | ServerFacts;
};

async function runPaced(bench: Bench): Promise<void> {
  const sizeBytes = bench.scale(100, 4) * MIB;
  await withPaced({ sizeBytes }, async (task) => {
    const found = await bench.compare(`${sizeBytes / MIB} MiB, 2 MiB/s each`, [
      ...contestants(bench, task, [CONNECTIONS, 'automatic']),
      remembering(task, CONNECTIONS),
    ]);
    if (bench.options.isQuick) return;
    const ideal = sizeBytes / CONNECTIONS / BYTES_PER_SECOND;
    bench.target('paced, 16: part of the ideal', ideal / seconds(found, 'sluice -x 16'), { atLeast: 0.95 });
    bench.target('paced, 16: x aria2c', ratio(found, 'sluice -x 16', 'aria2c'), { atMost: 1 });
    bench.target('paced, automatic: part of the ideal', ideal / seconds(found, 'sluice'), { atLeast: 0.75 });
    bench.target('paced, remembered: part of the ideal', ideal / seconds(found, 'sluice, remembered'), {
      atLeast: 0.95,
    });
  });
}

async function runBurst(bench: Bench): Promise<void> {
  const mib = bench.scale(100, 4);
  await using nginx = await startNginx({ locations: 'limit_rate 2m;', countsExchanges: true });
  await nginx.putFile(FILE, 1, mib * MIB);
  const task: Task = {
    url: `${nginx.origin}/${FILE}`,
    hash: testBytesSha256(1, mib * MIB),
    takeFacts: () => factsOf(nginx.takeExchanges()),
  };
  const found = await bench.compare(`${mib} MiB, limit_rate 2m`, contestants(bench, task, [CONNECTIONS]));
  if (bench.options.isQuick) return;
  bench.target('burst, 16: x aria2c', ratio(found, 'sluice -x 16', 'aria2c'), { atMost: 1 });
}

async function runUnequal(bench: Bench): Promise<void> {
  const sizeBytes = bench.scale(400, 4) * MIB;
  const work = `${sizeBytes / MIB} MiB, 2 MiB/s each`;
  let without: Comparison | null = null;
  await withPaced({ sizeBytes }, async (task) => {
    without = await bench.compare(work, contestants(bench, task, [CONNECTIONS], ['aria2c']));
  });
  const trouble = { crawl: { request: 3, bytesPerSecond: 50 * 1024 }, stall: { request: 6, afterBytes: MIB } };
  await withPaced({ sizeBytes, ...trouble }, async (task) => {
    // aria2c has no bound for a stalled connection below a minute by default, so it would only cost time.
    const found = await bench.compare(`${work}, but for two`, contestants(bench, task, [CONNECTIONS], []));
    if (bench.options.isQuick || without === null) return;
    const ofWithout = seconds(found, 'sluice -x 16') / seconds(without, 'sluice -x 16');
    bench.target('unequal, 16: x without them', ofWithout, { atMost: 1.1 });
    const last = found.showings['sluice -x 16']?.medians['lastPercent'] ?? Number.NaN;
    bench.target('unequal, 16: part of the time for the last 1 %', last, { atMost: 0.03 });
  });
}

async function runRefusing(bench: Bench): Promise<void> {
  const sizeBytes = bench.scale(100, 4) * MIB;
  for (const refuseWith of ['429', 'reset'] as const) {
    await withPaced({ sizeBytes, maxAtOnce: 4, refuseWith }, async (task) => {
      const work = `${sizeBytes / MIB} MiB, more than 4: ${refuseWith}`;
      const found = await bench.compare(work, contestants(bench, task, [4, CONNECTIONS, 'automatic'], []));
      if (bench.options.isQuick) return;
      for (const name of ['sluice -x 16', 'sluice']) {
        bench.target(`refusing with ${refuseWith}, ${name}: x -x 4`, ratio(found, name, 'sluice -x 4'), {
          atMost: 1.05,
        });
        const refusals = found.showings[name]?.medians['refusals'] ?? Number.NaN;
        bench.target(`refusing with ${refuseWith}, ${name}: refusals`, refusals, { atMost: 9 });
      }
    });
  }
}

async function runPipe(bench: Bench): Promise<void> {
  const mib = bench.scale(500, 2);
  const bytesPerSecond = 25_000_000;
  await using nginx = await startNginx();
  await nginx.putFile(FILE, 1, mib * MIB);
  const port = Number(new URL(nginx.origin).port);
  await using pipe = await startServer('long-fat-pipe', {
    port,
    roundTripMs: 50,
    bytesPerSecond,
    windowBytes: 256 * 1024,
  });
  const task: Task = {
    url: `${pipe.origin}/${FILE}`,
    hash: testBytesSha256(1, mib * MIB),
    takeFacts: pipe.takeFacts,
  };
  const work = `${mib} MiB, 50 ms, 200 Mbit/s`;
  const found = await bench.compare(work, contestants(bench, task, [CONNECTIONS, 'automatic'], ['aria2c']));
  if (bench.options.isQuick) return;
  for (const name of ['sluice -x 16', 'sluice']) {
    const ofLink = (mib * MIB) / bytesPerSecond / seconds(found, name);
    bench.target(`pipe, ${name}: part of the line`, ofLink, { atLeast: 0.9 });
    bench.target(`pipe, ${name}: x aria2c`, ratio(found, name, 'aria2c'), { atMost: 1.02 });
  }
}

async function withPaced(
  plan: Partial<PacedServerPlan> & { readonly sizeBytes: number },
  use: (task: Task) => Promise<void>,
): Promise<void> {
  const usual = { bytesPerSecond: BYTES_PER_SECOND, maxAtOnce: 1_000_000, refuseWith: '429' } as const;
  await using server = await startServer('paced-server', { ...usual, ...plan });
  await use({
    url: `${server.origin}/${FILE}`,
    hash: new PatternedFile(plan.sizeBytes).sha256(),
    takeFacts: server.takeFacts,
  });
}

/** Sluice with each of these numbers, and peers with the usual one. */
function contestants(
  bench: Bench,
  task: Task,
  numbers: readonly (number | 'automatic')[],
  peers: readonly string[] = ['aria2c', 'lftp', 'axel'],
): readonly Contestant[] {
  const { launcher } = bench.options;
  const own = numbers.map((number): Contestant => {
    if (number === 'automatic') return contestant('sluice', automaticPeer(launcher), task, CONNECTIONS);
    return contestant(`sluice -x ${number}`, sluicePeer(launcher), task, number);
  });
  const others = PEERS.filter(({ name }) => peers.includes(name)).filter((peer) => commandOf(peer, task, CONNECTIONS));
  return [...own, ...others.map((peer) => contestant(peer.name, peer, task, CONNECTIONS))];
}

function commandOf(peer: Peer, { url }: Task, connections: number): ReturnType<Peer['command']> {
  return peer.command({ url, folder: '.', fileName: FILE, connections, certificatePath: '' });
}

function contestant(name: string, peer: Peer, task: Task, connections: number): Contestant {
  return {
    name,
    run: async (folder) => {
      const command = peer.command({ url: task.url, folder, fileName: FILE, connections, certificatePath: '' });
      if (command === null) throw new Error('cannot do this');
      await task.takeFacts();
      const { wallSeconds } = await measureCommand(command, { folder });
      const metrics = metricsOf(await task.takeFacts());
      if ((await fileSha256(path.join(folder, FILE))) !== task.hash) throw new Error('the file is wrong');
      return { ...metrics, wallS: wallSeconds };
    },
  };
}

/** The engine on a host that it knows: `sluice get` keeps nothing from one run to the next. */
function remembering(task: Task, paidConnections: number): Contestant {
  return {
    name: 'sluice, remembered',
    run: async () => {
      await task.takeFacts();
      await using engine = await EngineHarness.start();
      const traits = { ...NO_TRAITS, paidConnections };
      const download = engine.start({ url: task.url, isAutomatic: true, maxConnections: CONNECTIONS, traits });
      const end = await download.ended;
      const metrics = metricsOf(await task.takeFacts());
      const isRight = end.kind === 'finished' && (await fileSha256(download.partPath)) === task.hash;
      await rm(download.partPath);
      if (!isRight) throw new Error('the file is wrong');
      return metrics;
    },
  };
}

function metricsOf(facts: ServerFacts): Metrics {
  const { firstRequestMs, lastByteMs, lateBytesMs, requests, refusals, sentBytes } = facts;
  const ms = lastByteMs - firstRequestMs;
  return {
    serverS: ms / 1000,
    ...(lateBytesMs === 0 ? {} : { lastPercent: (lastByteMs - lateBytesMs) / ms }),
    requests,
    refusals,
    sentMib: sentBytes / MIB,
  };
}

function factsOf(exchanges: readonly { endedAtMs: number; durationMs: number; bodyBytes: number }[]): ServerFacts {
  return {
    firstRequestMs: Math.min(...exchanges.map(({ endedAtMs, durationMs }) => endedAtMs - durationMs)),
    lastByteMs: Math.max(...exchanges.map(({ endedAtMs }) => endedAtMs)),
    lateBytesMs: 0,
    requests: exchanges.length,
    refusals: 0,
    sentBytes: exchanges.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0),
    mostAtOnce: 0,
  };
}

function seconds(comparison: Comparison, name: string): number {
  return comparison.showings[name]?.medians['serverS'] ?? Number.NaN;
}

function ratio(comparison: Comparison, own: string, peer: string): number {
  return seconds(comparison, own) / seconds(comparison, peer);
}

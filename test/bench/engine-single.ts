/**
 * One large file from nginx on loopback through the engine's worker, beside curl and aria2c: `node
 * test/bench/engine-single.ts [MIB] [ROUNDS]`. Prints medians in seconds and ratios to curl. Peers in turn, interleaved.
 */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EngineHarness } from '../support/engine-harness.ts';
import { startNginx } from '../support/nginx.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const [mib = 1024, rounds = 3] = process.argv.slice(2).map(Number);
const size = mib * MIB;

await using nginx = await startNginx();
await using folder = await createTempFolder();
await nginx.putFile('big.bin', 1, size);

type Peer = { readonly name: string; readonly run: (url: string) => Promise<void> };

async function sluice(url: string, maxConnections: number): Promise<void> {
  const download = engine.start({ url, maxConnections });
  const end = await download.ended;
  if (end.kind !== 'finished' || statSync(download.partPath).size !== size) throw new Error(JSON.stringify(end));
  await rm(download.partPath);
}

async function aria2(url: string, connections: number): Promise<void> {
  const to = ['-d', folder.path, '-o', 'aria2.bin', '--allow-overwrite=true', '--file-allocation=none', '-q'];
  const how = ['-x', String(connections), '-s', String(connections), '-k', '1M', '--check-certificate=false'];
  await run('aria2c', [...to, ...how, url]);
  await rm(folder.file('aria2.bin'));
}

async function curl(url: string): Promise<void> {
  await run('curl', ['-sk', '-o', folder.file('curl.bin'), url]);
  await rm(folder.file('curl.bin'));
}

const peers: readonly Peer[] = [
  { name: 'curl', run: curl },
  { name: 'aria2c -x1', run: (url) => aria2(url, 1) },
  { name: 'aria2c -x8', run: (url) => aria2(url, 8) },
  { name: 'engine, 1 connection', run: (url) => sluice(url, 1) },
  { name: 'engine, 8 connections', run: (url) => sluice(url, 8) },
];

await using engine = await EngineHarness.start({ certificateAuthority: nginx.certificate });
for (const origin of [nginx.origin, nginx.tlsOrigin]) {
  const url = `${origin}/big.bin`;
  const times = new Map<string, number[]>(peers.map((peer) => [peer.name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of peers) {
      const startedAt = performance.now();
      await peer.run(url);
      times.get(peer.name)?.push((performance.now() - startedAt) / 1000);
    }
  }
  const median = (name: string): number => times.get(name)?.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
  console.log(`${mib} MiB over ${new URL(url).protocol.slice(0, -1)}, ${rounds} rounds`);
  for (const { name } of peers) {
    console.log(
      `  ${name.padEnd(24)} ${median(name).toFixed(2)} s  ${(median(name) / median('curl')).toFixed(2)} x curl`,
    );
  }
}

/**
 * `npm run bench [-- --mib N --rounds N]`: the time for one file from a local nginx, plain and TLS, with 1 and 8
 * connections, beside curl and aria2c in the same run; every file's hash is checked. Then what the download does to the
 * main thread's event loop. Nothing here is a test: numbers are compared with peers, not with limits.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startNginx, type Nginx } from '../support/nginx.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../support/test-bytes.ts';
import { PEERS, timePeer } from './peers.ts';

const SEED = 7;
const FILE = 'file.bin';

const { values } = parseArgs({
  options: { mib: { type: 'string', default: '1024' }, rounds: { type: 'string', default: '3' } },
});
const sizeBytes = Number(values.mib) * 2 ** 20;
const rounds = Number(values.rounds);

type Line = { readonly work: string; readonly seconds: ReadonlyMap<string, readonly number[]> };

async function measure(
  nginx: Nginx,
  origin: string,
  connections: number,
  folder: string,
  hash: string,
): Promise<Line['seconds']> {
  const seconds = new Map<string, number[]>();
  // Interleaved, so that a slow minute of the machine hits everyone.
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of PEERS) {
      const work = {
        url: `${origin}/${FILE}`,
        folder,
        fileName: `out-${peer.name}`,
        connections,
        certificatePath: nginx.certificatePath,
      };
      const taken = await timePeer(peer, work);
      if (taken === null) continue;
      const file = path.join(folder, work.fileName);
      if ((await fileSha256(file)) !== hash) throw new Error(`${peer.name} made a wrong file`);
      rmSync(file);
      seconds.set(peer.name, [...(seconds.get(peer.name) ?? []), taken]);
    }
  }
  return seconds;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function printLine({ work, seconds }: Line): void {
  const own = median(seconds.get('sluice') ?? []);
  const cells = [...seconds].map(([name, taken]) => {
    const ratio = name === 'sluice' ? '' : ` (sluice takes ${(own / median(taken)).toFixed(2)} of it)`;
    return `${name} ${median(taken).toFixed(2)} s${ratio}`;
  });
  process.stdout.write(`${work.padEnd(28)} ${cells.join('   ')}\n`);
}

await using nginx = await startNginx();
await using folder = await createTempFolder();
process.stdout.write(`one file of ${values.mib} MiB, ${rounds} rounds, medians, wall clock of the whole program\n`);
await nginx.putFile(FILE, SEED, sizeBytes);
const hash = testBytesSha256(SEED, sizeBytes);
for (const [scheme, origin] of [
  ['HTTP', nginx.origin],
  ['TLS', nginx.tlsOrigin],
] as const) {
  for (const connections of [1, 8]) {
    const work = `${scheme}, ${connections} connection${connections === 1 ? '' : 's'}`;
    printLine({ work, seconds: await measure(nginx, origin, connections, folder.path, hash) });
  }
}

const script = path.join(import.meta.dirname, 'event-loop-delay.ts');
const probe = spawnSync(process.execPath, [script, `${nginx.origin}/${FILE}`, folder.path], { encoding: 'utf8' });
process.stdout.write(`event-loop delay of the main thread, p99 in ms: ${probe.stdout.trim() || probe.stderr}\n`);

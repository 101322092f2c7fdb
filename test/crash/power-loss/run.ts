/**
 * `npm run test:power [CUTS] [SEED]`: records everything that a Sluice asks of the disk while it downloads, then cuts the
 * power at random records: rebuilds its folders as a disk would have them, starts a Sluice on them, lets it finish, and
 * compares. Every file must have the SHA-256 of the original, and every link whose addition was answered before the cut
 * must be in the list.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { startPacedServer } from '../paced-server.ts';
import { makeRandom } from '../seeded-random.ts';
import { DiskModel } from './disk-model.ts';
import { playCut } from './after-cut.ts';
import { readRecording, type DiskRecord } from './recording.ts';
import type { PowerPlan } from './victim.ts';

const MIB = 2 ** 20;
/** Long enough for a checkpoint by size before its end. */
const LARGE_BYTES = 20 * MIB;
/** Comes without pauses, so that it is written past the page cache. */
const FAST_BYTES = 48 * MIB;
const RECORDING_BOUND_MS = 60_000;

const cuts = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
if (!Number.isSafeInteger(cuts) || cuts < 1) throw new Error('usage: npm run test:power [CUTS] [SEED]');

/** Why it cannot be done here; `null` when it can. */
function obstacle(): string | null {
  if (process.platform !== 'linux') return 'recording needs LD_PRELOAD, so Linux';
  return spawnSync('gcc', ['--version']).status === 0 ? null : 'recording needs gcc';
}

async function record(plan: PowerPlan, root: string, folder: string): Promise<DiskRecord[]> {
  const library = path.join(folder, 'recorder.so');
  const source = path.join(import.meta.dirname, 'recorder.c');
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl', '-lpthread'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  const log = path.join(folder, 'log');
  const victim = spawn(process.execPath, [path.join(import.meta.dirname, 'victim.ts'), JSON.stringify(plan)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // With io_uring the calls would not pass through libc.
    env: { ...process.env, LD_PRELOAD: library, POWER_ROOT: root, POWER_LOG: log, UV_USE_IO_URING: '0' },
  });
  const bound = setTimeout(() => victim.kill('SIGKILL'), RECORDING_BOUND_MS);
  const [code] = await once(victim, 'close');
  clearTimeout(bound);
  if (code !== 0) throw new Error(`the recorded Sluice ended with ${String(code)}`);
  return readRecording(readFileSync(log));
}

/** All files below a folder with their bytes. */
function snapshot(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile() && !name.endsWith('-shm'));
  return new Map(files.toSorted().map((name) => [name, readFileSync(path.join(folder, name))]));
}

/** A rebuilt folder with every record applied must be the real one: else the recorder misses calls. */
function requireComplete(records: readonly DiskRecord[], root: string, folders: readonly string[]): void {
  const real = snapshot(root);
  rmSync(root, { recursive: true });
  const model = new DiskModel(folders);
  for (const each of records) model.apply(each);
  model.writeOut({ random: Math.random, keepsAll: true });
  const rebuilt = snapshot(root);
  const differing = [...new Set([...real.keys(), ...rebuilt.keys()])].filter(
    (name) => !(real.get(name) ?? Buffer.from('missing')).equals(rebuilt.get(name) ?? Buffer.from('not rebuilt')),
  );
  if (differing.length > 0) throw new Error(`the recording does not make ${differing.join(', ')}`);
}

async function main(): Promise<void> {
  const reason = obstacle();
  if (reason !== null) {
    process.stdout.write(`power cuts: skipped, ${reason}\n`);
    return;
  }
  const startedAt = performance.now();
  using folder = makeTempFolder();
  await using server = await startPacedServer();
  const root = path.join(folder.path, 'root');
  const folders = [root, path.join(root, 'data'), path.join(root, 'files')];
  for (const each of folders) mkdirSync(each);
  const sizes = [[LARGE_BYTES], [FAST_BYTES], [100_000, 3000, 0], [300_000, 1, 65_536], [2 * MIB], [70_000, 5000]];
  const files = sizes.map((call, index) =>
    call.map((size, at) => {
      const seed = index * 10 + at;
      return { size, seed, url: server.url(size, seed, size === FAST_BYTES ? 'fast' : 'paced') };
    }),
  );
  const plan: PowerPlan = {
    dataFolder: path.join(root, 'data'),
    downloadFolder: path.join(root, 'files'),
    acknowledgedFile: path.join(root, 'acknowledged'),
    calls: files.map((call) => call.map(({ url }) => url)),
  };
  const records = await record(plan, root, folder.path);
  requireComplete(records, root, folders);
  process.stdout.write(`recorded ${records.length} calls in ${Math.round(performance.now() - startedAt)} ms\n`);

  server.setPause(0);
  const random = makeRandom(seed);
  let failed = 0;
  for (let cut = 1; cut <= cuts; cut += 1) {
    const at = Math.floor(random() * (records.length + 1));
    rmSync(root, { recursive: true });
    const model = new DiskModel(folders);
    for (const each of records.slice(0, at)) model.apply(each);
    const acknowledged = acknowledgedBefore(records.slice(0, at), plan.acknowledgedFile);
    model.writeOut({ random, keepsAll: false });
    const wrong = await playCut({ plan, files: files.flat(), acknowledged });
    if (wrong.length === 0) continue;
    failed += 1;
    process.stdout.write(`cut ${cut} of seed ${seed}, at record ${at} of ${records.length}: ${wrong.join('; ')}\n`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stdout.write(`power cuts: ${cuts - failed} passed, ${failed} failed; seed ${seed}; ${seconds} s\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** The links whose addition had been answered. */
function acknowledgedBefore(records: readonly DiskRecord[], file: string): Set<string> {
  const handle = records.find((each) => each.kind === 'create' && each.path === file);
  const said = records.flatMap((each) =>
    each.kind === 'write' && handle?.kind === 'create' && each.handle === handle.handle ? [each.data.toString()] : [],
  );
  return new Set(
    said
      .join('')
      .split(/\s+/u)
      .filter((word) => word.startsWith('http')),
  );
}

await main();

/**
 * `npm run bench:profile [-- --mib N --connections N --tls --folder FOLDER]`: one `sluice get` from nginx on loopback under
 * the profiler. Leaves a `.cpuprofile` of each thread (Chromium's developer tools open them) and prints where the time went.
 */
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startNginx } from '../support/nginx.ts';
import { installCommand } from '../support/installed-command.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { measureCommand } from './harness/measured-command.ts';

const SHOWN = 25;

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '1024' },
    connections: { type: 'string', default: '8' },
    tls: { type: 'boolean', default: false },
    folder: { type: 'string' },
  },
});

/** The parts of V8's format that are read here (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/). */
type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds between samples. */
  readonly timeDeltas: readonly number[];
};

await using nginx = await startNginx();
await using downloads = await createTempFolder();
await nginx.putFile('file.bin', 1, Number(values.mib) * 2 ** 20);
const folder = values.folder ?? (await mkdtemp(path.join(tmpdir(), 'sluice-profile-')));
mkdirSync(folder, { recursive: true });
const url = `${values.tls ? nginx.tlsOrigin : nginx.origin}/file.bin`;
const launcher = await installCommand(downloads.path);
const cost = await measureCommand(
  [
    process.execPath, '--cpu-prof', `--cpu-prof-dir=${folder}`, launcher,
    'get', url, '-d', downloads.path, '-x', values.connections, '--quiet',
  ], // prettier-ignore
  { env: { NODE_EXTRA_CA_CERTS: nginx.certificatePath } },
);
process.stdout.write(`${cost.wallSeconds.toFixed(2)} s, processor ${cost.cpuSeconds.toFixed(2)} s\n`);
for (const file of globSync('*.cpuprofile', { cwd: folder })) print(path.join(folder, file));

/** Self time of functions, most first. */
function print(file: string): void {
  // V8 wrote it.
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const milliseconds = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const name = names.get(id) ?? 'unknown';
    milliseconds.set(name, (milliseconds.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000);
  }
  process.stdout.write(`\n${file}\n`);
  const longest = [...milliseconds].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN);
  for (const [name, ms] of longest) process.stdout.write(`${ms.toFixed(0).padStart(7)} ms  ${name}\n`);
}

function nameOf(frame: CpuProfile['nodes'][number]['callFrame']): string {
  const place = frame.url === '' ? '' : ` ${path.relative(process.cwd(), frame.url.replace('file://', ''))}`;
  return `${frame.functionName || '(anonymous)'}${place}${place === '' ? '' : `:${frame.lineNumber + 1}`}`;
}

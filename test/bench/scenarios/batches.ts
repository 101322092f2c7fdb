import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../../build/test-tools.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { startNginx } from '../../support/nginx.ts';
import { ratioTo, type Bench, type Contestant, type Scenario } from '../harness/bench.ts';
import { measureCommand } from '../harness/measured-command.ts';

const SEED = 11;
const AT_ONCE = 16;

/** Ratios of wall time that issue 6 asks for. */
const WANTED = { ofCurl: 1.5, ofAria2: 0.6 } as const;

/** Many small files of one host; a file of its own for each, all queued at once with rows in SQLite. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'batch-64k',
    about: '1000 files of 64 KiB, 16 at a time',
    run: (bench) => run(bench, { kib: 64, count: bench.scale(1000, 20) }),
  },
  {
    name: 'batch-1m',
    about: '1000 files of 1 MiB, 16 at a time',
    run: (bench) => run(bench, { kib: 1024, count: bench.scale(1000, 20) }),
  },
];

async function run(bench: Bench, { kib, count }: { readonly kib: number; readonly count: number }): Promise<void> {
  // One file under many names: what is measured is the handling of files, not the server's disk.
  await using nginx = await startNginx({ locations: 'location /file- { try_files /one.bin =404; }' });
  await nginx.putFile('one.bin', SEED, kib * 1024);
  const links = Array.from({ length: count }, (_, index) => `${nginx.origin}/file-${index}.bin`);
  const hash = testBytesSha256(SEED, kib * 1024);
  const work = `${count} files of ${kib} KiB, ${AT_ONCE} at a time`;
  const comparison = await bench.compare(work, contestants(bench.options.launcher, links, hash));
  if (bench.options.isQuick) return;
  for (const [peer, atMost] of [
    ['curl', WANTED.ofCurl],
    ['aria2c', WANTED.ofAria2],
  ] as const) {
    bench.target(`${work}: x ${peer}`, ratioTo(comparison, 'wallS', { own: 'sluice', peer }), { atMost });
  }
}

function contestants(launcher: string, links: readonly string[], hash: string): Contestant[] {
  const plain = links.join('\n');
  const commands: readonly [name: string, command: (folder: string) => readonly [string, ...string[]]][] = [
    [
      'sluice',
      (folder) => [
        process.execPath, launcher, 'get', '-i', list(folder, 'links.txt', plain), '-j', String(AT_ONCE), '-d', folder,
        '--quiet',
      ], // prettier-ignore
    ],
    [
      'curl',
      (folder) => [
        'curl', '-sS', '--fail', '-Z', '--parallel-max', String(AT_ONCE), '-K',
        list(folder, 'curl.txt', links.map((url) => `url=${url}\nremote-name\n`).join('')),
      ], // prettier-ignore
    ],
    [
      'aria2c',
      (folder) => [
        'aria2c', '--quiet=true', '--no-conf=true', '-j', String(AT_ONCE), '--file-allocation=none', '-i',
        list(folder, 'links.txt', plain),
      ], // prettier-ignore
    ],
    [
      'wget2',
      (folder) => [
        'wget2', '--quiet', '--no-config', '--no-hsts', `--max-threads=${AT_ONCE}`, '-i', list(folder, 'links.txt', plain),
      ], // prettier-ignore
    ],
  ];
  return commands
    .filter(([name]) => name === 'sluice' || findProgram(name) !== null)
    .map(([name, command]) => ({
      name,
      run: async (folder) => {
        const cost = await measureCommand(command(folder), { folder });
        await checkFiles(folder, links.length, hash);
        return { wallS: cost.wallSeconds, cpuS: cost.cpuSeconds, peakMib: cost.peakMib, writtenMib: cost.writtenMib };
      },
    }));
}

/** A file of links beside the folder. */
function list(folder: string, name: string, text: string): string {
  const file = path.join(path.dirname(folder), name);
  writeFileSync(file, text);
  return file;
}

async function checkFiles(folder: string, count: number, hash: string): Promise<void> {
  const names = readdirSync(folder);
  if (names.length !== count) throw new Error(`${names.length} files instead of ${count}`);
  // Each file has the same bytes; every tenth is read in whole.
  for (const name of names.filter((_, index) => index % 10 === 0)) {
    if ((await fileSha256(path.join(folder, name))) !== hash) throw new Error(`${name} is not what the server has`);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '../../build/test-tools.ts';
import type { FaultServer } from '../support/fault-server.ts';
import { fileSha256, testBytesSha256 } from '../support/test-bytes.ts';
import type { FaultCase } from './fault-cases.ts';

/**
 * How it ended. `whole`: success, and the bytes are the server's. `refuses`: failure, and nothing that looks finished.
 * `WRONG BYTES`: something that looks finished is not the server's file. `never ends`: still running after the bound.
 */
export type Outcome = 'whole' | 'refuses' | 'WRONG BYTES' | 'never ends';

/** A program under trial. Both write `out.bin` into the folder. */
export type Tool = {
  readonly name: string;
  readonly command: (url: string, folder: string, connections: number) => readonly string[];
  /** Whether the file in the folder is marked as not finished. */
  readonly isUnfinished: (file: string) => boolean;
};

/** After this a tool is stopped: more than three tries with a time-out of a minute each take. */
const BOUND_MS = 300_000;
const SLUICE = path.resolve(import.meta.dirname, '../../build/sluice.js');

export const TOOLS: readonly Tool[] = [
  {
    name: 'Sluice',
    command: (url, folder, connections) => [
      process.execPath, SLUICE, 'get', url, '-d', folder, '-o', 'out.bin', '-x', String(connections), '--max-tries', '3', '--quiet',
    ], // prettier-ignore
    // Its placeholder is empty.
    isUnfinished: (file) => statSync(file).size === 0 && existsSync(`${file}.sluice-part`),
  },
  {
    name: 'aria2c',
    command: (url, folder, connections) => [
      findProgram('aria2c') ?? 'aria2c', '--quiet=true', '--no-conf=true', '--continue=true', `--split=${connections}`,
      `--max-connection-per-server=${connections}`, '--min-split-size=1M', '--file-allocation=none', '--max-tries=3',
      '--retry-wait=1', '--timeout=20', '--connect-timeout=20', `--dir=${folder}`, '--out=out.bin', url,
    ], // prettier-ignore
    isUnfinished: (file) => existsSync(`${file}.aria2`),
  },
];

/** Runs one tool through one case in a folder of its own. */
export async function runFaultCase(
  tool: Tool,
  one: FaultCase,
  place: { readonly server: FaultServer; readonly folder: string },
): Promise<Outcome> {
  const folder = path.join(place.folder, tool.name);
  await mkdir(folder);
  const { server } = place;
  let url: string;
  if (one.resumes) {
    url = server.url('hold', { seed: 1, size: 6 * 2 ** 20, after: 3 * 2 ** 20 });
    await runHalfWay(tool, url, folder);
    server.change(url, one.behaviour, one.file);
  } else url = server.url(one.behaviour, one.file);
  const code = await run(tool, { url, folder, connections: one.connections });
  if (code === null) return 'never ends';
  return judge(tool, path.join(folder, 'out.bin'), { code, file: one.file });
}

async function judge(
  tool: Tool,
  file: string,
  end: { readonly code: number; readonly file: FaultCase['file'] },
): Promise<Outcome> {
  const exists = existsSync(file);
  if (!exists || tool.isUnfinished(file)) return end.code === 0 ? 'WRONG BYTES' : 'refuses';
  const { seed = 1, size = 0 } = end.file;
  // Some behaviours serve the next seed's file from the second request on.
  const right = [testBytesSha256(seed, size), testBytesSha256(seed + 1, size)];
  return right.includes(await fileSha256(file)) ? 'whole' : 'WRONG BYTES';
}

/** The exit code; `null` when it had to be stopped. */
async function run(
  tool: Tool,
  work: { readonly url: string; readonly folder: string; readonly connections: number },
): Promise<number | null> {
  const child = start(tool, work.url, work.folder, work.connections);
  const bound = setTimeout(() => child.kill('SIGKILL'), BOUND_MS);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(bound);
  return code;
}

/** Lets a tool take half of a well-behaved server's file, then asks it to stop as Ctrl-C does. */
async function runHalfWay(tool: Tool, url: string, folder: string): Promise<void> {
  const child = start(tool, url, folder, 1);
  const ended = once(child, 'exit');
  // Half of the file is sent at once and then nothing; loopback needs a moment, a start of Node another.
  await delay(4000);
  child.kill('SIGINT');
  await ended;
}

function start(tool: Tool, url: string, folder: string, connections: number): ChildProcess {
  const [program = '', ...args] = tool.command(url, folder, connections);
  return spawn(program, args, { stdio: 'ignore' });
}

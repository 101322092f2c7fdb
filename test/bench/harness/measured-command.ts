import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram } from '../../../build/test-tools.ts';

/** Whatever runs longer is ended: a bench must end. */
const BOUND_MS = 120_000;
/** How often the time of the last write is looked at. */
const LOOK_MS = 10;

/** What the system says of a process that has ended. */
export type CommandCost = {
  readonly wallSeconds: number;
  /** User and system time of the process and all its threads; `NaN` without GNU time, like the next two. */
  readonly cpuSeconds: number;
  readonly peakMib: number;
  /** What it made the disk write, its files included. */
  readonly writtenMib: number;
};

/**
 * Runs a program to its end.
 * @throws Error when it exits with anything but 0 or takes more than two minutes.
 */
export async function measureCommand(
  command: readonly [program: string, ...args: string[]],
  options: { readonly env?: NodeJS.ProcessEnv; readonly folder?: string } = {},
): Promise<CommandCost> {
  const notes = path.join(tmpdir(), `sluice-bench-time-${process.pid}`);
  const gnuTime = process.platform === 'linux' ? findProgram('time') : null;
  const [program, ...args] =
    gnuTime === null ? command : [gnuTime, '-q', '-o', notes, '-f', '%U %S %M %O', '--', ...command];
  const startedAt = performance.now();
  // A group of its own, so that a program that must be ended is, and not only the clock around it.
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
    cwd: options.folder ?? tmpdir(),
    env: { ...process.env, ...options.env },
  });
  const bound = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), BOUND_MS);
  // `once` answers with the arguments of the event: code and signal.
  const [code] = (await once(child, 'exit')) as [number | null];
  const wallSeconds = (performance.now() - startedAt) / 1000;
  clearTimeout(bound);
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(' ')} ended with ${code}`);
  if (gnuTime === null) {
    return { wallSeconds, cpuSeconds: Number.NaN, peakMib: Number.NaN, writtenMib: Number.NaN };
  }
  const [user = 0, system = 0, peakKib = 0, blocks = 0] = (await readFile(notes, 'utf8')).trim().split(' ').map(Number);
  await rm(notes);
  return { wallSeconds, cpuSeconds: user + system, peakMib: peakKib / 1024, writtenMib: (blocks * 512) / 2 ** 20 };
}

/** Makes a file durable, as `sync FILE` does. @returns the seconds it took */
export async function secondsToSync(file: string): Promise<number> {
  const startedAt = performance.now();
  const handle = await open(file, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
  return (performance.now() - startedAt) / 1000;
}

/**
 * Looks when a file was written to last while someone else writes it. `stop()` gives the time on the clock of `Date.now()`;
 * `null` when there was no such file. The file may get another name or time in the end.
 */
export function watchLastWrite(file: string): { readonly stop: () => number | null } {
  let lastMs: number | null = null;
  const timer = setInterval(() => {
    void stat(file).then(
      ({ mtimeMs }) => (lastMs = Math.max(lastMs ?? 0, mtimeMs)),
      () => {}, // Not yet, or no longer.
    );
  }, LOOK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return lastMs;
    },
  };
}

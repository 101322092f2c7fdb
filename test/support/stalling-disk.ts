import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { findProgram } from '../../build/test-tools.ts';
import { makeTempFolder } from './temp-folder.ts';
import { until } from './until.ts';

/** A folder of a file system that can fall silent, as a network folder does whose server is gone. */
export type StallingDisk = AsyncDisposable & {
  readonly path: string;
  /** The same files, past the file system that stalls. */
  readonly behind: string;
  /** From now on nothing is answered: whoever asks waits. */
  readonly stall: () => void;
  /** Answers everything that waits. */
  readonly wake: () => void;
  /** From now on every call fails, as on a disk that was pulled out: the file system's process is gone. */
  readonly die: () => Promise<void>;
  /** After `die`: the same files are there again. */
  readonly revive: () => Promise<void>;
};

/** Why there cannot be one here, for a test to skip with; `false` when there can. */
export const noStallingDisk: string | false = whyNot();

function whyNot(): string | false {
  const mayMount = process.getuid?.() === 0 || findProgram('fusermount3') !== null;
  const isMissing = findProgram('bindfs') === null || !mayMount;
  if (process.platform !== 'linux' || isMissing) return 'it needs Linux and bindfs (Debian: apt-get install bindfs)';
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return false;
  } catch {
    return '/dev/fuse cannot be used';
  }
}

/** Mounts a folder over FUSE. Its process is stopped by a signal to stall it. @throws Error when it cannot be mounted. */
export async function mountStallingDisk(): Promise<StallingDisk> {
  const folder = makeTempFolder();
  const [behind, path] = [`${folder.path}/behind`, `${folder.path}/disk`];
  for (const each of [behind, path]) mkdirSync(each);
  let bindfs = await mount(behind, path);
  return {
    path,
    behind,
    stall: () => bindfs.kill('SIGSTOP'),
    wake: () => bindfs.kill('SIGCONT'),
    die: async () => {
      const ended = once(bindfs, 'exit');
      bindfs.kill('SIGKILL');
      await ended;
    },
    revive: async () => {
      // Lazily: whoever still has a file open there gets an error, and must not keep the folder.
      system('umount', '--lazy', path);
      bindfs = await mount(behind, path);
    },
    [Symbol.asyncDispose]: async () => {
      const hasEnded = bindfs.exitCode !== null || bindfs.signalCode !== null;
      const ended = hasEnded ? Promise.resolve() : once(bindfs, 'exit');
      bindfs.kill('SIGCONT');
      // It unmounts itself, unless it was killed.
      bindfs.kill('SIGTERM');
      await ended;
      if (hasEnded) system('umount', '--lazy', path);
      folder[Symbol.dispose]();
    },
  };
}

async function mount(behind: string, path: string): Promise<ChildProcess> {
  const { dev } = statSync(behind);
  // In the foreground, so that it is our child and ends with us.
  const bindfs = spawn(findProgram('bindfs') ?? 'bindfs', ['-f', behind, path], { stdio: 'ignore' });
  await until(
    () => statSync(path).dev !== dev,
    () => 'the file system',
    5000,
  );
  return bindfs;
}

function system(command: string, ...args: string[]): void {
  const ended = spawnSync(command, args, { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ended.stderr}`);
}

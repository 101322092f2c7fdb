import { spawn } from 'node:child_process';
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
  // In the foreground, so that it is our child and ends with us.
  const bindfs = spawn(findProgram('bindfs') ?? 'bindfs', ['-f', behind, path], { stdio: 'ignore' });
  const ended = once(bindfs, 'exit');
  const { dev } = statSync(folder.path);
  await until(
    () => statSync(path).dev !== dev,
    () => 'the file system',
    5000,
  );
  return {
    path,
    behind,
    stall: () => bindfs.kill('SIGSTOP'),
    wake: () => bindfs.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      bindfs.kill('SIGCONT');
      // It unmounts itself.
      bindfs.kill('SIGTERM');
      await ended;
      folder[Symbol.dispose]();
    },
  };
}

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { makeTempFolder } from './temp-folder.ts';

/** A file system of its own and of few bytes, so that a full disk is real. Unmounted when disposed. */
export type SmallDisk = Disposable & {
  readonly path: string;
  /** Takes what is left of it. */
  readonly fill: () => void;
  /** Makes it larger, as someone who deletes other files would. */
  readonly grow: (mebibytes: number) => void;
  readonly setReadOnly: (isReadOnly: boolean) => void;
};

/** Why there cannot be one here, for a test to skip with; `false` when there can. */
export const noSmallDisk: string | false =
  process.platform === 'linux' && process.getuid?.() === 0 ? false : 'mounting a tmpfs needs root on Linux';

/** Mounts a tmpfs. @throws Error with what mount(8) said. */
export function mountSmallDisk(mebibytes: number): SmallDisk {
  const folder = makeTempFolder();
  const path = `${folder.path}/disk`;
  mkdirSync(path);
  system('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path);
  return {
    path,
    fill: () => {
      const file = openSync(`${path}/filling`, 'w');
      try {
        for (;;) writeSync(file, Buffer.alloc(4096));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
    },
    grow: (larger) => system('mount', '-o', `remount,size=${larger}m`, path),
    setReadOnly: (isReadOnly) => system('mount', '-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path),
    [Symbol.dispose]: () => {
      system('umount', path);
      folder[Symbol.dispose]();
    },
  };
}

function system(command: string, ...args: string[]): void {
  const ended = spawnSync(command, args, { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ended.stderr}`);
}

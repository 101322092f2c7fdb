import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { findProgram } from '../../build/test-tools.ts';
import { makeTempFolder } from './temp-folder.ts';

/** A folder on a real disk of its own, made in a file. Unmounted when disposed. */
export type LoopDisk = Disposable & { readonly path: string };

type Kind = {
  readonly mebibytes: number;
  readonly make: readonly [command: string, ...options: string[]];
  readonly mount: string;
  /** What to install. */
  readonly needs: string;
};

const EXFAT: Kind = {
  mebibytes: 64,
  make: ['mkfs.exfat'],
  mount: 'mount.exfat-fuse',
  needs: 'exFAT (Debian: apt-get install exfatprogs exfat-fuse)',
};
const EXT4: Kind = {
  mebibytes: 32,
  make: ['mkfs.ext4', '-q'],
  mount: 'mount',
  needs: 'ext4 (Debian: apt-get install e2fsprogs)',
};

/** Why there cannot be one here, for a test to skip with; `false` when there can. */
export const noExfatDisk: string | false = whyNot(EXFAT);
export const noExt4Disk: string | false = whyNot(EXT4);

/** As on a stick or a card: no hard links, and names that differ in case only are one. @throws Error with what the system said */
export function mountExfatDisk(): LoopDisk {
  return mountDisk(EXFAT);
}

/** As in most Linux computers, with a journal. @throws Error with what the system said */
export function mountExt4Disk(mebibytes = EXT4.mebibytes): LoopDisk {
  return mountDisk({ ...EXT4, mebibytes });
}

function whyNot(kind: Kind): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'mounting a disk needs root on Linux';
  if (findProgram(kind.make[0]) === null || findProgram(kind.mount) === null) return `it needs ${kind.needs}`;
  // Containers have the programs and no loop devices, or may not use them.
  try {
    mountDisk(kind)[Symbol.dispose]();
    return false;
  } catch (error) {
    return String(error);
  }
}

function mountDisk({ mebibytes, make: [make, ...options], mount }: Kind): LoopDisk {
  const folder = makeTempFolder();
  const [image, path] = [`${folder.path}/image`, `${folder.path}/disk`];
  mkdirSync(path);
  writeFileSync(image, '');
  truncateSync(image, mebibytes * 2 ** 20);
  system(make, ...options, image);
  const device = system('losetup', '--find', '--show', image).trim();
  try {
    system(mount, device, path);
  } catch (error) {
    system('losetup', '--detach', device);
    throw error;
  }
  return {
    path,
    [Symbol.dispose]: () => {
      system('umount', path);
      system('losetup', '--detach', device);
      folder[Symbol.dispose]();
    },
  };
}

function system(command: string, ...args: string[]): string {
  const ended = spawnSync(findProgram(command) ?? command, args, { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { findProgram } from '../../build/test-tools.ts';
import { makeTempFolder } from './temp-folder.ts';

/** A folder on a disk as on a stick or a card: no hard links, and names that differ in case only are one. */
export type ExfatDisk = Disposable & { readonly path: string };

/** Why there cannot be one here, for a test to skip with; `false` when there can. */
export const noExfatDisk: string | false = whyNot();

function whyNot(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'mounting a disk needs root on Linux';
  if (findProgram('mkfs.exfat') === null || findProgram('mount.exfat-fuse') === null) {
    return 'it needs exFAT (Debian: apt-get install exfatprogs exfat-fuse)';
  }
  // Containers have the programs and no loop devices, or may not use them.
  try {
    mountExfatDisk()[Symbol.dispose]();
    return false;
  } catch (error) {
    return String(error);
  }
}

/** Makes a disk of 64 MiB and mounts it. @throws Error with what the system said. */
export function mountExfatDisk(): ExfatDisk {
  const folder = makeTempFolder();
  const [image, path] = [`${folder.path}/image`, `${folder.path}/disk`];
  mkdirSync(path);
  writeFileSync(image, '');
  truncateSync(image, 64 * 2 ** 20);
  system('mkfs.exfat', image);
  const device = system('losetup', '--find', '--show', image).trim();
  try {
    system('mount.exfat-fuse', device, path);
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

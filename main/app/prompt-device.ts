import { statfsSync, statSync } from 'node:fs';
import { FILE_SYSTEM_TYPES } from '../../shared/file-system-types.ts';

const { ext, xfs, btrfs, f2fs, bcachefs, tmpfs } = FILE_SYSTEM_TYPES;

/**
 * File systems of the kernel on a disk of this computer: what is written there goes to memory first,
 * and names are kept in it. Not among them, since a call may wait for a network or for another process: NFS, SMB, FUSE, and
 * overlays of whatever.
 */
const LOCAL_FILE_SYSTEMS: ReadonlySet<number> = new Set([ext, xfs, btrfs, f2fs, bcachefs, tmpfs]);

/**
 * The device of the folder where the list is kept, for `PromptDisk`; `null` where calls to it are better left to other
 * threads: on other systems than Linux nobody has measured it.
 */
export function promptDevice(dataFolder: string): bigint | null {
  if (process.platform !== 'linux') return null;
  try {
    const { type } = statfsSync(dataFolder);
    return LOCAL_FILE_SYSTEMS.has(type) ? statSync(dataFolder, { bigint: true }).dev : null;
  } catch {
    return null; // Who cannot be told so much works as everywhere else.
  }
}

import { statfsSync, statSync } from 'node:fs';

/**
 * File systems of the kernel on a disk of this computer, by `f_type` of statfs(2): what is written there goes to memory first,
 * and names are kept in it. Not among them, since a call may wait for a network or for another process: NFS, SMB, FUSE, and
 * overlays of whatever. The numbers are those of linux/magic.h and statfs(2).
 */
const LOCAL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xf2f52010, // F2FS
  0xca451a4e, // bcachefs
  0x01021994, // tmpfs
]);

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

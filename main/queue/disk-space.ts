import { statfs } from 'node:fs/promises';

/** How much room a volume has. */
export type VolumeRoom = {
  /** For us; what the system keeps for root is not counted. */
  readonly freeBytes: number;
  /** 0 when the file system does not tell, as some on a network: then nothing is known. */
  readonly totalBytes: number;
  /** Whether another file could be created there. */
  readonly hasFreeFiles: boolean;
};

/** The room of the volume that a folder lies on. @throws Node's file errors */
export async function volumeRoom(directory: string): Promise<VolumeRoom> {
  const { bavail, blocks, bsize, files, ffree } = await statfs(directory);
  // File systems without a fixed number of files tell 0 of 0.
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, hasFreeFiles: files === 0 || ffree > 0 };
}

/**
 * At most so much is left free on a volume, and at most a hundredth of it: a system whose disk is full to the last byte
 * cannot log in, log or swap, and Sluice's own list may lie on the same disk.
 */
const MAX_RESERVE_BYTES = 64 * 1024 * 1024;

/** What is left free on a volume. */
function reserveBytes(room: VolumeRoom): number {
  return Math.min(MAX_RESERVE_BYTES, Math.floor(room.totalBytes / 100));
}

/**
 * Whether what is still to come of one download fits beside what is still to come of the others that run on its volume.
 * @param comingBytes `null` when the server did not tell the size: then there has to be as much as is kept free.
 */
export function hasRoom(room: VolumeRoom, comingBytes: number | null, othersBytes: number): boolean {
  if (room.totalBytes === 0) return true;
  if (!room.hasFreeFiles) return false;
  const reserve = reserveBytes(room);
  // The whole file is here already: ending it takes no room.
  if (comingBytes === 0) return true;
  return room.freeBytes - reserve - othersBytes >= (comingBytes ?? reserve);
}

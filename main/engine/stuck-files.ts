import { DiskWatch, type DiskPatience } from './disk-watch.ts';

/**
 * Files on which an operation is stuck that nobody waits for any more, in this thread. It may still write when the disk
 * comes back: until then nobody else may, or old bytes would land on new ones.
 */
const STUCK = new Map<string, Promise<unknown>>();

/** Notes that something may still write to a file. @param settled resolves when nothing does; never rejects. */
export function noteStuck(path: string, settled: Promise<void>): void {
  const all = Promise.all([STUCK.get(path), settled]);
  STUCK.set(path, all);
  void forgetAfter(path, all);
}

/** Waits until nothing of before writes to the file. @throws TransferError `disk.stalled` */
export async function waitUntilUnstuck(path: string, patience: DiskPatience): Promise<void> {
  const stuck = STUCK.get(path);
  if (stuck !== undefined) await new DiskWatch(patience).run(() => stuck);
}

async function forgetAfter(path: string, settled: Promise<unknown>): Promise<void> {
  await settled;
  if (STUCK.get(path) === settled) STUCK.delete(path);
}

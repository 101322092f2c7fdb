import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { BLOCK_BYTES } from '../../shared/block-checksum.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { AppBench } from './app-bench.ts';
import type { FaultServer } from './fault-server.ts';
import { until } from './until.ts';

/** A block of a checksum, in bytes. */
export const MIB = BLOCK_BYTES;
/** Of the file `half.bin`, in bytes. */
export const SIZE = 20 * MIB + 123;
/** Of its content; see `testBytes`. */
export const SEED = 5;

/** Damages one bit at each of these positions of a file. */
export async function flip(file: string, ...positions: readonly number[]): Promise<void> {
  await using handle = await open(file, 'r+');
  for (const position of positions) {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
    await handle.write(Buffer.from([(buffer[0] ?? 0) ^ 0x40]), 0, 1, position);
  }
}

/** A download that was paused with 5 MiB and a bit of it on disk. */
export async function pauseHalfway(
  bench: AppBench,
  server: FaultServer,
): Promise<{ id: DownloadId; url: string; part: string }> {
  const url = server.url('stall', { seed: SEED, size: SIZE, name: 'half.bin', after: 5 * MIB + 77, times: 1 });
  const id = await bench.add(url);
  await until(() => {
    const download = bench.app.queue.get(id);
    return download !== undefined && bench.app.queue.progressOf(download).receivedBytes === 5 * MIB + 77;
  }, 'the first bytes');
  await bench.call('downloads.pause', { ids: [id] });
  await bench.reaches(id, 'paused');
  return { id, url, part: path.join(bench.downloadFolder, 'half.bin.sluice-part') };
}

/** The same, removed, and nothing lies under its name any more. @returns where its file would be */
export async function removeHalfway(
  bench: AppBench,
  server: FaultServer,
): Promise<{ id: DownloadId; url: string; target: string }> {
  const { id, url } = await pauseHalfway(bench, server);
  await bench.call('downloads.remove', { ids: [id] });
  const target = path.join(bench.downloadFolder, 'half.bin');
  await until(() => !existsSync(target), 'the placeholder to go');
  return { id, url, target };
}

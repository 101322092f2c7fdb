import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DownloadId } from '../../shared/download.ts';
import type { Settings } from '../../shared/settings.ts';
import { QueueBench } from './queue-bench.ts';
import { until } from './until.ts';

/** For tests that move and rename the files of downloads. */

/** What the file holds. */
export const CONTENT = 'the bytes of the file, and no others'.repeat(3);
export const LINK = 'https://example.org/file.zip';

/** A bench with one complete file, `file.zip`. */
export async function withFile(
  settings: Partial<Settings> = {},
): Promise<{ readonly bench: QueueBench; readonly id: DownloadId } & AsyncDisposable> {
  const bench = await QueueBench.start(settings);
  const [id] = bench.add(LINK);
  assert.ok(id !== undefined);
  await bench.finish(id, CONTENT);
  return { bench, id, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

/** A folder beside that of the downloads. */
export function makeFolder(bench: QueueBench, name: string): string {
  const folder = path.join(bench.folder, '..', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Waits until nothing is on its way any more, all of it is in SQLite, and old names are deleted. */
export async function isOver(bench: QueueBench, id: DownloadId): Promise<void> {
  await until(() => {
    const { relocation } = bench.stored(id);
    return relocation === null || relocation.kind === 'failed';
  }, `the move of ${id} to end`);
  await until(() => bench.storedLeftovers().length === 0, 'old names to be deleted');
}

/** A file as a text. */
export function read(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

import path from 'node:path';
import type { DownloadColumns } from './download-row.ts';
import { StoreError } from './store-error.ts';

/**
 * Refuses a row that no Sluice wrote: everything behind the store relies on links that parse, absolute folders, and names
 * that stay inside them.
 * @throws StoreError `damaged`
 */
export function checkRow(row: DownloadColumns): void {
  require(row, Number.isSafeInteger(row.id) && row.id > 0, 'number');
  require(row, isLink(row.url), 'link');
  require(row, row.final_url === null || row.final_url === row.url || isLink(row.final_url), 'link');
  require(row, path.isAbsolute(row.directory) && !row.directory.includes('\0'), 'folder');
  for (const name of [row.target_name, row.part_name]) require(row, name === null || isName(name), 'file name');
  for (const count of [
    row.failures,
    row.size_bytes,
    row.limit_bytes_per_second,
    row.max_attempts,
    row.retry_wait_ms,
    row.part_size_bytes,
  ]) {
    require(row, count === null || (Number.isSafeInteger(count) && count >= 0), 'number');
  }
  require(row, row.connections === null || (row.connections >= 1 && row.connections <= 32), 'number of connections');
}

function require(row: DownloadColumns, isSound: boolean, what: string): void {
  if (!isSound) throw new StoreError('damaged', `download ${row.id} has an unreadable ${what}`);
}

/** Whether a text is a link that Sluice can have stored. */
export function isLink(url: string): boolean {
  return /^https?:/iu.test(url) && URL.canParse(url);
}

/** Whether a text is a name that stays inside its folder. */
export function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/u.test(name);
}

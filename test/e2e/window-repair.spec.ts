import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileSha256, testBytesSha256 } from '../support/test-bytes.ts';
import { addByPaste, expect, rowOf, test } from './window-fixture.ts';

const SIZE = 6_000_000;

/** Changes one byte of a file. */
async function flipByte(file: string, position: number): Promise<void> {
  await using handle = await open(file, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, position);
  buffer[0] = (buffer[0] ?? 0) ^ 0xff;
  await handle.write(buffer, 0, 1, position);
}

test('a file with flipped bytes is verified, and only what is damaged is fetched again', async ({
  files,
  sluice,
  sluiceWindow: page,
}) => {
  const link = files.url('good', { name: 'damaged.bin', seed: 4, size: SIZE });
  await addByPaste(page, link);
  const row = rowOf(page, 'damaged.bin');
  await expect(row).toContainText('Completed');
  const file = path.join(sluice.downloadFolder, 'damaged.bin');
  for (const position of [10, 2_500_000, SIZE - 1]) await flipByte(file, position);
  const before = files.requestsFor(link).length;

  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Verify file' }).click();
  const pane = page.getByRole('region', { name: 'Details' });
  await expect(pane).toContainText('3 places are damaged');
  await pane.getByRole('button', { name: 'Repair' }).click();
  await expect(pane).toContainText('The damaged places were fetched again.', { timeout: 30_000 });
  await pane.getByRole('button', { name: 'Verify again' }).click();
  await expect(pane).toContainText('Nothing is damaged. 6 MB were checked.');
  expect(await fileSha256(file)).toBe(testBytesSha256(4, SIZE));
  const ranges = files
    .requestsFor(link)
    .slice(before)
    .map((request) => request.headers.range);
  expect(ranges.length).toBeGreaterThan(0);
  expect(ranges).not.toContain('bytes=0-');
});

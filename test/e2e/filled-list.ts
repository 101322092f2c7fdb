import type { Page } from 'playwright/test';
import type { FaultServer } from '../support/fault-server.ts';
import { addByPaste, expect, rowOf } from './window-fixture.ts';

/** A list with a row of each state that stays as it is, and a server with a certificate that nobody knows. */
export async function fillList(page: Page, files: FaultServer): Promise<void> {
  await addByPaste(
    page,
    files.url('good', { name: 'complete.zip', size: 100_000 }),
    files.url('status', { name: 'gone.pdf', status: 404, size: 9 }),
    files.url('page', { name: 'web-page.iso' }),
    files.url('drip', { name: 'running.mkv', size: 90_000_000, pieceBytes: 8000, everyMs: 50 }),
    files.url('silent', { name: 'asking.bin' }),
  );
  await addByPaste(page, files.url('drip', { name: 'halted.iso', size: 90_000_000, pieceBytes: 8000, everyMs: 50 }));
  await expect(rowOf(page, 'complete.zip')).toContainText('Completed');
  await expect(rowOf(page, 'gone.pdf')).toContainText('404');
  await expect(rowOf(page, 'web-page.iso')).toContainText('web page');
  await expect(rowOf(page, 'running.mkv')).toContainText('Downloading');
  await rowOf(page, 'halted.iso').click();
  await page.keyboard.press('Space');
  await expect(rowOf(page, 'halted.iso')).toContainText('Paused');
  // The last: nothing else is asked from a server that wants to be left alone.
  await addByPaste(page, files.url('status', { name: 'busy.bin', status: 503, retryAfter: 3600 }));
  await expect(rowOf(page, 'busy.bin')).toContainText('busy');
}

/**
 * `npm run bench:window [-- ROWS]`: the page in headless Chromium against a real core with many rows. Prints how long it
 * takes from the address to the first row on screen, and how long the page's thread was busy in one go while the list was
 * scrolled from top to bottom. Nothing here is a test.
 */
import path from 'node:path';
import { createApp } from '../../main/app/create-app.ts';
import { systemClock } from '../../main/app/system-clock.ts';
import { startServer } from '../../main/server/loopback-server.ts';
import { launchChromium } from '../support/browser.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const SCROLL_STEPS = 120;
/** A task longer than this is a dropped frame that people see (https://web.dev/articles/optimize-long-tasks). */
const LONG_TASK_MS = 50;

const rows = Number(process.argv[2] ?? 10_000);
await using folder = await createTempFolder();
const started = await createApp({
  dataFolder: folder.file('data'),
  ports: {
    clock: systemClock,
    random: Math.random,
    shell: { openFile: () => Promise.resolve(), showInFolder: () => Promise.resolve() },
    defaultDownloadFolder: folder.file('files'),
  },
  log: (message) => process.stderr.write(`${message}\n`),
});
if (!started.ok) throw new Error(started.refusal.message);
const { app } = started;
const session = app.openSession(() => {});
const addStartedAt = performance.now();
const downloads = Array.from({ length: rows }, (_, index) => ({
  url: `https://host${index % 50}.example/files/${index}.bin`,
}));
await session.call('downloads.add', { downloads, paused: true });
const addMs = performance.now() - addStartedAt;

const serving = await startServer({
  app,
  clock: systemClock,
  port: 0,
  secret: null,
  pageFolder: path.resolve(import.meta.dirname, '../../dist/renderer'),
  dataFolder: folder.file('data'),
});
if (!serving.ok) throw new Error(serving.code);
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1100, height: 700 } });
await page.addInitScript(`
  globalThis.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
`);
const openedAt = performance.now();
await page.goto(serving.server.openAddress());
const firstRow = page.getByRole('row').filter({ hasText: '.bin' }).first();
await firstRow.waitFor();
const firstRowMs = performance.now() - openedAt;

await page.evaluate('longTasks.length = 0');
await page.mouse.move(500, 400);
const scrollStartedAt = performance.now();
for (let step = 0; step < SCROLL_STEPS; step += 1) await page.mouse.wheel(0, (rows * 54) / SCROLL_STEPS);
await page
  .getByRole('row')
  .filter({ hasText: /^0\.bin/u })
  .waitFor();
const scrollMs = performance.now() - scrollStartedAt;
const longTasks = await page.evaluate<number[]>('longTasks');

process.stdout.write(
  [
    `${rows} rows`,
    `added in one call           ${addMs.toFixed(0)} ms`,
    `address to first row        ${firstRowMs.toFixed(0)} ms`,
    `scrolled through in         ${scrollMs.toFixed(0)} ms, ${SCROLL_STEPS} steps of the wheel`,
    `tasks over ${LONG_TASK_MS} ms meanwhile  ${longTasks.length}${longTasks.length > 0 ? ` (longest ${Math.max(...longTasks).toFixed(0)} ms)` : ''}`,
    '',
  ].join('\n'),
);
await browser.close();
await serving.server.close();
await app.close();

/**
 * `npm run bench:window [-- ROWS]`: the page in headless Chromium against a real core with many rows. Prints how long it
 * takes from the address to the first row on screen, and how long the page's thread was busy in one go while the list was
 * scrolled from top to bottom. Nothing here is a test.
 */
import { launchChromium } from '../support/browser.ts';
import { serveCore } from '../support/served-core.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const SCROLL_STEPS = 120;
/** A task longer than this is a dropped frame that people see (https://web.dev/articles/optimize-long-tasks). */
const LONG_TASK_MS = 50;

const rows = Number(process.argv[2] ?? 10_000);
await using folder = await createTempFolder();
await using core = await serveCore(folder.path);
const addStartedAt = performance.now();
const downloads = Array.from({ length: rows }, (_, index) => ({
  url: `https://host${index % 50}.example/files/${index}.bin`,
}));
await core.session.call('downloads.add', { downloads, paused: true });
const addMs = performance.now() - addStartedAt;

const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1100, height: 700 } });
await page.addInitScript(`
  globalThis.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
`);
const openedAt = performance.now();
await page.goto(core.server.openAddress());
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

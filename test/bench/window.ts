/**
 * `npm run bench:window [-- ROWS [SECONDS]]`: the page of `sluice serve` in headless Chromium, with 100,000 rows unless told
 * otherwise, and SECONDS (60) of 64 active downloads. Prints a table. Nothing here is a test.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { startPageHost } from '../e2e/hosts/page-host.ts';
import { launchChromium } from '../support/browser.ts';
import { FaultServer } from '../support/fault-server.ts';
import { serveCore } from '../support/served-core.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { LONG_TASK_MS, PageProbe } from './window/page-probe.ts';

const ACTIVE = 64;
/** How long nothing is done, to see that nothing happens, in milliseconds. */
const QUIET_MS = 5000;
const ROW_PX = 54;
/** Each of its keys changes how many rows are found. */
const SEARCHES = ['123', '98', '432', '70', '555', '246'];

const [rows = 100_000, seconds = 60] = process.argv.slice(2).map(Number);
const lines: (readonly [string, string])[] = [];
const tell = (what: string, figure: string): void => void lines.push([what, figure]);
const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

await using files = await FaultServer.start();
await using folder = await createTempFolder();
await fillList();

const browser = await launchChromium();
const context = await browser.newContext({ viewport: { width: 1100, height: 700 } });
let probing: Promise<PageProbe> | null = null;
const host = await startPageHost({
  folder: folder.path,
  context,
  watch: (page) => void (probing = PageProbe.attach(page)),
});
const openedAt = performance.now();
const page = await host.openWindow();
const probe = await (probing ?? PageProbe.attach(page));
await page.getByRole('row').filter({ hasText: '.bin' }).first().waitFor();
tell('start of the window to its first row', `${(performance.now() - openedAt).toFixed(0)} ms`);
const firstPaint = await page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0].startTime');
tell('navigation to first contentful paint', `${firstPaint.toFixed(0)} ms`);
tell(`page's heap with ${rows} rows`, mib((await probe.numbers()).heapBytes));

await measureQuiet('idle');
await measureScroll();
await measureSearch();
await measureActive();
await measureHidden();

const width = Math.max(...lines.map(([what]) => what.length));
process.stdout.write(`${lines.map(([what, figure]) => `${what.padEnd(width)}  ${figure}`).join('\n')}\n`);
await host.stop();
await browser.close();

/** Rows that rest, and above them those that will run: their server sends for as long as the bench takes. */
async function fillList(): Promise<void> {
  await using core = await serveCore(folder.path);
  await core.session.call('settings.change', {
    maxActiveDownloads: ACTIVE,
    maxActivePerHost: ACTIVE,
    connectionsPerDownload: 1,
  });
  const resting = Array.from({ length: rows - ACTIVE }, (_, index) => ({
    url: `https://host${index % 50}.example/files/${index}.bin`,
  }));
  const addedAt = performance.now();
  await core.session.call('downloads.add', { downloads: resting, paused: true });
  tell(`${rows} rows added in one call`, `${(performance.now() - addedAt).toFixed(0)} ms`);
  const running = Array.from({ length: ACTIVE }, (_, index) => ({
    url: files.url('drip', { name: `active-${index}.bin`, size: 4_000_000_000, pieceBytes: 4096, everyMs: 100 }),
  }));
  await core.session.call('downloads.add', { downloads: running, paused: true });
}

async function measureScroll(): Promise<void> {
  await page.mouse.move(500, 400);
  const jumps = 120;
  const fast = await probe.during(async () => {
    for (let step = 0; step < jumps; step += 1) await page.mouse.wheel(0, (rows * ROW_PX) / jumps);
    await page
      .getByRole('row')
      .filter({ hasText: /^0\.bin/u })
      .waitFor();
  });
  tellFrames('scrolled through all rows, 120 jumps', fast);
  const slow = await probe.during(async () => {
    for (let step = 0; step < 200; step += 1) await page.mouse.wheel(0, -ROW_PX * 4);
  });
  tellFrames('scrolled by 800 rows, 4 at a time', slow);
}

function tellFrames(what: string, { longTasks, dropped, frames }: Awaited<ReturnType<PageProbe['during']>>): void {
  const longest = longTasks.length === 0 ? '' : ` (longest ${Math.max(...longTasks).toFixed(0)} ms)`;
  tell(
    what,
    `${longTasks.length} tasks over ${LONG_TASK_MS} ms${longest}, ${dropped} dropped of ${frames + dropped} frames`,
  );
}

async function measureSearch(): Promise<void> {
  await page.evaluate('probe.watchResults()');
  const box = page.getByRole('searchbox');
  await box.focus();
  const times: number[] = [];
  const before = await probe.numbers();
  for (const search of SEARCHES) {
    for (const key of search) times.push(await probe.search(key));
    await probe.search('Escape');
  }
  const keys = times.length + SEARCHES.length;
  const workMs = (((await probe.numbers()).taskSeconds - before.taskSeconds) * 1000) / keys;
  const [first = 0] = times;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => `${(sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0)} ms`;
  tell(
    `search, key to painted result, ${times.length} keys`,
    `p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}, the first ${first.toFixed(0)} ms; main thread ${workMs.toFixed(0)} ms a key`,
  );
}

/** All that run in sight of the list as far as it reaches. */
async function measureActive(): Promise<void> {
  await page.getByRole('searchbox').fill('active-');
  await page.getByRole('gridcell', { name: 'active-63.bin', exact: true }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Space');
  await page.getByText(`${ACTIVE} active`).waitFor();
  await delay(QUIET_MS); // What is made once is made.
  const before = await probe.numbers();
  const { messages } = probe;
  const startedAt = performance.now();
  await delay(seconds * 1000);
  const tookMs = performance.now() - startedAt;
  const told = probe.messages - messages;
  const after = await probe.numbers();
  const share = ((after.taskSeconds - before.taskSeconds) * 1000) / tookMs;
  tell(
    `${ACTIVE} active for ${seconds} s, main thread`,
    `${(share * 100).toFixed(1)} %, ${((told * 1000) / tookMs).toFixed(1)} frames a second`,
  );
  tell('heap before and after, collected', `${mib(before.heapBytes)}, ${mib(after.heapBytes)}`);
}

async function measureHidden(): Promise<void> {
  // Headless Chromium hides no page; this is what the page would be told.
  await page.evaluate(`{
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }`);
  await delay(1000);
  await measureQuiet(`hidden, ${ACTIVE} active`);
}

async function measureQuiet(name: string): Promise<void> {
  await delay(1000);
  const before = await probe.numbers();
  const { messages } = probe;
  await delay(QUIET_MS);
  const told = probe.messages - messages;
  const after = await probe.numbers();
  const share = ((after.taskSeconds - before.taskSeconds) * 1000) / QUIET_MS;
  tell(
    `${name} for ${QUIET_MS / 1000} s`,
    `${told} messages, ${after.layouts - before.layouts} layouts, ${after.styles - before.styles} styles, main thread ${(share * 100).toFixed(2)} %`,
  );
}

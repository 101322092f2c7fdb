/**
 * How much moving bytes delays the main thread: `event-loop-delay.ts URL FOLDER DOWNLOADS`. Prints the 99th percentile of
 * the event loop's delay, first idle, then while the whole core downloads the link so many times at once and a window
 * watches, in milliseconds, as JSON (`monitorEventLoopDelay` with a resolution of 1 ms adds about that much itself).
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import { createApp } from '../../../main/app/create-app.ts';
import { realPorts } from '../../support/real-ports.ts';

const IDLE_MS = 1500;
const [url = '', folder = '', downloads = '1'] = process.argv.slice(2);

const started = await createApp({
  dataFolder: path.join(folder, 'data'),
  ports: realPorts(path.join(folder, 'files')),
  settings: { maxActiveDownloads: Number(downloads), maxActivePerHost: Number(downloads) },
  log: (message) => process.stderr.write(`${message}\n`),
});
if (!started.ok) throw new Error(started.refusal.message);
const { app } = started;
// A window watches, as in real life: frames are made and sent.
const session = app.openSession((message) => {
  if (message.type === 'frame') session.receive({ type: 'acknowledge', revision: message.frame.revision });
});
const view = { filter: 'all', search: '', sort: 'added', descending: true } as const;
await session.call('view.watch', { view, ranges: [{ start: 0, end: 50 }] });

const delay = monitorEventLoopDelay({ resolution: 1 });
const p99Ms = (): number => delay.percentile(99) / 1e6;

delay.enable();
await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
const idleP99Ms = p99Ms();
delay.reset();

const arrived = Promise.withResolvers<void>();
let running = Number(downloads);
app.onDownloadEvent(({ to }) => {
  if (to === 'completed') running -= 1;
  if (running === 0) arrived.resolve();
  if (to === 'failed' || to === 'blocked') arrived.reject(new Error(`a download is ${to}`));
});
const startedAt = performance.now();
await session.call('downloads.add', { downloads: Array.from({ length: running }, () => ({ url })) });
await arrived.promise;
const seconds = (performance.now() - startedAt) / 1000;
const found = { idleP99Ms, busyP99Ms: p99Ms(), busyMaxMs: delay.max / 1e6, seconds };
process.stdout.write(`${JSON.stringify(found)}\n`);
await app.close();

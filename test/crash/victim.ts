/**
 * A real Sluice without a window, to be killed: `node victim.ts DATA_FOLDER DOWNLOAD_FOLDER URL...`. Adds the links that
 * are not in its list, says `added N` once they are safe, `completed` when all files have arrived, and ends.
 */
import { createApp } from '../../main/app/create-app.ts';
import { systemClock } from '../../main/app/system-clock.ts';
import { systemNetwork } from '../../main/app/system-network.ts';

const [dataFolder = '', downloadFolder = '', ...urls] = process.argv.slice(2);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const started = await createApp({
  dataFolder,
  ports: {
    clock: systemClock,
    random: Math.random,
    network: systemNetwork,
    shell: { openFile: () => Promise.resolve(), showInFolder: () => Promise.resolve() },
    defaultDownloadFolder: downloadFolder,
  },
  settings: { maxAttempts: 0 },
  log: (message) => process.stderr.write(`${message}\n`),
});
if (!started.ok) throw new Error(started.refusal.message);
const { app } = started;
const session = app.openSession(() => {});

const known = new Set([...app.queue.all()].map((download) => download.url));
const missing = urls.filter((url) => !known.has(url));
if (missing.length > 0) {
  const reply = await session.call('downloads.add', { downloads: missing.map((url) => ({ url })) });
  if (!reply.ok) throw new Error(reply.detail);
}
say(`added ${missing.length}`);

function report(): void {
  const left = [...app.queue.all()].filter((download) => download.state.kind !== 'completed');
  const failed = left.filter((download) => download.state.kind === 'failed' || download.state.kind === 'blocked');
  if (failed.length > 0) throw new Error(`cannot go on: ${JSON.stringify(failed.map((download) => download.state))}`);
  if (left.length > 0) return;
  say('completed');
  void app.close();
}

app.onDownloadEvent(report);
report();

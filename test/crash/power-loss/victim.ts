/**
 * A real Sluice whose disk calls are recorded: `node victim.ts PLAN`, a `PowerPlan` as JSON. Adds the links one call after
 * another and writes `added URL` into the recorded file `acknowledged` when each reply has come; pauses and resumes all
 * once on the way, makes a backup, and ends when all files have arrived.
 */
import { toNewDownload } from '../paced-server.ts';
import { realPorts } from '../../support/real-ports.ts';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createApp } from '../../../main/app/create-app.ts';

export type PowerPlan = {
  readonly dataFolder: string;
  readonly downloadFolder: string;
  readonly acknowledgedFile: string;
  /** Links of each call. */
  readonly calls: readonly (readonly string[])[];
};

// Its one caller is `run.ts`.
const plan = JSON.parse(process.argv[2] ?? '') as PowerPlan;
const acknowledged = openSync(plan.acknowledgedFile, 'a');

const started = await createApp({
  dataFolder: plan.dataFolder,
  ports: realPorts(plan.downloadFolder),
  settings: { maxAttempts: 0 },
  log: (message) => process.stderr.write(`${message}\n`),
});
if (!started.ok) throw new Error(started.refusal.message);
const { app } = started;
const session = app.openSession(() => {});

const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
const { promise: halfArrived, resolve: halfArrive } = Promise.withResolvers<void>();
const total = plan.calls.flat().length;
app.onDownloadEvent(() => {
  const completed = app.queue.idsIn('completed').size;
  if (completed >= total / 2) halfArrive();
  if (completed === total) arrive();
});

for (const urls of plan.calls) {
  const reply = await session.call('downloads.add', { downloads: urls.map(toNewDownload) });
  if (!reply.ok) throw new Error(reply.detail);
  writeSync(acknowledged, `added ${urls.join(' ')}\n`);
}
await halfArrived;
await session.call('downloads.pauseAll', {});
await session.call('backups.create', {});
await session.call('downloads.resumeAll', {});
await arrived;
await app.close();
closeSync(acknowledged);

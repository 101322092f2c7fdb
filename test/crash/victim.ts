/**
 * A real Sluice without a window, to be killed: `node victim.ts PLAN`, a `VictimPlan` as JSON. Adds the links that are
 * not in its list, says `added N` once they are safe, `completed ROWS` when all files have arrived, and ends.
 */
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { toNewDownload } from './paced-server.ts';
import { realPorts } from '../support/real-ports.ts';
import { createApp } from '../../main/app/create-app.ts';
import { runImport } from '../../shared/import-run.ts';
import { listedDownloadSchema } from '../../shared/list-file.ts';

export type VictimPlan = {
  readonly dataFolder: string;
  readonly downloadFolder: string;
  readonly urls: readonly string[];
  /**
   * Once the links are safe: make a backup; or make one, have it restored, say `restoring` and die; or say `removing`, take all off the
   * list, bring them back and say `undone`, a few times. Or the links come by the import of a list.
   */
  readonly action: 'none' | 'backup' | 'restore' | 'undo' | 'import';
  /** Where all files are moved, under names that begin with `moved-`, once they are complete; `null` when they stay. */
  readonly moveTo: string | null;
};

// Its one caller is `round.ts`.
const plan = JSON.parse(process.argv[2] ?? '') as VictimPlan;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const started = await createApp({
  dataFolder: plan.dataFolder,
  ports: realPorts(plan.downloadFolder),
  settings: { maxAttempts: 0 },
  log: (message) => process.stderr.write(`${message}\n`),
});
if (!started.ok) throw new Error(started.refusal.message);
const { app } = started;
const session = app.openSession(() => {});
let isUndoing = false;

const known = new Set([...app.queue.all()].map((download) => download.url));
const missing = plan.urls.filter((url) => !known.has(url));
if (plan.action === 'import') await importAll();
else if (missing.length > 0) {
  const reply = await session.call('downloads.add', { downloads: missing.map(toNewDownload) });
  if (!reply.ok) throw new Error(reply.detail);
}
say(`added ${missing.length}`);

const info = await session.call('app.info', {});
for (const notice of info.ok ? info.value.notices : []) say(`notice ${notice.code}`);

/** All links, as an export of them would have it; what an import before brought is known, and waits for its start. */
async function importAll(): Promise<void> {
  const downloads = plan.urls.map((url) => listedDownloadSchema().parse({ url, state: 'waiting' }));
  const watch = { signal: { aborted: false }, onProgress: () => {} };
  const run = await runImport(session.call, { downloads, settings: { maxAttempts: 0 }, starts: true, ...watch });
  if (run.kind !== 'done') throw new Error(JSON.stringify(run));
  const paused = [...app.queue.idsIn('paused')];
  if (paused.length > 0) await session.call('downloads.resume', { ids: paused });
}

function report(): void {
  if (isUndoing) return;
  const rows = [...app.queue.all()];
  const left = rows.filter((download) => download.state.kind !== 'completed');
  const failed = left.filter((download) => download.state.kind === 'failed' || download.state.kind === 'blocked');
  if (failed.length > 0) throw new Error(`cannot go on: ${JSON.stringify(failed.map((download) => download.state))}`);
  if (left.length > 0) return;
  // Old names are deleted at last.
  if (plan.moveTo !== null && (isMoving || readdirSync(plan.downloadFolder).length > 0)) {
    void moveAll(plan.moveTo);
    return;
  }
  say(`completed ${rows.length}`);
  void app.close();
}

let isMoving = false;

/** Renames and moves what is not there yet; says nothing, and ends with the report that finds all of it there. */
async function moveAll(directory: string): Promise<void> {
  if (isMoving) return;
  isMoving = true;
  const left = [...app.queue.all()].filter((row) => row.directory !== directory);
  for (const { id, reservation } of left) {
    const name = reservation?.target ?? '';
    if (!name.startsWith('moved-')) await session.call('downloads.rename', { id, name: `moved-${name}` });
  }
  if (left.length > 0) await session.call('downloads.moveTo', { ids: left.map((row) => row.id), directory });
  while ([...app.queue.all()].some((row) => row.relocation !== null)) {
    const failed = [...app.queue.all()].find((row) => row.relocation?.kind === 'failed');
    if (failed !== undefined) throw new Error(`not moved: ${JSON.stringify(failed.relocation)}`);
    await setTimeout(5);
  }
  while (readdirSync(plan.downloadFolder).length > 0) await setTimeout(5);
  isMoving = false;
  report();
}

async function removeAndUndo(): Promise<void> {
  isUndoing = true;
  for (let time = 0; time < 4; time += 1) {
    const ids = [...app.queue.all()].map(({ id }) => id);
    say('removing');
    const removed = await session.call('downloads.remove', { ids, deleteFiles: false });
    const back = removed.ok ? await session.call('downloads.undoRemove', { ids }) : removed;
    if (!back.ok) throw new Error(`${back.code} ${back.detail}`);
    if (back.value.ids.length !== ids.length) throw new Error(`${back.value.ids.length} of ${ids.length} came back`);
    say('undone');
    await setTimeout(50);
  }
  isUndoing = false;
}

async function act(): Promise<void> {
  if (plan.action === 'none' || plan.action === 'import') return;
  if (plan.action === 'undo') return removeAndUndo();
  const backup = await session.call('backups.create', {});
  if (!backup.ok) throw new Error(`${backup.code} ${backup.detail}`);
  if (plan.action === 'backup') return;
  const reply = await session.call('backups.restore', { name: backup.value.name });
  if (!reply.ok) throw new Error(`${reply.code} ${reply.detail}`);
  say('restoring');
  // Also before it could end as it was asked to.
  process.kill(process.pid, 'SIGKILL');
}

app.onDownloadEvent(report);
await act();
report();

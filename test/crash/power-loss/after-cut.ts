import { realPorts } from '../../support/real-ports.ts';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { SluiceApp } from '../../../main/app/app-interface.ts';
import { createApp } from '../../../main/app/create-app.ts';
import { fileContent } from '../paced-server.ts';
import type { PowerPlan } from './victim.ts';

/** A start that has not finished all its files by then is stuck, in milliseconds. */
const FINISH_BOUND_MS = 20_000;

type CutInput = {
  readonly plan: PowerPlan;
  readonly files: readonly { readonly size: number; readonly seed: number; readonly url: string }[];
  /** Links whose addition had been answered before the cut. */
  readonly acknowledged: ReadonlySet<string>;
};

/** Starts a Sluice on what a power cut left and lets it finish. @returns what is wrong; nothing if all is well */
export async function playCut({ plan, files, acknowledged }: CutInput): Promise<string[]> {
  const wrong: string[] = [];
  const started = await createApp({
    dataFolder: plan.dataFolder,
    ports: realPorts(plan.downloadFolder),
    settings: { maxAttempts: 0 },
    log: (message) => wrong.push(message),
  });
  if (!started.ok) return [`did not start: ${started.refusal.message}`];
  const { app } = started;
  const session = app.openSession(() => {});
  const info = await session.call('app.info', {});
  for (const notice of info.ok ? info.value.notices : []) wrong.push(`${notice.code} ${notice.detail}`);
  const listed = new Set(Array.from(app.queue.all(), (download) => download.url));
  for (const url of acknowledged) if (!listed.has(url)) wrong.push(`${url} was acknowledged and is lost`);
  const known = files.filter(({ url }) => listed.has(url));
  // Cut off between pause and resume, they stay paused, as they should.
  await session.call('downloads.resumeAll', {});
  const isDone = await finished(app);
  if (!isDone) wrong.push(`unfinished: ${JSON.stringify(states(app))}`);
  const names = new Map(Array.from(app.queue.all(), ({ url, reservation }) => [url, reservation?.target ?? '']));
  await app.close();
  if (isDone) wrong.push(...wrongFiles(plan.downloadFolder, known, names));
  return wrong;
}

async function finished(app: SluiceApp): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const look = (): void => {
    const states = Array.from(app.queue.all(), (download) => download.state.kind);
    if (states.every((kind) => kind === 'completed')) resolve(true);
    if (states.some((kind) => kind === 'failed' || kind === 'blocked')) resolve(false);
  };
  using _listener = app.onDownloadEvent(look);
  const bound = setTimeout(() => resolve(false), FINISH_BOUND_MS);
  look();
  // Awaited here: the listener ends with this scope.
  return await promise.finally(() => clearTimeout(bound));
}

function states(app: SluiceApp): unknown[] {
  return [...app.queue.all()]
    .filter((download) => download.state.kind !== 'completed')
    .map(({ id, state, durable }) => ({ id, state, durable }));
}

function wrongFiles(folder: string, files: CutInput['files'], names: ReadonlyMap<string, string>): string[] {
  const there = new Set(readdirSync(folder));
  const wrong: string[] = [];
  for (const { url, size, seed } of files) {
    const name = names.get(url) ?? '';
    if (name !== path.basename(url)) wrong.push(`${url} is called ${name}`);
    if (!there.delete(name)) wrong.push(`${name} is missing`);
    else if (sha256(readFileSync(path.join(folder, name))) !== sha256(fileContent(size, seed)))
      wrong.push(`${name} has wrong bytes`);
  }
  return [...wrong, ...[...there].map((name) => `${name} should not be there`)];
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Notice } from '../../shared/window-frame.ts';
import type { CloseVerdict } from '../engine/protocol.ts';
import type { SluiceApp } from '../app/app-interface.ts';
import { closeAround } from '../app/close-around.ts';
import { createApp } from '../app/create-app.ts';
import { thisPlatform } from '../app/data-folder.ts';
import { downloadFolder } from '../app/download-folder.ts';
import type { StartRefusal } from '../app/start-refusal.ts';
import { systemClock } from '../app/system-clock.ts';
import { startFollowingServer, type FollowingServer, type FollowVerdict } from '../server/usual-port.ts';
import { processPorts } from './core-ports.ts';
import { askForLaunchAddress, readServerRecord } from './running-instance.ts';

export type ServeInput = {
  /** Absolute; made if missing. */
  readonly dataFolder: string;
  /** Where downloads of this run go, absolute; `null` for the setting or the platform's folder. */
  readonly downloadFolder: string | null;
  /** `null` for the default or, when that is taken, any free one; 0 for any free one. */
  readonly port: number | null;
  /** The RPC's secret; `null` makes one up. */
  readonly secret: string | null;
  readonly log: (message: string) => void;
};

/** A core and the server in front of it. */
export type Serving = {
  readonly app: SluiceApp;
  readonly server: FollowingServer;
  /** What happened at the start and the user must know. */
  readonly notices: readonly Notice[];
  readonly downloadFolder: string;
  /** Ends the server, then the core. Safe to call twice. */
  readonly close: () => Promise<CloseVerdict>;
};

export type ServeVerdict =
  | { readonly kind: 'serving'; readonly serving: Serving }
  /** Sluice runs on this data folder already; the address opens its window once, within 60 s. */
  | { readonly kind: 'alreadyRunning'; readonly address: string; readonly pid: number }
  | { readonly kind: 'refused'; readonly refusal: StartRefusal }
  | { readonly kind: 'noPort'; readonly code: 'portTaken' | 'portForbidden'; readonly port: number };

/** Starts Sluice on a data folder and serves it on loopback. Whoever gets it closes it. */
export async function startServing(input: ServeInput): Promise<ServeVerdict> {
  const started = await createApp({
    dataFolder: input.dataFolder,
    ports: processPorts(await downloadFolder(thisPlatform())),
    settings: input.downloadFolder === null ? {} : { downloadFolder: input.downloadFolder },
    log: input.log,
  });
  if (!started.ok) return await handOver(input.dataFolder, started.refusal);
  const { app } = started;
  await using undo = new AsyncDisposableStack();
  undo.defer(async () => {
    await app.close();
  });
  const served = await listen(app, input);
  if (!served.ok) return { kind: 'noPort', code: served.code, port: served.port };
  const { server } = served;
  undo.defer(() => server.close());
  const { notices, folder } = await readFacts(app);
  const owned = undo.move();
  let closed: Promise<CloseVerdict> | null = null;
  const close = (): Promise<CloseVerdict> => {
    closed ??= closeAround(owned.disposeAsync(), app);
    return closed;
  };
  return { kind: 'serving', serving: { app, server, notices, downloadFolder: folder, close } };
}

function listen(app: SluiceApp, { dataFolder, port, secret, log }: ServeInput): Promise<FollowVerdict> {
  return startFollowingServer({ app, clock: systemClock, port, secret, pageFolder: pageFolder(), dataFolder, log });
}

async function readFacts(app: SluiceApp): Promise<{ readonly notices: readonly Notice[]; readonly folder: string }> {
  const session = app.openSession(() => undefined);
  try {
    const info = await session.call('app.info', {});
    return { notices: info.ok ? info.value.notices : [], folder: app.queue.downloadFolder() };
  } finally {
    session.close();
  }
}

/** Vite's output: `dist/renderer`, seen from the work tree's `main/cli` or from what was built, as deep in `dist`. */
function pageFolder(): string {
  const isSource = path.extname(import.meta.filename) === '.ts';
  return path.join(import.meta.dirname, '..', '..', ...(isSource ? ['dist', 'renderer'] : ['renderer']));
}

/** The other one may have taken the lock a moment ago and not listen yet. */
const HAND_OVER_TRIES = 20;
const HAND_OVER_WAIT_MS = 150;

async function handOver(dataFolder: string, refusal: StartRefusal): Promise<ServeVerdict> {
  if (refusal.kind !== 'locked') return { kind: 'refused', refusal };
  for (let tries = 0; tries < HAND_OVER_TRIES; tries += 1) {
    const found = await readServerRecord(dataFolder);
    if (found.ok) {
      const address = await askForLaunchAddress(found.record);
      if (address !== null) return { kind: 'alreadyRunning', address, pid: found.record.pid };
    }
    await wait(HAND_OVER_WAIT_MS);
  }
  return { kind: 'refused', refusal };
}

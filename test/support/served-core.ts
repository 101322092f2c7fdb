import { realPorts } from './real-ports.ts';
import path from 'node:path';
import type { SluiceApp, WindowSession } from '../../main/app/app-interface.ts';
import { createApp, type CreateAppInput } from '../../main/app/create-app.ts';
import { systemClock } from '../../main/app/system-clock.ts';
import { startServer, type LoopbackServer } from '../../main/server/loopback-server.ts';

/** A core with its page on loopback, in this process. */
export type ServedCore = AsyncDisposable & {
  readonly app: SluiceApp;
  readonly session: WindowSession;
  readonly server: LoopbackServer;
};

/**
 * Starts one in a folder: `data` and `Downloads` below it. The page must have been built.
 * @throws Error with the refusal's words.
 */
export async function serveCore(folder: string, settings: CreateAppInput['settings'] = {}): Promise<ServedCore> {
  await using undo = new AsyncDisposableStack();
  const dataFolder = path.join(folder, 'data');
  const started = await createApp({
    dataFolder,
    ports: realPorts(path.join(folder, 'Downloads')),
    settings,
    log: (message) => process.stderr.write(`${message}\n`),
  });
  if (!started.ok) throw new Error(started.refusal.message);
  const { app } = started;
  undo.defer(async () => void (await app.close()));
  const pageFolder = path.resolve(import.meta.dirname, '../../dist/renderer');
  const serving = await startServer({ app, clock: systemClock, port: 0, secret: () => 'none', pageFolder, dataFolder });
  if (!serving.ok) throw new Error(serving.code);
  const { server } = serving;
  undo.defer(() => server.close());
  const owned = undo.move();
  return { app, session: app.openSession(() => {}), server, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

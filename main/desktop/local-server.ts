import type { SluiceApp } from '../app/app-interface.ts';
import { systemClock } from '../app/system-clock.ts';
import { startServer } from '../server/loopback-server.ts';

/** Where `sluice serve` listens too; another port is taken when it is not free, and both are found by `server.json`. */
const USUAL_PORT = 16_868;

/**
 * Lets `sluice add`, `sluice list` and RPC clients reach the desktop app, as they reach `sluice serve`. Disposing ends
 * every connection. The window does not need it: when the system refuses, the app goes on without.
 */
export async function openLocalServer(
  app: SluiceApp,
  input: { readonly pageFolder: string; readonly dataFolder: string; readonly log: (message: string) => void },
): Promise<AsyncDisposable | null> {
  const options = { app, clock: systemClock, secret: null, pageFolder: input.pageFolder, dataFolder: input.dataFolder };
  try {
    const usual = await startServer({ ...options, port: USUAL_PORT });
    const verdict = usual.ok ? usual : await startServer({ ...options, port: 0 });
    if (verdict.ok) return { [Symbol.asyncDispose]: () => verdict.server.close() };
    input.log(`the command line cannot reach this Sluice: port ${verdict.port} (${verdict.code})`);
  } catch (error) {
    input.log(`the command line cannot reach this Sluice: ${String(error)}`);
  }
  return null;
}

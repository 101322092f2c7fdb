import type { SluiceApp } from '../app/app-interface.ts';
import { systemClock } from '../app/system-clock.ts';
import { startFollowingServer } from '../server/usual-port.ts';

/**
 * Lets `sluice add`, `sluice list` and RPC clients reach the desktop app, as they reach `sluice serve`. Disposing ends
 * every connection. The window does not need it: when the system refuses, the app goes on without.
 */
export async function openLocalServer(
  app: SluiceApp,
  input: { readonly pageFolder: string; readonly dataFolder: string; readonly log: (message: string) => void },
): Promise<AsyncDisposable | null> {
  const options = {
    app,
    clock: systemClock,
    port: null,
    secret: null,
    log: input.log,
    pageFolder: input.pageFolder,
    dataFolder: input.dataFolder,
  };
  try {
    const verdict = await startFollowingServer(options);
    if (verdict.ok) return { [Symbol.asyncDispose]: () => verdict.server.close() };
    input.log(`the command line cannot reach this Sluice: port ${verdict.port} (${verdict.code})`);
  } catch (error) {
    input.log(`the command line cannot reach this Sluice: ${String(error)}`);
  }
  return null;
}

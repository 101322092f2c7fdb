import { startServer, type ServerOptions, type StartVerdict } from './loopback-server.ts';

/** Starts the server on the port of the settings or, when that is taken, on any free one; `server.json` tells which. */
export async function startOnUsualPort(options: Omit<ServerOptions, 'port'>): Promise<StartVerdict> {
  const usual = await startServer({ ...options, port: options.app.queue.settings().rpcPort });
  return usual.ok ? usual : startServer({ ...options, port: 0 });
}

import { startServer, type ServerOptions, type StartVerdict } from './loopback-server.ts';

/** Where the page and the RPC are looked for when the user did not say. */
const USUAL_PORT = 16_868;

/** Starts the server on the usual port or, when that is taken, on any free one; `server.json` tells which. */
export async function startOnUsualPort(options: Omit<ServerOptions, 'port'>): Promise<StartVerdict> {
  const usual = await startServer({ ...options, port: USUAL_PORT });
  return usual.ok ? usual : startServer({ ...options, port: 0 });
}

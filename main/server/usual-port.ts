import type { Settings } from '../../shared/settings.ts';
import { startServer, type LoopbackServer, type ServerOptions, type StartVerdict } from './loopback-server.ts';
import { randomToken } from './token-set.ts';

type FollowingOptions = Omit<ServerOptions, 'port' | 'secret'> & {
  /** `null` for the one of the settings; any other stays, 0 for any free one. */
  readonly port: number | null;
  /** The RPC's secret; `null` for the one of the settings or, when these have none, one that is made up. */
  readonly secret: string | null;
  readonly log: (message: string) => void;
};

/** The server, wherever it is now. */
export type FollowingServer = Pick<LoopbackServer, 'openAddress' | 'close'> & {
  readonly port: () => number;
  readonly address: () => string;
  readonly secret: () => string;
};

export type FollowVerdict =
  | { readonly ok: true; readonly server: FollowingServer }
  | Extract<StartVerdict, { readonly ok: false }>;

/**
 * Starts the server on the port of the settings or, when that is taken, on any free one; `server.json` tells which. It
 * follows the settings: another port is listened on at once and the one before is given back, while windows that came by it
 * stay connected; another secret holds from the next call on.
 */
export async function startFollowingServer(options: FollowingOptions): Promise<FollowVerdict> {
  const { queue } = options.app;
  const madeUp = randomToken();
  const secret = (): string => options.secret ?? (queue.settings().rpcSecret || madeUp);
  const start = (port: number): Promise<StartVerdict> => startServer({ ...options, secret, port });
  let wanted = queue.settings().rpcPort;
  const first = await start(options.port ?? wanted);
  const started = first.ok || options.port !== null ? first : await start(0);
  if (!started.ok) return started;
  let current = started.server;
  const all = [current];
  let moving = Promise.resolve();
  let isClosed = false;

  async function move(port: number): Promise<void> {
    if (isClosed || port === current.port) return;
    const moved = await start(port);
    if (!moved.ok) {
      options.log(`port ${port} cannot be had (${moved.code}): Sluice stays at ${current.address}`);
      return;
    }
    current.retire();
    current = moved.server;
    all.push(current);
    options.log(`the page and the RPC are at ${current.address} now; windows that are open go on`);
  }

  function follow({ rpcPort }: Settings): void {
    if (options.port !== null || rpcPort === wanted || isClosed) return;
    wanted = rpcPort;
    moving = moving.then(() => move(rpcPort)).catch((error: unknown) => options.log(String(error)));
  }
  queue.onSettings(follow);
  return {
    ok: true,
    server: {
      port: () => current.port,
      address: () => current.address,
      secret,
      openAddress: () => current.openAddress(),
      async close() {
        isClosed = true;
        await moving;
        await Promise.all(all.map((server) => server.close()));
      },
    },
  };
}

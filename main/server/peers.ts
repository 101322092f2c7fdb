import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * The server's connections, and which of them showed a right secret. On loopback every local program of every user looks
 * the same, so strangers are bounded together: whoever did nothing for the longest time makes room for the next one.
 * That way someone who opens thousands of connections pushes out their own, and a newcomer always gets in.
 */
export type Peers = {
  /** The connection did something worth waiting for: now it is the last one to be cut. */
  readonly touch: (connection: Duplex) => void;
  /** It showed a right secret and is not cut any more. */
  readonly prove: (connection: Duplex) => void;
  readonly isProven: (connection: Duplex) => boolean;
};

/** Watches a server's connections. At most `maxStrangers` of them have shown no secret. */
export function watchPeers(http: Server, maxStrangers: number): Peers {
  /** The one that has been quiet for the longest time comes first. */
  const strangers = new Set<Duplex>();
  const proven = new WeakSet<Duplex>();

  function touch(connection: Duplex): void {
    // Proven, or cut meanwhile.
    if (!strangers.delete(connection)) return;
    strangers.add(connection);
  }

  http.on('connection', (connection) => {
    strangers.add(connection);
    connection.once('close', () => strangers.delete(connection));
    if (strangers.size <= maxStrangers) return;
    const [quietest] = strangers;
    if (quietest === undefined) return;
    strangers.delete(quietest);
    quietest.destroy();
  });

  return {
    touch,
    prove(connection) {
      strangers.delete(connection);
      proven.add(connection);
    },
    isProven: (connection) => proven.has(connection),
  };
}

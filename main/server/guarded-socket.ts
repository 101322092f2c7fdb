import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Clock } from '../app/ports.ts';

/** A WebSocket that is bounded in every direction. Whoever guards it hears its end through `ws.on('close')`. */
export type GuardedSocket = {
  /** Sends a text, unless the peer does not read: then the socket is cut. */
  readonly send: (text: string) => void;
  /** The peer proved who it is: from now on only the size of one message bounds what it may send. */
  readonly prove: () => void;
};

/** Silence between two pings; a peer that answered nothing in between is gone. */
const PING_INTERVAL_MS = 30_000;
/** A peer with this much unread is not reading any more; frames wait for acknowledgement, so only replies pile up. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;

/**
 * Watches over a socket: cuts it when the unproven peer sends more than `maxBytesBeforeProof` in all (WebSocket framing
 * included), when it does not answer pings, and when it does not read. `raw` is the connection under `ws`.
 */
export function guardSocket(options: {
  readonly ws: WebSocket;
  readonly raw: Duplex;
  readonly clock: Clock;
  readonly maxBytesBeforeProof: number;
}): GuardedSocket {
  const { ws, raw, clock } = options;
  let unprovenBytes = 0;
  let answered = true;
  let timer = clock.after(PING_INTERVAL_MS, ping);

  function ping(): void {
    if (!answered) {
      ws.terminate();
      return;
    }
    answered = false;
    if (ws.readyState === ws.OPEN) ws.ping();
    timer = clock.after(PING_INTERVAL_MS, ping);
  }

  // `ws` bounds one message, and with the bound of a proven peer; so the bytes of an unproven one are counted below it.
  function countUnproven(chunk: Buffer): void {
    unprovenBytes += chunk.length;
    if (unprovenBytes > options.maxBytesBeforeProof) ws.terminate();
  }

  // Before `ws` hears of the same bytes.
  raw.prependListener('data', countUnproven);
  ws.on('pong', () => {
    answered = true;
  });
  ws.on('close', () => {
    timer[Symbol.dispose]();
    raw.off('data', countUnproven);
  });
  // A broken frame or connection: `ws` closes by itself and tells 'close'.
  ws.on('error', () => undefined);

  return {
    send(text) {
      if (ws.readyState !== ws.OPEN) return;
      if (ws.bufferedAmount > MAX_UNREAD_BYTES) {
        ws.terminate();
        return;
      }
      ws.send(text);
    },
    prove() {
      raw.off('data', countUnproven);
    },
  };
}

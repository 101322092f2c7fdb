import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Peers } from './peers.ts';

/** 100,000 links with their options fit in one message. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const MAX_SOCKETS = 128;

/** Lets WebSockets in, and bounds how many there are. */
export type SocketDoor = {
  /**
   * Makes room for one more if it can: the oldest that has shown no secret has to go.
   * @returns false when all places are taken by peers that did.
   */
  readonly hasRoom: () => boolean;
  readonly open: (request: IncomingMessage, raw: Duplex, head: Buffer, serve: (ws: WebSocket) => void) => void;
  /** Says goodbye to all. */
  readonly close: () => void;
  /** Cuts what did not go. */
  readonly terminate: () => void;
};

/** The door of one server. */
export function createSocketDoor(peers: Pick<Peers, 'isProven'>): SocketDoor {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  /** Oldest first. */
  const open = new Map<WebSocket, Duplex>();

  return {
    hasRoom() {
      if (open.size < MAX_SOCKETS) return true;
      for (const [ws, raw] of open) {
        if (peers.isProven(raw)) continue;
        open.delete(ws);
        ws.terminate();
        return true;
      }
      return false;
    },
    open(request, raw, head, serve) {
      server.handleUpgrade(request, raw, head, (ws) => {
        open.set(ws, raw);
        ws.once('close', () => open.delete(ws));
        serve(ws);
      });
    },
    close() {
      for (const ws of open.keys()) ws.close(1001, 'Sluice closes');
    },
    terminate() {
      for (const ws of server.clients) ws.terminate();
    },
  };
}

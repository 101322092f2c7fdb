import type { CoreMessage } from '../../shared/contract.ts';
import type { CloseReason, Transport, TransportListener } from './transport.ts';
import type { SessionStore, SessionVerdict } from './web-session.ts';

/** The part of the browser's `WebSocket` that is used; tests bring their own. */
export type Socket = {
  readonly send: (text: string) => void;
  readonly close: () => void;
};

export type SocketListener = {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onClose: (code: number) => void;
};

export type WebSocketTransportPorts = {
  /** The launch token of the address, used once; `null` after a reload. */
  readonly launchToken: string | null;
  readonly session: SessionStore;
  readonly exchange: (launchToken: string) => Promise<SessionVerdict>;
  readonly openSocket: (listener: SocketListener) => Socket;
  /** Calls back after a while, or earlier when the page is looked at again; @returns how to take it back. */
  readonly wait: (milliseconds: number, callback: () => void) => () => void;
};

/** The server closes with this code when the session in `hello` is not valid. */
const CLOSE_SESSION_NOT_VALID = 4401;

const FIRST_WAIT_MS = 500;
/** A human who restarts the server should not wait longer for the window. */
const LONGEST_WAIT_MS = 5000;

/** How long before another attempt; `failures` counts those in a row, from 1. */
export function reconnectDelayMs(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
}

/**
 * The transport of a page that `sluice serve` gave out. It gets a session for the launch token, says `hello` with it,
 * and comes back by itself when the server was away.
 */
export function createWebSocketTransport(ports: WebSocketTransportPorts): Transport {
  let listener: TransportListener | null = null;
  let socket: Socket | null = null;
  let cancelWait: (() => void) | null = null;
  let launchToken = ports.launchToken;
  let welcomed = false;
  let failures = 0;

  async function connect(): Promise<void> {
    cancelWait = null;
    if (launchToken !== null) {
      const verdict = await ports.exchange(launchToken);
      if (listener === null) return;
      if (verdict.kind === 'unreachable') return lookAgainLater();
      launchToken = null;
      if (verdict.kind === 'session') ports.session.write(verdict.session);
    }
    const session = ports.session.read();
    if (session === null) return close('ended');
    open(session);
  }

  function open(session: string): void {
    const opened = ports.openSocket({
      onOpen: () => {
        opened.send(JSON.stringify({ type: 'hello', session }));
      },
      onText: (text) => {
        if (socket === opened) receive(text);
      },
      onClose: (code) => {
        if (socket !== opened) return;
        socket = null;
        welcomed = false;
        if (code === CLOSE_SESSION_NOT_VALID) {
          ports.session.write(null);
          close('ended');
        } else {
          lookAgainLater();
        }
      },
    });
    socket = opened;
  }

  function receive(text: string): void {
    // The server is the one that gave out this page: its messages are trusted to have the contract's types.
    const message = JSON.parse(text) as CoreMessage | { readonly type: 'welcome' };
    if (message.type !== 'welcome') {
      listener?.onMessage(message);
      return;
    }
    failures = 0;
    welcomed = true;
    listener?.onOpen();
  }

  function lookAgainLater(): void {
    failures += 1;
    close('lost');
    cancelWait = ports.wait(reconnectDelayMs(failures), () => void connect());
  }

  function close(reason: CloseReason): void {
    listener?.onClose(reason);
  }

  return {
    send(message) {
      if (welcomed) socket?.send(JSON.stringify(message));
    },
    start(started) {
      listener = started;
      void connect();
      return () => {
        listener = null;
        cancelWait?.();
        socket?.close();
        socket = null;
      };
    },
  };
}

import type { CoreMessage, WindowMessage } from '../../shared/contract.ts';

/**
 * Why a transport closed. `lost`: the core went away and is looked for again; `ended`: this window's permission is
 * over and only a new window helps.
 */
export type CloseReason = 'lost' | 'ended';

export type TransportListener = {
  /** Messages may be sent from now on. Called again after each reconnection. */
  readonly onOpen: () => void;
  readonly onMessage: (message: CoreMessage) => void;
  readonly onClose: (reason: CloseReason) => void;
};

/** How messages travel between this window and the core: Electron IPC or a WebSocket. */
export type Transport = {
  /** Drops the message while the transport is not open. */
  readonly send: (message: WindowMessage) => void;
  /** Opens it, once; @returns how to end it for good. */
  readonly start: (listener: TransportListener) => () => void;
};

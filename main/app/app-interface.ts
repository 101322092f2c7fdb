import type { CallInput, CallName, CallOutput, CoreMessage, Reply } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { CloseVerdict } from '../engine/protocol.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';

/** One window (or one command) connected to the core. Whoever opens it closes it. */
export type WindowSession = {
  /** Takes one message as it came from outside: anything. A malformed one is answered where it can be, else dropped. */
  readonly receive: (message: unknown) => void;
  /** The same for callers inside the process: parses, runs, answers. Never throws. */
  readonly call: <Name extends CallName>(name: Name, input: CallInput<Name>) => Promise<Reply<CallOutput<Name>>>;
  readonly close: () => void;
};

/** A fact others may want to tell the user or a script about. */
export type DownloadEvent = {
  readonly id: DownloadId;
  readonly from: DownloadStateKind | null;
  readonly to: DownloadStateKind | 'removed';
};

/** The running core: what fronts (desktop, server, command line) hold. */
export type SluiceApp = {
  readonly queue: DownloadQueue;
  /** Opens a session; `send` gets replies and frames and must not throw. */
  readonly openSession: (send: (message: CoreMessage) => void) => WindowSession;
  /** Tells each committed change of state; returns how to stop. */
  readonly onDownloadEvent: (listener: (event: DownloadEvent) => void) => Disposable;
  /** Tells each complete file that did not get where it was to go; returns how to stop. */
  readonly onFailedMove: (listener: (id: DownloadId) => void) => Disposable;
  /** Resolves when some front asked the app to shut down (`app.shutdown`). */
  readonly shutdownRequested: Promise<void>;
  /**
   * Stops all transfers, waits for the last checkpoint, closes the database and gives back its lock; all within bounds. After
   * `stuck` only `endNow` ends the process. Safe to call twice.
   */
  readonly close: () => Promise<CloseVerdict>;
};

/**
 * What the core needs from the world, so that tests can hold it still. Files, SQLite and HTTP are not ports: tests use
 * real ones.
 */

/** Time. `nowMs` is wall-clock milliseconds since 1970; timers never keep the process alive. */
export type Clock = {
  readonly nowMs: () => number;
  /** Calls back once after `delayMs`; disposing cancels. */
  readonly after: (delayMs: number, callback: () => void) => Disposable;
};

/** What only the desktop can do with a file. Both reject with a readable message when the system refuses. */
export type Shell = {
  readonly openFile: (path: string) => Promise<void>;
  readonly showInFolder: (path: string) => Promise<void>;
};

export type Ports = {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly shell: Shell;
  /** The platform's download folder, absolute. */
  readonly defaultDownloadFolder: string;
};

import type { SecretBox } from '../store/sealed-secrets.ts';
import type { SystemProxy } from './proxy-policy.ts';

/**
 * What the core needs from the world, so that tests can hold it still. Files, SQLite and HTTP are not ports: tests use
 * real ones.
 */

/**
 * Time. `nowMs` is wall-clock milliseconds since 1970; `monotonicMs` counts from anywhere, and only on. Timers never keep
 * the process alive.
 */
export type Clock = {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** Calls back once after `delayMs`; disposing cancels. */
  readonly after: (delayMs: number, callback: () => void) => Disposable;
};

/** What the system knows of its network, its sleep and its power. Watched only while someone listens. */
export type Network = {
  /** Whether there is any network besides this computer itself; true when that cannot be told. */
  readonly isOnline: () => boolean;
  /** Calls back when a network came or went; disposing ends it. */
  readonly onChange: (listener: () => void) => Disposable;
  /** Calls back when the computer woke up, where the system tells; disposing ends it. */
  readonly onWake: (listener: () => void) => Disposable;
  /** Whether the computer runs on its battery; false when that cannot be told. */
  readonly isOnBattery: () => boolean;
  /** Calls back when the computer was plugged in or out, where the system tells; disposing ends it. */
  readonly onPowerChange: (listener: () => void) => Disposable;
  /** Whether what goes over the line costs; false when that cannot be told, and before someone listened. */
  readonly isMetered: () => boolean;
  /** Calls back when that changed or became known, where the system tells; disposing ends it. */
  readonly onMeteredChange: (listener: () => void) => Disposable;
};

/** What only the desktop can do with files. All reject with a readable message when the system refuses. */
export type Shell = {
  readonly openFile: (path: string) => Promise<void>;
  readonly showInFolder: (path: string) => Promise<void>;
  /** Lets the user choose a folder, beginning at one; `null` when they chose none. `null` itself where nobody can be asked. */
  readonly chooseFolder: ((current: string) => Promise<string | null>) | null;
  /** Answers the countdown that the desktop app shows in its window; `null` where there is none. */
  readonly answerCountdown: ((answer: 'cancel' | 'now') => void) | null;
  /**
   * Asks where a new JSON file goes, and whether it takes the place of one that is there; `null` when none was chosen.
   * There where `chooseFolder` is. @param suggested its path
   */
  readonly chooseSaveFile: ((suggested: string) => Promise<string | null>) | null;
  /** Puts a file where the user can take it out again; `null` where there is no such place. */
  readonly moveToTrash: ((path: string) => Promise<void>) | null;
};

export type Ports = {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly network: Network;
  /** What the system, or the environment of a command, says about proxies. */
  readonly proxy: SystemProxy;
  readonly shell: Shell;
  /** Where logins are sealed before they are saved; `null` where the platform offers nothing, and they are saved as they are. */
  readonly secrets: SecretBox | null;
  /** The platform's download folder, absolute. */
  readonly defaultDownloadFolder: string;
};

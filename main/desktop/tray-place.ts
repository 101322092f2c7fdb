import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Clock } from '../app/ports.ts';

/** A desktop that starts its bar after its programs has it by then, in milliseconds. */
const PATIENCE_MS = 10_000;
const ASK_EVERY_MS = 1000;
const ANSWER_BOUND_MS = 5000;

const run = promisify(execFile);

/**
 * Whether the desktop of a Linux shows trays: someone there takes in icons (`StatusNotifierWatcher`,
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/). Electron does not tell: where nobody does, its icon is
 * made and shown nowhere.
 */
export async function askForTrayPlace(): Promise<boolean> {
  const call = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameHasOwner'];
  const args = ['--user', 'call', ...call, 's', 'org.kde.StatusNotifierWatcher'];
  try {
    const { stdout } = await run('busctl', args, { timeout: ANSWER_BOUND_MS });
    return stdout.trim() === 'b true';
  } catch {
    return false; // No session bus, or no such program: nothing says that there is one.
  }
}

/**
 * After a start that only the tray was to show: shows the window when there is no tray to see. When in doubt it is shown: a
 * window too many is closed, a program that cannot be found is not.
 */
export async function showWithoutTray(input: {
  /** Whether the system took the icon. */
  readonly hasTray: boolean;
  readonly platform: NodeJS.Platform;
  /** See `askForTrayPlace`. */
  readonly ask: () => Promise<boolean>;
  readonly clock: Clock;
  /** The app ends. */
  readonly signal: AbortSignal;
  readonly show: () => void;
}): Promise<void> {
  const { clock, signal } = input;
  // There the dock shows it.
  if (input.platform === 'darwin') return;
  const untilMs = clock.monotonicMs() + PATIENCE_MS;
  while (input.hasTray) {
    if (input.platform !== 'linux' || (await input.ask()) || signal.aborted) return;
    if (clock.monotonicMs() >= untilMs) break;
    await pause(clock, signal);
  }
  if (!signal.aborted) input.show();
}

async function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  signal.addEventListener('abort', end, { once: true });
  using _timer = clock.after(ASK_EVERY_MS, resolve);
  await promise;
  signal.removeEventListener('abort', end);
}

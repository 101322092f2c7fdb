import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How often the system is asked while someone listens, in milliseconds: a line changes when a person changes it. */
const ASK_EVERY_MS = 15_000;
/** A system that takes longer for it tells nothing, in milliseconds. */
const ANSWER_BOUND_MS = 10_000;

/** How one system is asked, and which answers mean that the line is metered. */
type Question = { readonly program: string; readonly args: readonly string[]; readonly metered: RegExp };

/**
 * Linux: NetworkManager knows what the user said of a connection, and guesses by what a phone tells its guests; 1 is yes,
 * 3 a guess that it is (NMMetered, https://networkmanager.dev/docs/api/latest/nm-dbus-types.html#NMMetered). Windows: what the
 * settings say of the connection (https://learn.microsoft.com/uwp/api/windows.networking.connectivity.networkcosttype). No
 * command of macOS tells.
 */
const QUESTIONS: Readonly<Partial<Record<NodeJS.Platform, Question>>> = {
  linux: {
    program: 'busctl',
    args: [
      '--system',
      'get-property',
      'org.freedesktop.NetworkManager',
      '/org/freedesktop/NetworkManager',
      'org.freedesktop.NetworkManager',
      'Metered',
    ],
    metered: /^u [13]\s*$/u,
  },
  win32: {
    program: 'powershell.exe',
    args: [
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      '[Windows.Networking.Connectivity.NetworkInformation,Windows.Networking.Connectivity,ContentType=WindowsRuntime]::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType',
    ],
    metered: /^(?:Fixed|Variable)\s*$/u,
  },
};

const run = promisify(execFile);

/** Asks the system once. A system that cannot tell, or has no such program, has no metered line. */
export async function askWhetherMetered(platform: NodeJS.Platform): Promise<boolean> {
  const question = QUESTIONS[platform];
  if (question === undefined) return false;
  try {
    const { stdout } = await run(question.program, [...question.args], { timeout: ANSWER_BOUND_MS, windowsHide: true });
    return question.metered.test(stdout);
  } catch {
    return false; // No such program, or no NetworkManager behind it.
  }
}

/** What is known of the line. */
export type MeteredLine = {
  readonly isMetered: () => boolean;
  /** Asks at once and from time to time while someone listens, and calls back on a change; disposing ends it. */
  readonly onChange: (listener: () => void) => Disposable;
};

/** Makes it. Nobody is asked while nobody listens. */
export function createMeteredLine(ask: () => Promise<boolean>, everyMs = ASK_EVERY_MS): MeteredLine {
  const listeners = new Set<() => void>();
  let isMetered = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const answer = await ask();
    if (listeners.size === 0) return;
    const hasChanged = answer !== isMetered;
    isMetered = answer;
    timer = setTimeout(() => void look(), everyMs).unref();
    if (hasChanged) for (const listener of listeners) listener();
  };
  return {
    isMetered: () => isMetered,
    onChange: (listener) => {
      listeners.add(listener);
      if (listeners.size === 1) void look();
      return {
        [Symbol.dispose]: () => {
          listeners.delete(listener);
          if (listeners.size === 0) clearTimeout(timer);
        },
      };
    },
  };
}

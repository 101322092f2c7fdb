import type { Summary } from './core-summary.ts';

/** What to do once everything has been downloaded. Chosen for this time only: a forgotten choice must not end the computer next week. */
export const DONE_ACTIONS = ['nothing', 'quit', 'sleep', 'shutDown'] as const;
export type DoneAction = (typeof DONE_ACTIONS)[number];

/** Where the watch stands: it waits for work, then for the end of the work. */
export type DoneWatch = { readonly sawWork: boolean };

/**
 * Whether the moment has come: there was work since the choice, and nothing runs or will run by itself. What waits for an
 * answer or was paused does not hold it up: nobody is there to answer.
 */
export function watchForDone(
  watch: DoneWatch,
  summary: Summary,
): { readonly watch: DoneWatch; readonly isDone: boolean } {
  const works = summary.unfinishedCount > 0;
  return { watch: { sawWork: watch.sawWork || works }, isDone: watch.sawWork && !works };
}

/** The system's own command for an action on the computer; `null` where there is none. */
export function powerCommand(
  action: 'sleep' | 'shutDown',
  platform: string,
): readonly [program: string, ...args: string[]] | null {
  switch (platform) {
    case 'linux':
      // logind asks polkit: a user at the machine may, one from afar may not.
      return ['systemctl', action === 'sleep' ? 'suspend' : 'poweroff'];
    case 'darwin':
      return action === 'sleep'
        ? ['pmset', 'sleepnow']
        : ['osascript', '-e', 'tell application "System Events" to shut down'];
    case 'win32':
      return action === 'sleep'
        ? ['rundll32.exe', 'powrprof.dll,SetSuspendState', '0,1,0']
        : ['shutdown.exe', '/s', '/t', '0'];
    default:
      return null;
  }
}

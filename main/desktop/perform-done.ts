import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { powerCommand, type DoneAction } from './done-action.ts';

/**
 * Does what was chosen for the end of all downloads. Before the computer is shut down the app quits by itself: the system
 * asks it to, and its last checkpoint is written then.
 * @throws Error when the system has no such command, or refuses.
 */
export async function performDone(
  action: Exclude<DoneAction, 'nothing'>,
  system: { readonly platform: string; readonly quit: () => void },
): Promise<void> {
  if (action === 'quit') return system.quit();
  const command = powerCommand(action, system.platform);
  if (command === null) throw new Error(`${action}: no such command on ${system.platform}`);
  const [program, ...args] = command;
  // `once` throws the child's error when the program is not there, and answers with its exit code otherwise.
  const [code] = (await once(spawn(program, args, { stdio: 'ignore' }), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
}

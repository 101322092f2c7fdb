import { startEngineAhead } from '../app/engine-host.ts';

/** A command that is done may leave a socket or a pipe behind; this is how long they may keep the process. */
const LINGER_MS = 3000;

/**
 * Runs the `sluice` command and sets the exit status. `build/sluice.js` calls it.
 * @param args what stands behind `sluice`.
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  // Before even the arguments can be parsed, since what parses them takes as long to load.
  if (args[0] === 'get') startEngineAhead();
  const { exitCodeOf } = await import('./command-line.ts');
  process.exitCode = await exitCodeOf(args);
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';

/** The checkout's top folder, absolute. */
export const TOP = path.resolve(import.meta.dirname, '..');

/** Runs a program with our terminal and waits. Resolves with its exit code; a signal counts as 128 and its number. */
export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const child = spawn(command, args, { cwd: TOP, stdio: 'inherit', env });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('error', reject);
  child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  return promise;
}

/** The path of a program that npm installed. */
export function localProgram(name: string): string {
  return path.join(TOP, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

import { spawn, type ChildProcess } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Ports, Shell } from '../app/ports.ts';
import { environmentProxy } from '../app/proxy-policy.ts';
import { systemClock } from '../app/system-clock.ts';
import { systemNetwork } from '../app/system-network.ts';

/** The ports of a core that runs in a terminal's process. */
export function processPorts(defaultDownloadFolder: string): Ports {
  return {
    clock: systemClock,
    random: Math.random,
    network: systemNetwork,
    proxy: environmentProxy(process.env),
    shell: systemShell(),
    secrets: null,
    defaultDownloadFolder,
  };
}

/** Opens files by the system's own opener, for the page in the browser; only a person at this computer can ask for it. */
function systemShell(): Shell {
  return {
    openFile: async (file) => {
      await requireThere(file);
      await runOpener(openerFor(file));
    },
    showInFolder: async (file) => runOpener(showerFor(await requireThere(file))),
    chooseFolder: null,
    chooseSaveFile: null,
    answerCountdown: null,
    moveToTrash: null,
  };
}

/**
 * The path without links on the way, since a relative link's folder is not where its file is.
 * @throws OpenerError when there is nothing, or it cannot be reached.
 */
async function requireThere(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    throw new OpenerError(isGone ? `${file} is not there any more` : `${file} cannot be reached (${String(code)})`);
  }
}

/** Why a program did not open what it was given, in words. */
export class OpenerError extends Error {
  override readonly name = 'OpenerError';
}

type OpenerCommand = {
  readonly program: string;
  readonly args: readonly string[];
  readonly ignoresStatus?: boolean;
};

/** The command that opens a file, a folder or an address with the program the user chose for it. */
export function openerFor(target: string): OpenerCommand {
  const { platform } = process;
  if (platform === 'darwin') return { program: 'open', args: [target] };
  // Not `start`: that is a word of cmd.exe, which would read `&` and `%` in the name as its own.
  if (platform === 'win32') return { program: 'rundll32.exe', args: ['url.dll,FileProtocolHandler', target] };
  return { program: 'xdg-open', args: [target] };
}

function showerFor(file: string): OpenerCommand {
  const { platform } = process;
  if (platform === 'darwin') return { program: 'open', args: ['-R', file] };
  // The explorer ends with 1 when all is well, so its status tells nothing.
  if (platform === 'win32') return { program: 'explorer.exe', args: [`/select,${file}`], ignoresStatus: true };
  return openerFor(path.dirname(file));
}

/** An opener hands over and ends; on some desktops it stays as long as the program it started, in milliseconds. */
const OPENER_BOUND_MS = 5000;

/**
 * Runs an opener. One that still runs after the bound has opened something, and lives on.
 * @throws OpenerError when it cannot be started or ends with another status than 0.
 */
export async function runOpener(command: OpenerCommand, boundMs = OPENER_BOUND_MS): Promise<void> {
  const child = await startProgram(command);
  const ended = Promise.withResolvers<string | null>();
  child.once('exit', (code, signal) => ended.resolve(statusWords(command, code, signal)));
  const bound = setTimeout(() => ended.resolve(null), boundMs);
  const problem = await ended.promise;
  clearTimeout(bound);
  if (problem !== null) throw new OpenerError(problem);
}

function statusWords(
  { program, ignoresStatus }: OpenerCommand,
  code: number | null,
  signal: NodeJS.Signals | null,
): string | null {
  if (code === 0 || ignoresStatus === true) return null;
  if (code === null) return `${program} was ended by ${signal}`;
  // xdg-open(1): a needed tool, most often the program for this kind of file, was not found.
  if (program === 'xdg-open' && code === 3) return 'no program was found that opens it (xdg-open, status 3)';
  return `${program} ended with status ${code}`;
}

/**
 * Starts a program that lives on its own.
 * @throws OpenerError when it cannot be started; what it does later is its own affair.
 */
export async function startProgram({ program, args }: OpenerCommand): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.unref();
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  child.once('spawn', () => resolve(child));
  child.once('error', (error: NodeJS.ErrnoException) => {
    const isMissing = error.code === 'ENOENT';
    reject(new OpenerError(isMissing ? `${program} is not installed` : `${program} cannot be started (${error.code})`));
  });
  return await promise;
}

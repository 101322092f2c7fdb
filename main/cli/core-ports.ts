import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Ports, Shell } from '../app/ports.ts';
import { systemClock } from '../app/system-clock.ts';

/** The ports of a core that runs in a terminal's process. */
export function processPorts(defaultDownloadFolder: string): Ports {
  return { clock: systemClock, random: Math.random, shell: systemShell(), defaultDownloadFolder };
}

/** Opens files by the system's own opener, for the page in the browser; only a person at this computer can ask for it. */
function systemShell(): Shell {
  return {
    openFile: (file) => runOpener(openerFor(file)),
    showInFolder: (file) => runOpener(showerFor(file)),
  };
}

type OpenerCommand = { readonly program: string; readonly args: readonly string[] };

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
  if (platform === 'win32') return { program: 'explorer.exe', args: [`/select,${file}`] };
  return openerFor(path.dirname(realpathSync(file)));
}

/** Starts a program that lives on its own. Rejects when it cannot be started; what it does later is its own affair. */
export function runOpener({ program, args }: OpenerCommand): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('spawn', resolve);
  child.once('error', reject);
  child.unref();
  return promise;
}

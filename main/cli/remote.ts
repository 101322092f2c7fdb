import path from 'node:path';
import type { CallErrorCode } from '../../shared/contract.ts';
import { CALL_ERROR_WORDS } from '../../shared/words.ts';
import { dataFolder, thisPlatform } from '../app/data-folder.ts';
import type { ServerRecord } from '../server/server-record.ts';
import type { CoreClient } from './core-client.ts';
import { EXIT, exitCodeForCall, type ExitCode } from './exit-codes.ts';
import { errorLine, type Output } from './output.ts';
import { connectToRunning, notRunningWords } from './running-instance.ts';

/** Options of every command that talks to a running Sluice. */
export type RemoteOptions = { readonly dataDir?: string; readonly json?: boolean };

/** The data folder that the user named, or the platform's. */
export function chosenDataFolder(dataDir: string | undefined): string {
  return dataDir === undefined ? dataFolder(thisPlatform()) : path.resolve(dataDir);
}

/** Runs `work` with a connection to the Sluice of the data folder, or says that none runs. Resolves to the exit status. */
export async function withRunning(
  options: RemoteOptions,
  output: Output,
  work: (client: CoreClient, record: ServerRecord) => Promise<ExitCode>,
): Promise<ExitCode> {
  const folder = chosenDataFolder(options.dataDir);
  const connected = await connectToRunning(folder);
  if (!connected.ok) {
    output.say(errorLine(notRunningWords(connected.kind, folder)));
    return EXIT.notRunning;
  }
  using client = connected.client;
  return await work(client, connected.record);
}

/** Says that the list has no download of that number. Returns the exit status. */
export function tellNoDownload(id: number, output: Output): ExitCode {
  output.say(errorLine(`There is no download ${id}. See sluice list.`));
  return EXIT.noSuchDownload;
}

/** Says why a call did not work. Returns the exit status. */
export function tellRefusal(
  reply: { readonly code: CallErrorCode; readonly detail: string },
  output: Output,
): ExitCode {
  const detail = reply.detail === '' ? '' : ` (${reply.detail})`;
  output.say(errorLine(`${CALL_ERROR_WORDS[reply.code]}${detail}`));
  return exitCodeForCall(reply.code);
}

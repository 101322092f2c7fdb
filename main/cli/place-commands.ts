import path from 'node:path';
import { toDownloadId } from '../../shared/download.ts';
import { PLACE_WORDS } from '../../shared/words.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { errorLine, type Output } from './output.ts';
import { changeQueue } from './queue-commands.ts';
import { tellNoDownload, tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { printable } from './terminal-text.ts';

/** `sluice rename`: gives the file of a download another name, and says which one it got. */
export function runRename(id: number, name: string, options: RemoteOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const reply = await client.call('downloads.rename', { id: toDownloadId(id), name });
    if (!reply.ok) return reply.code === 'call.notFound' ? tellNoDownload(id, output) : tellRefusal(reply, output);
    const { value } = reply;
    if (value.kind === 'failed') {
      output.say(errorLine(`The file was not renamed. ${PLACE_WORDS.problems[value.problem]}`));
      return EXIT.disk;
    }
    const sentence = value.kind === 'renamed' ? 'The file is called' : 'When it is complete, the file will be called';
    output.result(options.json === true ? JSON.stringify(value) : `${sentence} ${printable(value.name)}.`);
    return EXIT.ok;
  });
}

/** `sluice move-to`: moves the files of downloads to another folder, or says that they are to go there. */
export function runMoveTo(
  folder: string,
  numbers: readonly number[],
  options: RemoteOptions,
  output: Output,
): Promise<ExitCode> {
  const directory = path.resolve(folder);
  return changeQueue(
    numbers,
    {
      change: (client, ids) => client.call('downloads.moveTo', { ids, directory }),
      done: `To ${printable(directory)}:`,
    },
    options,
    output,
  );
}

/** `sluice stop-move`: leaves files where they are. */
export function runStopMove(numbers: readonly number[], options: RemoteOptions, output: Output): Promise<ExitCode> {
  return changeQueue(
    numbers,
    { change: (client, ids) => client.call('downloads.stopMove', { ids }), done: 'Left where they are:' },
    options,
    output,
  );
}

import { MAX_MIRRORS, toDownloadId } from '../../shared/download.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { errorLine, type Output } from './output.ts';
import { tellNoDownload, tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { printable } from './terminal-text.ts';

export type MirrorOptions = RemoteOptions & { readonly add?: readonly string[]; readonly remove?: readonly string[] };

/** `sluice mirrors ID`: the other links to the file of a download, after they were changed as the options say. */
export function runMirrors(number: number, options: MirrorOptions, output: Output): Promise<ExitCode> {
  const { add = [], remove = [] } = options;
  if (Math.max(add.length, remove.length) > MAX_MIRRORS) {
    output.say(errorLine(`At most ${MAX_MIRRORS} links are kept for one file.`));
    return Promise.resolve(EXIT.usage);
  }
  return withRunning(options, output, async (client) => {
    const id = toDownloadId(number);
    const reply = await client.call('downloads.changeMirrors', { id, add: [...add], remove: [...remove] });
    if (!reply.ok) {
      return reply.code === 'call.notFound' ? tellNoDownload(number, output) : tellRefusal(reply, output);
    }
    const { mirrors, refused } = reply.value;
    for (const { input, code } of refused) {
      output.say(errorLine(`${printable(input)}: ${ERROR_WORDS[code].what} ${ERROR_WORDS[code].todo}`));
    }
    if (options.json === true) output.result(JSON.stringify({ mirrors, refused }));
    else for (const link of mirrors) output.result(printable(link));
    if (options.json !== true && mirrors.length === 0) output.say('No other link is known.');
    return refused.length === 0 ? EXIT.ok : EXIT.usage;
  });
}

import path from 'node:path';
import { countBytes } from '../../shared/byte-range.ts';
import type { CallInput, CallOutput, RecoverReport, Reply, Verification } from '../../shared/contract.ts';
import { toDownloadId } from '../../shared/download.ts';
import { SKIP_WORDS } from '../../shared/words.ts';
import type { CoreClient } from './core-client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { bytesText, downloadsText } from './number-text.ts';
import { errorLine, type Output } from './output.ts';
import { tellNoDownload, tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { openWorkLine, readText } from './work-line.ts';
import { printable } from './terminal-text.ts';

/** `sluice verify ID`: compares the file with its checksums. Damage is an exit status of its own. */
export function runVerify(id: number, options: RemoteOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const reply = await callWithProgress(client, 'downloads.verify', { id: toDownloadId(id) }, output);
    if (!reply.ok) return reply.code === 'call.notFound' ? tellNoDownload(id, output) : tellRefusal(reply, output);
    if (options.json === true) output.result(JSON.stringify(reply.value));
    else for (const line of verificationLines(id, reply.value)) output.result(line);
    return reply.value.damaged.length === 0 ? EXIT.ok : EXIT.checksum;
  });
}

/** Makes a call that reads files, and shows how far it is. Whoever ends the command ends the reading. */
async function callWithProgress<Name extends 'downloads.verify' | 'downloads.recover'>(
  client: CoreClient,
  name: Name,
  input: CallInput<Name>,
  output: Output,
): Promise<Reply<CallOutput<Name>>> {
  using line = openWorkLine(output);
  return await client.call(name, input, (progress) => line.show(readText(progress)));
}

/** What a check found, in words. */
export function verificationLines(id: number, found: Verification): readonly string[] {
  const { checkedBytes, uncheckedBytes, damaged } = found;
  const unchecked = uncheckedBytes === 0 ? [] : [`Of ${bytesText(uncheckedBytes)} there are no checksums.`];
  if (damaged.length > 0) {
    const ranges = damaged.map(({ start, end }) => `  damaged: bytes ${start} to ${end - 1}`);
    const places = damaged.length === 1 ? '1 place is' : `${damaged.length} places are`;
    return [
      `${places} damaged, ${bytesText(countBytes(damaged))} in all. Fetch only these again with: sluice repair ${id}`,
      ...ranges,
      ...unchecked,
    ];
  }
  if (checkedBytes === 0) return ['There are no checksums of this file, so nothing could be compared.'];
  return [`Nothing is damaged. ${bytesText(checkedBytes)} were checked.`, ...unchecked];
}

/** `sluice repair ID...`: verifies each, and fetches what is damaged. */
export function runRepair(numbers: readonly number[], options: RemoteOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    let exitCode: ExitCode = EXIT.ok;
    let changed = 0;
    for (const id of [...new Set(numbers)].map(toDownloadId)) {
      const found = await callWithProgress(client, 'downloads.verify', { id }, output);
      if (!found.ok) {
        exitCode = found.code === 'call.notFound' ? tellNoDownload(id, output) : tellRefusal(found, output);
        continue;
      }
      const { damaged } = found.value;
      if (damaged.length === 0) {
        for (const line of verificationLines(id, found.value)) output.say(`${id}: ${line}`);
        continue;
      }
      const reply = await client.call('downloads.repair', { ids: [id] });
      if (!reply.ok) return tellRefusal(reply, output);
      changed += reply.value.changed;
      output.say(`${id}: fetching ${bytesText(countBytes(damaged))} again. See: sluice status ${id}`);
    }
    if (options.json === true) output.result(JSON.stringify({ changed }));
    else if (changed > 0) output.result(`Repairing ${downloadsText(changed)}.`);
    return exitCode;
  });
}

/** `sluice recover DIR`: takes up unfinished files that no download in the list knows. */
export function runRecover(directory: string, options: RemoteOptions, output: Output): Promise<ExitCode> {
  const folder = path.resolve(directory);
  return withRunning(options, output, async (client) => {
    const reply = await callWithProgress(client, 'downloads.recover', { directory: folder }, output);
    if (!reply.ok) return tellRefusal(reply, output);
    if (options.json === true) output.result(JSON.stringify(reply.value));
    else for (const line of recoverLines(reply.value)) output.result(line);
    return EXIT.ok;
  });
}

/** What became of each unfinished file. */
export function recoverLines({ recovered, skipped }: RecoverReport): readonly string[] {
  if (recovered.length === 0 && skipped.length === 0) return ['There is no unfinished file in this folder.'];
  return [
    ...recovered.map((file) => `Took up ${printable(file.name)} as ${file.id}: ${bytesText(file.durableBytes)} intact`),
    ...skipped.map((file) => `Left ${printable(file.name)}: ${SKIP_WORDS[file.reason]}`),
    ...(recovered.length === 0 ? [] : [`Go on with: sluice resume ${recovered.map((file) => file.id).join(' ')}`]),
  ];
}

/** For arguments that do not fit together. */
export function tellUsage(message: string, output: Output): Promise<ExitCode> {
  output.say(errorLine(message));
  return Promise.resolve(EXIT.usage);
}

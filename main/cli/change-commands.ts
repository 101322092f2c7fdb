import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Reply } from '../../shared/contract.ts';
import { toDownloadId, type DownloadId, type DownloadRow } from '../../shared/download.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import type { CoreClient } from './core-client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { downloadsText } from './number-text.ts';
import { errorLine, type Output } from './output.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { printable } from './terminal-text.ts';

/** The options of the commands that change downloads. */
export type ChangeOptions = RemoteOptions & {
  readonly all?: boolean;
  readonly deleteFiles?: boolean;
  readonly replace?: boolean;
};

/** What can be done to downloads that are in the list. */
export type ChangeVerb = 'pause' | 'resume' | 'retry' | 'restart' | 'remove';

const DONE_WORDS: Readonly<Record<ChangeVerb, string>> = {
  pause: 'Paused',
  resume: 'Resumed',
  retry: 'Retrying',
  restart: 'Started again:',
  remove: 'Removed',
};

/**
 * `sluice pause|resume|retry|restart|remove`: changes those that exist and says which do not. Asking for what is so already is
 * no error.
 */
export function runChange(
  verb: ChangeVerb,
  numbers: readonly number[],
  options: ChangeOptions,
  output: Output,
): Promise<ExitCode> {
  if (numbers.length === 0 && options.all !== true) {
    const all = verb === 'pause' || verb === 'resume' ? ', or --all' : '';
    output.say(errorLine(`Which downloads? Give their numbers from the first column of sluice list${all}.`));
    return Promise.resolve(EXIT.usage);
  }
  return withRunning(options, output, async (client) => {
    const unknown: DownloadId[] = [];
    let changed = 0;
    if (options.all === true) {
      const reply = await client.call(verb === 'pause' ? 'downloads.pauseAll' : 'downloads.resumeAll', {});
      if (!reply.ok) return tellRefusal(reply, output);
      changed = reply.value.changed;
    } else {
      const found = await lookUp(client, numbers);
      if (!found.ok) return tellRefusal(found, output);
      const { known } = found;
      unknown.push(...found.unknown);
      if (known.size > 0) {
        const reply = await change(client, verb, [...known.keys()], options);
        if (!reply.ok) return tellRefusal(reply, output);
        changed = reply.value.changed;
        if (verb === 'restart' && changed < known.size) output.say('What runs is left alone. Pause it first.');
        if (verb === 'remove' && options.deleteFiles !== true) await tellPartsThatStay([...known.values()], output);
      }
    }
    return tellChanged({ changed, unknown, done: DONE_WORDS[verb] }, options, output);
  });
}

type Found =
  | { readonly ok: true; readonly known: ReadonlyMap<DownloadId, DownloadRow>; readonly unknown: readonly DownloadId[] }
  | Extract<Reply<unknown>, { ok: false }>;

/** The rows of downloads by their numbers, and the numbers that are none's. */
export async function lookUp(client: CoreClient, numbers: readonly number[]): Promise<Found> {
  const ids = [...new Set(numbers)].map(toDownloadId);
  const known = new Map<DownloadId, DownloadRow>();
  const unknown: DownloadId[] = [];
  const looks = await Promise.all(ids.map(async (id) => ({ id, reply: await client.call('downloads.get', { id }) })));
  for (const { id, reply } of looks) {
    if (reply.ok) known.set(id, reply.value.row);
    else if (reply.code === 'call.notFound') unknown.push(id);
    else return reply;
  }
  return { ok: true, known, unknown };
}

/** Says what a change came to. @param result `done` is the beginning of the sentence, such as `Paused`. */
export function tellChanged(
  result: { readonly changed: number; readonly unknown: readonly DownloadId[]; readonly done: string },
  options: RemoteOptions,
  output: Output,
): ExitCode {
  const { changed, unknown, done } = result;
  for (const id of unknown) output.say(errorLine(`There is no download ${id}. See sluice list.`));
  if (options.json === true) output.result(JSON.stringify({ changed, unknown }));
  else output.result(changed === 0 ? 'Nothing to change.' : `${done} ${downloadsText(changed)}.`);
  return unknown.length === 0 ? EXIT.ok : EXIT.noSuchDownload;
}

/** The core deletes parts that hold nothing; whatever holds bytes is the user's to keep or to delete. */
async function tellPartsThatStay(rows: readonly DownloadRow[], output: Output): Promise<void> {
  for (const row of rows) {
    if (row.state.kind === 'completed') continue;
    const part = path.join(row.directory, row.name + PART_SUFFIX);
    const facts = await lstat(part).catch(() => null);
    if (facts !== null && facts.size > 0) {
      output.say(`The unfinished part stays: ${printable(part)} (--delete-files would have deleted it)`);
    }
  }
}

function change(
  client: CoreClient,
  verb: ChangeVerb,
  ids: DownloadId[],
  options: ChangeOptions,
): ReturnType<typeof client.call<'downloads.pause'>> {
  switch (verb) {
    case 'pause':
      return client.call('downloads.pause', { ids });
    case 'resume':
      return client.call('downloads.resume', { ids });
    case 'retry':
      return client.call('downloads.retry', { ids });
    case 'restart':
      return client.call('downloads.restart', { ids, oldFile: options.replace === true ? 'replace' : 'keep' });
    case 'remove':
      return client.call('downloads.remove', { ids, deleteFiles: options.deleteFiles === true });
  }
}

import type { Category } from '../../shared/category.ts';
import type { CallOutput, Reply } from '../../shared/contract.ts';
import type { DownloadId, Priority } from '../../shared/download.ts';
import { lookUp, tellChanged } from './change-commands.ts';
import type { CoreClient } from './core-client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { errorLine, type Output } from './output.ts';
import type { MoveKind } from './program-queue.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';

/** `sluice move`: moves downloads in the queue. */
export function runMove(
  to: MoveKind,
  numbers: readonly number[],
  options: RemoteOptions,
  output: Output,
): Promise<ExitCode> {
  const move: Change = (client, ids) => client.call('downloads.move', { ids, to: { kind: to } });
  return changeQueue(numbers, { change: move, done: 'Moved' }, options, output);
}

/** `sluice priority`: says which downloads come first. */
export function runPriority(
  priority: Priority,
  numbers: readonly number[],
  options: RemoteOptions,
  output: Output,
): Promise<ExitCode> {
  const change: Change = (client, ids) => client.call('downloads.setPriority', { ids, priority });
  return changeQueue(numbers, { change, done: `Priority ${priority}:` }, options, output);
}

/** The options of `sluice change`; 0 is no limit, and the number of connections in the settings. */
export type BoundOptions = RemoteOptions & {
  readonly limit?: number;
  readonly connections?: number;
  /** `auto` for what name and server say. */
  readonly category?: Category | 'auto';
};

/** `sluice change`: limit, connections and kind of single downloads, also of those that run. */
export function runBounds(numbers: readonly number[], options: BoundOptions, output: Output): Promise<ExitCode> {
  const { limit, connections, category } = options;
  const hasBounds = limit !== undefined || connections !== undefined;
  if (!hasBounds && category === undefined) {
    output.say(errorLine('Change what? Give --limit, --connections, --category or several of them.'));
    return Promise.resolve(EXIT.usage);
  }
  const change: Change = async (client, ids) => {
    if (category !== undefined) {
      const reply = await client.call('downloads.setCategory', {
        ids,
        category: category === 'auto' ? null : category,
      });
      if (!hasBounds || !reply.ok) return reply;
    }
    return client.call('downloads.change', {
      ids,
      limitBytesPerSecond: limit,
      connections: connections === 0 ? null : connections,
    });
  };
  return changeQueue(numbers, { change, done: 'Changed' }, options, output);
}

type Change = (client: CoreClient, ids: DownloadId[]) => Promise<Reply<CallOutput<'downloads.move'>>>;

/** Changes those downloads that exist, and says which do not. */
export function changeQueue(
  numbers: readonly number[],
  { change, done }: { readonly change: Change; readonly done: string },
  options: RemoteOptions,
  output: Output,
): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const found = await lookUp(client, numbers);
    if (!found.ok) return tellRefusal(found, output);
    const { known, unknown } = found;
    const reply = known.size === 0 ? null : await change(client, [...known.keys()]);
    if (reply?.ok === false) return tellRefusal(reply, output);
    return tellChanged({ changed: reply?.value.changed ?? 0, unknown, done }, options, output);
  });
}

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
};

/** `sluice change`: limit and connections of single downloads, also of those that run. */
export function runBounds(numbers: readonly number[], options: BoundOptions, output: Output): Promise<ExitCode> {
  const { limit, connections } = options;
  if (limit === undefined && connections === undefined) {
    output.say(errorLine('Change what? Give --limit, --connections or both.'));
    return Promise.resolve(EXIT.usage);
  }
  const change: Change = (client, ids) =>
    client.call('downloads.change', {
      ids,
      limitBytesPerSecond: limit,
      connections: connections === 0 ? null : connections,
    });
  return changeQueue(numbers, { change, done: 'Changed' }, options, output);
}

type Change = (client: CoreClient, ids: DownloadId[]) => Promise<Reply<CallOutput<'downloads.move'>>>;

function changeQueue(
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

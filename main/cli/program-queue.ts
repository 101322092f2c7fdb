import { Argument, type Command } from 'commander';
import { PRIORITIES, type Priority } from '../../shared/download.ts';
import { collectId } from './option-parsers.ts';
import { addRemoteOptions, EXIT_HELP } from './program-options.ts';
import { MOVE_KINDS, type MoveKind } from './queue-commands.ts';
import type { RemoteOptions } from './remote.ts';

/** What the commands about the order of the queue do, once their arguments are parsed. */
export type QueueActions = {
  readonly move: (to: MoveKind, ids: readonly number[], options: RemoteOptions) => Promise<void>;
  readonly priority: (priority: Priority, ids: readonly number[], options: RemoteOptions) => Promise<void>;
};

/** Adds `sluice move` and `sluice priority`. */
export function addQueueCommands(program: Command, actions: QueueActions): void {
  addRemoteOptions(
    program
      .command('move')
      .summary('move downloads in the queue')
      .description('Moves downloads in the queue, within their priority: who stands in front starts first.')
      .addArgument(new Argument('<to>', 'one step, or all the way').choices([...MOVE_KINDS]))
      .addArgument(idArguments()),
  )
    .addHelpText('after', `\nExamples:\n  sluice move top 7\n  sluice move down 3 4\n${EXIT_HELP}`)
    .action((to: MoveKind, numbers: readonly number[], options: RemoteOptions) => actions.move(to, numbers, options));
  addRemoteOptions(
    program
      .command('priority')
      .summary('say which downloads come first')
      .description(
        'Sets the priority of downloads. What waits with a higher one takes the place of what runs with a lower one, ' +
          'if that can go on later where it stopped.',
      )
      .addArgument(new Argument('<priority>').choices([...PRIORITIES]))
      .addArgument(idArguments()),
  )
    .addHelpText('after', `\nExamples:\n  sluice priority high 7\n  sluice priority normal 3 4\n${EXIT_HELP}`)
    .action((priority: Priority, numbers: readonly number[], options: RemoteOptions) =>
      actions.priority(priority, numbers, options),
    );
}

function idArguments(): Argument {
  return new Argument('<id...>', 'numbers from the first column of sluice list').argParser(collectId);
}

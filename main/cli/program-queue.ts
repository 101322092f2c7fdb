import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { CATEGORIES } from '../../shared/category.ts';
import { PRIORITIES, type Priority } from '../../shared/download.ts';
import { parseRate, wholeNumber } from './option-parsers.ts';
import { addRemoteOptions, EXIT_HELP, idArguments } from './program-options.ts';
import type { BoundOptions } from './queue-commands.ts';
import type { RemoteOptions } from './remote.ts';

// Here, since the commands that carry it out are loaded only when they are asked for.
const MOVE_KINDS = ['up', 'down', 'top', 'bottom'] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

/** What the commands about the order of the queue do, once their arguments are parsed. */
export type QueueActions = {
  readonly move: (to: MoveKind, ids: readonly number[], options: RemoteOptions) => Promise<void>;
  readonly bounds: (ids: readonly number[], options: BoundOptions) => Promise<void>;
  readonly priority: (priority: Priority, ids: readonly number[], options: RemoteOptions) => Promise<void>;
};

/** The other `move` that people mean has a command of its own: the message says so. */
function moveKind(text: string): MoveKind {
  const kind = MOVE_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(
    `Allowed are ${MOVE_KINDS.join(', ')}, as in: sluice move top 7. Files go to another folder by: sluice move-to FOLDER 7.`,
  );
}

/** Adds `sluice move`, `sluice priority` and `sluice change`. */
export function addQueueCommands(program: Command, actions: QueueActions): void {
  addRemoteOptions(
    program
      .command('move')
      .summary('move downloads in the queue')
      .description(
        'Moves downloads in the queue, within their priority: who stands in front starts first. (Files go to another folder by move-to.)',
      )
      .addArgument(new Argument('<to>', `one step, or all the way: ${MOVE_KINDS.join(', ')}`).argParser(moveKind))
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
  addChange(program, actions);
}

/** Adds `sluice change`. */
function addChange(program: Command, actions: Pick<QueueActions, 'bounds'>): void {
  addRemoteOptions(
    program
      .command('change')
      .summary('change limit, connections and kind of downloads')
      .description(
        'Gives downloads a speed limit, a number of connections and a kind of their own. What runs keeps to them at once.',
      )
      .addArgument(idArguments())
      .option('-l, --limit <rate>', 'bytes a second, such as 500K or 2M; none for no limit', rateOrNone)
      .option('-c, --connections <count>', '1 to 32; default for the number in the settings', countOrDefault)
      .addOption(
        new Option('--category <kind>', 'what the files are; auto for what their names and servers say').choices([
          ...CATEGORIES,
          'auto',
        ]),
      ),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  sluice change 7 --limit 500K\n  sluice change 3 4 --connections default\n${EXIT_HELP}`,
    )
    .action((numbers: readonly number[], options: BoundOptions) => actions.bounds(numbers, options));
}

/** 0 stands for none, as in the settings: commander makes an empty text of a `null`. */
function rateOrNone(text: string): number {
  return text === 'none' ? 0 : parseRate(text);
}

/** 0 stands for the number in the settings. */
function countOrDefault(text: string): number {
  return text === 'default' ? 0 : wholeNumber(1, 32)(text);
}

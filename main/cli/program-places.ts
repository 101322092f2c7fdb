import type { Command } from 'commander';
import { someText } from './option-parsers.ts';
import { addRemoteOptions, EXIT_HELP, idArgument, idArguments } from './program-options.ts';
import type { RemoteOptions } from './remote.ts';

/** What the commands about names and folders do, once their arguments are parsed. */
export type PlaceActions = {
  readonly rename: (id: number, name: string, options: RemoteOptions) => Promise<void>;
  readonly moveTo: (folder: string, ids: readonly number[], options: RemoteOptions) => Promise<void>;
  readonly stopMove: (ids: readonly number[], options: RemoteOptions) => Promise<void>;
};

/** Adds `sluice rename`, `sluice move-to` and `sluice stop-move`. */
export function addPlaceCommands(program: Command, actions: PlaceActions): void {
  addRemoteOptions(
    program
      .command('rename')
      .summary('give a file another name')
      .description(
        'Gives the file of a download another name; one that is being downloaded gets it at its end. A file that has the ' +
          'name already is never overwritten: the name gets a number, or is refused where the settings say so.',
      )
      .addArgument(idArgument('<id>'))
      .argument('<name>', 'the new name', someText('a name')),
  )
    .addHelpText('after', `\nExamples:\n  sluice rename 7 holiday.mp4\n${EXIT_HELP}`)
    .action((id: number, name: string, options: RemoteOptions) => actions.rename(id, name, options));
  addRemoteOptions(
    program
      .command('move-to')
      .summary('move files to another folder')
      .description(
        'Moves the files of downloads to a folder that is there; what is being downloaded goes there at its end. To another ' +
          'disk a file is copied and compared first, and deleted only then: sluice list says how far it is.',
      )
      .argument('<folder>', 'the folder', someText('a folder'))
      .addArgument(idArguments()),
  )
    .addHelpText('after', `\nExamples:\n  sluice move-to ~/Films 7\n  sluice move-to /mnt/archive 3 4\n${EXIT_HELP}`)
    .action((folder: string, ids: readonly number[], options: RemoteOptions) => actions.moveTo(folder, ids, options));
  addRemoteOptions(
    program
      .command('stop-move')
      .summary('leave files where they are')
      .description('Ends what rename and move-to began and is not done yet. The files stay where they are, whole.')
      .addArgument(idArguments()),
  )
    .addHelpText('after', `\nExamples:\n  sluice stop-move 7\n${EXIT_HELP}`)
    .action((ids: readonly number[], options: RemoteOptions) => actions.stopMove(ids, options));
}

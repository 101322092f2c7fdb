import { Argument, Command, Option } from 'commander';
import { VIEW_SORTS, type ViewSort } from '../../shared/contract.ts';
import { VIEW_FILTERS, type ViewFilter } from '../../shared/view-filter.ts';
import type { ChangeOptions, ChangeVerb } from './change-commands.ts';
import { addPlaceCommands, type PlaceActions } from './program-places.ts';
import { addQueueCommands, type QueueActions } from './program-queue.ts';
import type { ListOptions } from './list-command.ts';
import { collectId, someText, wholeNumber } from './option-parsers.ts';
import { addAdd, addGet, type DownloadActions } from './program-download.ts';
import { addCareCommands, type CareActions } from './program-care.ts';
import { addRemoteOptions, dataDirOption, EXIT_HELP, idArgument } from './program-options.ts';
import type { RemoteOptions } from './remote.ts';
import type { ServeOptions } from './serve-command.ts';
import { SETTING_WORDS } from './setting-values.ts';

/** What each command does, once its arguments are parsed. */
export type CommandActions = CareActions &
  DownloadActions &
  PlaceActions &
  QueueActions & {
    readonly serve: (links: readonly string[], options: ServeOptions) => Promise<void>;
    readonly list: (options: ListOptions) => Promise<void>;
    readonly change: (verb: ChangeVerb, ids: readonly number[], options: ChangeOptions) => Promise<void>;
    readonly status: (id: number | undefined, options: RemoteOptions) => Promise<void>;
    readonly settings: (words: readonly string[], options: RemoteOptions) => Promise<void>;
    readonly quit: (options: RemoteOptions) => Promise<void>;
  };

/** The grammar of the command line, with all its help. */
export function buildProgram(version: string, actions: CommandActions): Command {
  const program = new Command('sluice')
    .description('The download manager that people keep: whole files, whatever happens on the way.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    // Before the commands are made: they take it over.
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /u, 'sluice: ')) })
    .showSuggestionAfterError()
    .showHelpAfterError('(see sluice --help, or sluice help COMMAND)')
    .addHelpText(
      'after',
      `
Examples:
  sluice get https://example.org/file.iso          download it here and now
  sluice serve                                     run Sluice and open its window
  sluice add https://example.org/file.iso          hand a link to the running Sluice
  sluice list                                      see how its downloads get on
  sluice settings limitBytesPerSecond=2M           change a setting of it
${EXIT_HELP}`,
    );
  addGet(program, actions);
  addServe(program, actions);
  addAdd(program, actions);
  addList(program, actions);
  addChanges(program, actions);
  addQueueCommands(program, actions);
  addPlaceCommands(program, actions);
  addStatus(program, actions);
  addCareCommands(program, actions);
  addSettings(program, actions);
  addQuit(program, actions);
  return program;
}

function addServe(program: Command, actions: CommandActions): void {
  program
    .command('serve')
    .argument('[url...]', 'links to add; a Sluice that runs already gets them')
    .summary('run Sluice and open its window')
    .description(
      'Runs Sluice with its list of downloads, serves its page and the aria2-compatible RPC on 127.0.0.1 only, and ' +
        'opens the page in a window. When it runs already on that data folder, its window is opened instead.',
    )
    .option(
      '--dir <dir>',
      'where downloads of this run go; made if missing (default: the setting, else your downloads folder)',
      someText('a folder'),
    )
    .addOption(dataDirOption())
    .option(
      '--port <n>',
      'the port on 127.0.0.1; 0 for any free one (default: 16868, else any free one)',
      wholeNumber(0, 65_535),
    )
    .option('--secret <secret>', 'the RPC’s secret; others on this computer can read it in the list of processes (ps)')
    .option('--secret-file <file>', 'read the RPC’s secret from a file')
    .option('--no-open', 'do not open the window')
    .option('--offer', 'show LINKS in the window’s “Add” dialog instead of adding them')
    .option('--end-with-window', 'end when the window is closed, unless downloads go on (setting onWindowClose)')
    .addHelpText(
      'after',
      `
The secret may also stand in SLUICE_RPC_SECRET. Without one, Sluice makes one up and shows it.
The address it prints opens the window once, within a minute; run it again for a new one.
SLUICE_BROWSER names the browser program to use for the window, SLUICE_DATA_DIR the data folder.

Examples:
  sluice serve
  sluice serve https://example.org/file.iso
  sluice serve --no-open --port 6800 --secret-file ~/.config/sluice-secret --dir /srv/downloads
${EXIT_HELP}`,
    )
    .action((links: string[], options: ServeOptions) => actions.serve(links, options));
}

function addList(program: Command, actions: CommandActions): void {
  addRemoteOptions(
    program
      .command('list')
      .summary('list the downloads of the running Sluice')
      .description('Lists the downloads of the running Sluice, oldest first unless --sort says otherwise.')
      .addOption(
        new Option('--filter <filter>', 'which of them').choices([...VIEW_FILTERS]).default('all' satisfies ViewFilter),
      )
      .addOption(
        new Option('--sort <order>', 'in which order; queue is that in which they start')
          .choices([...VIEW_SORTS])
          .default('added' satisfies ViewSort),
      )
      .option('--search <text>', 'only those with this text in the name or the link'),
  )
    .addHelpText(
      'after',
      `
Examples:
  sluice list
  sluice list --filter active
  sluice list --json | jq '.downloads[] | select(.state.kind == "failed") | .url'
${EXIT_HELP}`,
    )
    .action((options: ListOptions) => actions.list(options));
}

function addChanges(program: Command, actions: CommandActions): void {
  const change = (verb: ChangeVerb, summary: string, takesAll: boolean): Command => {
    const ids = new Argument(takesAll ? '[id...]' : '<id...>', 'numbers from the first column of sluice list');
    const command = program.command(verb).summary(summary).addArgument(ids.argParser(collectId));
    if (takesAll) command.option('--all', 'all of them');
    return addRemoteOptions(command).action((numbers: readonly number[] | undefined, options: ChangeOptions) =>
      actions.change(verb, numbers ?? [], options),
    );
  };
  change('pause', 'pause downloads', true)
    .description('Pauses downloads of the running Sluice; what they hold is kept.')
    .addHelpText('after', `\nExamples:\n  sluice pause 3 4\n  sluice pause --all\n${EXIT_HELP}`);
  change('resume', 'resume downloads', true)
    .description('Resumes paused downloads. Those that wait for another try are tried now.')
    .addHelpText('after', `\nExamples:\n  sluice resume 3 4\n  sluice resume --all\n${EXIT_HELP}`);
  change('retry', 'try failed downloads again', false)
    .description('Tries downloads that failed again; what they hold is kept where it can be.')
    .addHelpText('after', `\nExamples:\n  sluice retry 3\n${EXIT_HELP}`);
  change('restart', 'fetch downloads again from the first byte', false)
    .option('--replace', 'when the new file is complete, it takes the place of the old one')
    .description(
      'Fetches downloads again from the first byte, in the same row. What has arrived of an unfinished file is given up; a ' +
        'complete file stays, and the new one gets a number. Downloads that run are left alone.',
    )
    .addHelpText('after', `\nExamples:\n  sluice restart 3\n  sluice restart 3 --replace\n${EXIT_HELP}`);
  change('remove', 'take downloads off the list', false)
    .option('--delete-files', 'delete their files too, finished and unfinished')
    .description('Takes downloads off the list. Finished files stay, and so do unfinished ones that hold bytes.')
    .addHelpText('after', `\nExamples:\n  sluice remove 3\n  sluice remove 3 4 --delete-files\n${EXIT_HELP}`);
}

function addStatus(program: Command, actions: CommandActions): void {
  addRemoteOptions(
    program
      .command('status')
      .summary('show the running Sluice, or one download')
      .description('Shows the running Sluice: version, port, counts, speed, folders; or everything about one download.')
      .addArgument(idArgument('[id]')),
  )
    .addHelpText('after', `\nExamples:\n  sluice status\n  sluice status 3\n  sluice status --json\n${EXIT_HELP}`)
    .action((id: number | undefined, options: RemoteOptions) => actions.status(id, options));
}

function addSettings(program: Command, actions: CommandActions): void {
  const names = Object.entries(SETTING_WORDS);
  const width = Math.max(...names.map(([name]) => name.length));
  addRemoteOptions(
    program
      .command('settings')
      .summary('show or change the settings of the running Sluice')
      .description(
        'Shows the settings of the running Sluice. With arguments, changes these settings, at once and for all later ' +
          'starts, and shows what they are now. When one of the arguments is wrong, nothing is changed.',
      )
      .argument('[name=value...]', 'settings to change'),
  )
    .addHelpText(
      'after',
      `
Settings:
${names.map(([name, words]) => `  ${name.padEnd(width)}  ${words}`).join('\n')}

Lists are written with commas, or as JSON: '["/a", "/b"]'; they replace the list of before. “none” empties them.

Examples:
  sluice settings
  sluice settings limitBytesPerSecond=2M maxActiveDownloads=3
  sluice settings downloadFolder=~/Videos
  sluice settings rpcAllowedOrigins=https://example.org,http://localhost:8080
  sluice settings --json | jq .limitBytesPerSecond
${EXIT_HELP}`,
    )
    .action((words: readonly string[], options: RemoteOptions) => actions.settings(words, options));
}

function addQuit(program: Command, actions: CommandActions): void {
  addRemoteOptions(
    program
      .command('quit')
      .summary('end the running Sluice')
      .description('Ends the running Sluice and waits until it is gone. Its downloads go on at the next start.'),
  )
    .addHelpText('after', `\nExamples:\n  sluice quit\n${EXIT_HELP}`)
    .action((options: RemoteOptions) => actions.quit(options));
}

import { Argument, type Command } from 'commander';
import { answerHelpLines } from './answer-names.ts';
import type { CertificatesOptions, HostsOptions } from './learned-commands.ts';
import type { MirrorOptions } from './mirror-command.ts';
import { collectId, someText } from './option-parsers.ts';
import { addRemoteOptions, EXIT_HELP, idArgument } from './program-options.ts';
import type { RemoteOptions } from './remote.ts';
import type { ExportOptions, ImportOptions } from './transfer-commands.ts';

/** What the commands for when something went wrong do, once their arguments are parsed. */
export type CareActions = {
  readonly answer: (words: readonly string[], options: RemoteOptions) => Promise<void>;
  readonly newLink: (id: number, url: string, options: RemoteOptions) => Promise<void>;
  readonly mirrors: (id: number, options: MirrorOptions) => Promise<void>;
  readonly timeline: (id: number, options: RemoteOptions) => Promise<void>;
  readonly verify: (id: number, options: RemoteOptions) => Promise<void>;
  readonly repair: (ids: readonly number[], options: RemoteOptions) => Promise<void>;
  readonly recover: (directory: string, options: RemoteOptions) => Promise<void>;
  readonly hosts: (action: 'forget' | undefined, host: string | undefined, options: HostsOptions) => Promise<void>;
  readonly certificates: (
    action: 'forget' | undefined,
    host: string | undefined,
    options: CertificatesOptions,
  ) => Promise<void>;
  readonly backups: (
    action: 'create' | 'restore' | undefined,
    name: string | undefined,
    options: RemoteOptions,
  ) => Promise<void>;
  readonly exportList: (options: ExportOptions) => Promise<void>;
  readonly importList: (file: string, options: ImportOptions) => Promise<void>;
};

/** Adds them to the grammar. */
export function addCareCommands(program: Command, actions: CareActions): void {
  addQuestions(program, actions);
  addChecks(program, actions);
  addLearned(program, actions);
  addBackups(program, actions);
  addTransfer(program, actions);
}

function addQuestions(program: Command, actions: CareActions): void {
  addRemoteOptions(
    program
      .command('answer')
      .summary('answer what downloads ask')
      .description('Answers the question of downloads that need you. sluice status ID shows what one asks.')
      .argument('<id...>', 'numbers from the first column of sluice list, then the answer'),
  )
    .usage('[options] <id...> <answer>')
    .addHelpText(
      'after',
      `
Answers, where the question offers them:
${answerHelpLines().join('\n')}

Examples:
  sluice answer 3 restart
  sluice answer 3 4 7 retry
${EXIT_HELP}`,
    )
    .action((words: readonly string[], options: RemoteOptions) => actions.answer(words, options));
  addRemoteOptions(
    program
      .command('new-link')
      .summary('go on with another link to the same file')
      .description(
        'Gives a download another link to the same file, when its own has expired. What has arrived is kept, unless a checksum ' +
          'has proved it wrong; Sluice compares size and content before it goes on.',
      )
      .addArgument(idArgument('<id>'))
      .argument('<url>', 'the new link'),
  )
    .addHelpText('after', `\nExamples:\n  sluice new-link 3 'https://example.org/file.iso?token=new'\n${EXIT_HELP}`)
    .action((id: number, url: string, options: RemoteOptions) => actions.newLink(id, url, options));
  addRemoteOptions(
    program
      .command('mirrors')
      .summary('see and change the other links to a file')
      .description(
        'Shows the other links to the file of a download. With a checksum they are used at the same time, otherwise ' +
          'when a link fails. A change holds at once, also for a download that runs.',
      )
      .addArgument(idArgument('<id>'))
      .option('--add <url...>', 'links to the same file')
      .option('--remove <url...>', 'links to be forgotten, as they are shown'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  sluice mirrors 3\n  sluice mirrors 3 --add https://b.example.net/file.iso\n${EXIT_HELP}`,
    )
    .action((id: number, options: MirrorOptions) => actions.mirrors(id, options));
  addRemoteOptions(
    program
      .command('timeline')
      .alias('log')
      .summary('show what happened to a download')
      .description('Shows requests, answers, retries and decisions of one download, oldest first, without secrets.')
      .addArgument(idArgument('<id>')),
  )
    .addHelpText('after', `\nExamples:\n  sluice timeline 3\n  sluice timeline 3 > report.txt\n${EXIT_HELP}`)
    .action((id: number, options: RemoteOptions) => actions.timeline(id, options));
}

function addChecks(program: Command, actions: CareActions): void {
  addRemoteOptions(
    program
      .command('verify')
      .summary('compare a file on disk with what arrived')
      .description(
        'Reads the file of a download and compares it with the checksums that were noted while it arrived. Damage is ' +
          'exit status 7; sluice repair fetches it again.',
      )
      .addArgument(idArgument('<id>')),
  )
    .addHelpText('after', `\nExamples:\n  sluice verify 3\n  sluice verify 3 || sluice repair 3\n${EXIT_HELP}`)
    .action((id: number, options: RemoteOptions) => actions.verify(id, options));
  addRemoteOptions(
    program
      .command('repair')
      .summary('fetch the damaged parts of files again')
      .description('Verifies the files of downloads, and fetches only what is damaged again.')
      .addArgument(new Argument('<id...>', 'numbers from the first column of sluice list').argParser(collectId)),
  )
    .addHelpText('after', `\nExamples:\n  sluice repair 3\n  sluice repair 3 4\n${EXIT_HELP}`)
    .action((ids: readonly number[], options: RemoteOptions) => actions.repair(ids, options));
  addRemoteOptions(
    program
      .command('recover')
      .summary('take up unfinished files that no list knows')
      .description(
        'Takes up the unfinished files in a folder that belong to no download, after the list was lost or a disk was ' +
          'moved. What is intact of them is kept.',
      )
      .argument('<dir>', 'the folder to look in', someText('a folder')),
  )
    .addHelpText('after', `\nExamples:\n  sluice recover ~/Downloads\n${EXIT_HELP}`)
    .action((directory: string, options: RemoteOptions) => actions.recover(directory, options));
}

function addLearned(program: Command, actions: CareActions): void {
  addRemoteOptions(
    program
      .command('hosts')
      .summary('show or forget what was learned about servers')
      .description('Lists what Sluice noticed about servers and until when it remembers that, or forgets it.')
      .addArgument(forgetArgument())
      .argument('[host]', 'the server, as it is listed')
      .option('--all', 'forget what was learned about all servers'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  sluice hosts\n  sluice hosts forget example.org\n  sluice hosts forget --all\n${EXIT_HELP}`,
    )
    .action((action: 'forget' | undefined, host: string | undefined, options: HostsOptions) =>
      actions.hosts(action, host, options),
    );
  addRemoteOptions(
    program
      .command('certificates')
      .summary('show or remove the certificates that you trust')
      .description('Lists the certificates that you trust although they cannot be verified, or stops trusting one.')
      .addArgument(forgetArgument())
      .argument('[host]', 'the server as HOST or HOST:PORT (default port: 443)'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  sluice certificates\n  sluice certificates forget nas.local:8443\n${EXIT_HELP}`,
    )
    .action((action: 'forget' | undefined, host: string | undefined, options: CertificatesOptions) =>
      actions.certificates(action, host, options),
    );
}

function forgetArgument(): Argument {
  return new Argument('[action]', 'what to do; lists them without').choices(['forget']);
}

function addBackups(program: Command, actions: CareActions): void {
  addRemoteOptions(
    program
      .command('backups')
      .summary('show, make or go back to backups of the list')
      .description(
        'Lists the backups of the list and the settings, makes one, or goes back to one: then Sluice ends, and uses ' +
          'it at its next start.',
      )
      .addArgument(new Argument('[action]', 'what to do; lists them without').choices(['create', 'restore']))
      .argument('[name]', 'the backup to go back to, as it is listed'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  sluice backups\n  sluice backups create\n  sluice backups restore NAME\n${EXIT_HELP}`,
    )
    .action((action: 'create' | 'restore' | undefined, name: string | undefined, options: RemoteOptions) =>
      actions.backups(action, name, options),
    );
}

function addTransfer(program: Command, actions: CareActions): void {
  addRemoteOptions(
    program
      .command('export')
      .summary('write the list and the settings into a file')
      .description(
        'Writes the settings and the list of the running Sluice into a new JSON file that only you can read; its path goes ' +
          'to stdout. Links keep their queries; logins, cookies and the like are left out unless --with-secrets.',
      )
      .option('-d, --dir <dir>', 'the folder of the file (default: Sluice’s download folder)', someText('a folder'))
      .option('--with-secrets', 'write logins, cookies, other headers and the RPC’s secret, too')
      .option('--settings-only', 'leave the list out'),
  )
    .addHelpText('after', `\nExamples:\n  sluice export\n  sluice export --with-secrets -d ~/backup\n${EXIT_HELP}`)
    .action((options: ExportOptions) => actions.exportList(options));
  addRemoteOptions(
    program
      .command('import')
      .summary('add the downloads of such a file, or of aria2')
      .description(
        'Adds the downloads of a file that sluice export wrote, or of an input file or a saved session of aria2. What is on ' +
          'the list already is left out. A completed download stays complete only when its file is here in its size.',
      )
      .argument('<file>', 'the file')
      .option('--start', 'start what was waiting (default: all of it comes paused)')
      .option('--settings', 'take over the settings in the file, too'),
  )
    .addHelpText(
      'after',
      `\nExamples:\n  sluice import sluice-list-2026-11-27.json\n  sluice import --start ~/.aria2/session\n${EXIT_HELP}`,
    )
    .action((file: string, options: ImportOptions) => actions.importList(file, options));
}

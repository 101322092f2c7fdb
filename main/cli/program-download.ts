import { Option, type Command } from 'commander';
import { CATEGORIES } from '../../shared/category.ts';
import { CHECKSUM_ALGORITHMS, NAME_TAKEN_POLICIES, PRIORITIES } from '../../shared/download.ts';
import type { AddOptions } from './add-command.ts';
import type { GetOptions } from './get-request.ts';
import { gatherLinks, parseCurl, type LinkInputOptions } from './link-inputs.ts';
import {
  collectHeader,
  parseChecksum,
  parseProxyOption,
  parseRate,
  parseSha256,
  someText,
  wholeNumber,
} from './option-parsers.ts';
import { addRemoteOptions, EXIT_HELP } from './program-options.ts';

/** What the commands that download do, once their arguments are parsed. */
export type DownloadActions = {
  readonly get: (urls: readonly string[], options: GetOptions) => Promise<void>;
  readonly add: (urls: readonly string[], options: AddOptions) => Promise<void>;
};

/** Adds `sluice get`. */
export function addGet(program: Command, actions: DownloadActions): void {
  addDownloadOptions(
    program
      .command('get')
      .summary('download here and now, without the app')
      .description(
        'Downloads the links in this process and ends when they are complete. Ctrl-C, a crash or a power cut cost ' +
          'nothing: the same command continues where it stopped. It keeps its own small store beside the unfinished ' +
          'file (.sluice-get-….db, gone when it is complete), so it runs beside the app and beside itself. The paths ' +
          'of the files go to stdout, everything else to stderr.',
      )
      .argument('[url...]', 'http and https links'),
    'the folder to save in; made if missing (default: the current one)',
  )
    .option('-j, --parallel <n>', 'files at once, 1 to 100 (default: 5)', wholeNumber(1, 100))
    .option(
      '--limit <rate>',
      'at most so many bytes a second over all files, such as 500K or 2M (K is 1024)',
      parseRate,
    )
    .addOption(
      new Option(
        '--on-changed <what>',
        'when the file on the server changed since an earlier run (default: end)',
      ).choices(['restart', 'keep-both']),
    )
    .addOption(
      new Option('--on-name-taken <what>', 'when there is a file of that name (default: rename)').choices([
        'rename',
        'overwrite',
        'skip',
      ]),
    )
    .option('--new-link <url>', 'go on with this link to the file that the same command began', someText('a link'))
    .option(
      '--proxy <address>',
      'go through this proxy (http, https or socks5), or none (default: as http_proxy, https_proxy, all_proxy and no_proxy say)',
      parseProxyOption,
    )
    .option('--allow-insecure-redirect', 'follow a secure link to an insecure address')
    .option('--accept-html', 'keep a web page that comes in place of the file')
    .option(
      '--trust-certificate <sha256>',
      'trust exactly this certificate, although it cannot be verified',
      parseSha256,
    )
    .option('-q, --quiet', 'say nothing but errors')
    .option('--json', 'print one JSON object about all downloads at the end, and no progress')
    .addHelpText(
      'after',
      `
A file that exists is not overwritten unless --on-name-taken says so: the new one gets a number, as in file (1).iso.

Examples:
  sluice get https://example.org/file.iso
  sluice get -d ~/Downloads -x 16 https://example.org/a.zip https://example.org/b.zip
  sluice get -i links.txt -j 16 -d photos
  sluice get --mirrors https://a.example.org/file.iso https://b.example.net/file.iso
  sluice get -o ubuntu.iso --checksum sha256=9f86d081… https://example.org/latest
  sluice get --checksum auto --on-name-taken skip https://example.org/file.iso
  sluice get --new-link 'https://example.org/file.iso?token=new' 'https://example.org/file.iso?token=old'
  sluice get --pattern 'https://example.org/page-[001-100].jpg'
  sluice get --limit 2M -H "Authorization: Bearer TOKEN" https://example.org/private.zip
${EXIT_HELP}`,
    )
    .action((urls: readonly string[], options: GetOptions & LinkInputOptions, command: Command) =>
      withLinks(command, urls, options, actions.get),
    );
}

/** Runs a command with all its links, or ends with what is wrong about them. */
async function withLinks<Options extends LinkInputOptions>(
  command: Command,
  urls: readonly string[],
  options: Options,
  run: (urls: readonly string[], options: Options) => Promise<void>,
): Promise<void> {
  const gathered = gatherLinks(urls, options);
  if (typeof gathered === 'string') command.error(`error: ${gathered}`);
  else await run(gathered.urls, gathered.options);
}

/** The options that `get` and `add` share. */
function addDownloadOptions(command: Command, dirHelp: string): Command {
  return command
    .option('-d, --dir <dir>', dirHelp, someText('a folder'))
    .option(
      '-i, --input-file <file>',
      'a file of links, one a line, or a Metalink (.meta4); - for stdin',
      someText('a file'),
    )
    .option('-o, --output <name>', 'the file’s name; for one link only', someText('a name'))
    .option('-x, --connections <n>', 'connections per file, 1 to 32', wholeNumber(1, 32))
    .option(
      '--checksum <alg=hex>',
      `what the file must hash to (${CHECKSUM_ALGORITHMS.join(', ')}), or auto, to look for FILE.sha256 or SHA256SUMS beside it`,
      parseChecksum,
    )
    .addOption(
      new Option('-H, --header <header>', 'a request header "Name: value"; may be given again')
        .argParser(collectHeader)
        .default([], 'none'),
    )
    .option('--mirrors', 'all links lead to one file: when one fails, the next is tried')
    .option('--pattern', 'links hold patterns: [001-100], [a-z], {one,two}; quote them for the shell')
    .option(
      '--curl <command>',
      'take link and headers from a curl command, as browsers copy it; without a link beside it',
      parseCurl,
    )
    .option('--max-tries <n>', 'give up after so many failures in a row; 0 never', wholeNumber(0, 1000));
}

/** Adds `sluice add`. */
export function addAdd(program: Command, actions: DownloadActions): void {
  addRemoteOptions(
    addDownloadOptions(
      program
        .command('add')
        .summary('add links to the running Sluice')
        .description(
          'Adds links to the list of the running Sluice. A link “-” stands for all links in the text on stdin. Links ' +
            'that cannot be downloaded are named and the others are added; then the exit status is 2.',
        )
        .argument('[url...]', 'http and https links, or - for stdin'),
      'the folder to save in (default: Sluice’s download folder)',
    )
      .option(
        '--limit <rate>',
        'at most so many bytes a second for each file, such as 500K or 2M (K is 1024)',
        parseRate,
      )
      .addOption(
        new Option('--on-name-taken <what>', 'when there is a file of that name (default: the setting)').choices([
          ...NAME_TAKEN_POLICIES,
        ]),
      )
      .addOption(new Option('--priority <priority>', 'who comes first').choices([...PRIORITIES]).default('normal'))
      .addOption(
        new Option('--category <kind>', 'what the files are (default: what names and servers say)').choices([
          ...CATEGORIES,
        ]),
      )
      .option('--paused', 'add, but do not start'),
  )
    .addHelpText(
      'after',
      `
Examples:
  sluice add https://example.org/file.iso
  sluice add --paused -d ~/isos https://example.org/a.iso https://example.org/b.iso
  sluice add - < links.txt
  sluice add --curl "curl 'https://example.org/get?id=5' -H 'Cookie: a=1'"
  sluice add -i links.txt
${EXIT_HELP}`,
    )
    .action((urls: readonly string[], options: AddOptions & LinkInputOptions, command: Command) =>
      withLinks(command, urls, options, actions.add),
    );
}

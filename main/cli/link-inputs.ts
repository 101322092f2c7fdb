import { InvalidArgumentError } from 'commander';
import { countPattern, expandPattern } from '../../shared/batch-pattern.ts';
import { readCurlCommands, type CurlCommand } from '../../shared/curl-command.ts';
import type { HeaderField } from '../../shared/download.ts';
import { WINDOW_WORDS } from '../../shared/words.ts';

type TakenCommand = Extract<CurlCommand, { ok: true }>;

/** The options that bring links besides the arguments. */
export type LinkInputOptions = {
  readonly curl?: TakenCommand;
  readonly pattern?: boolean;
  readonly header: readonly HeaderField[];
  readonly output?: string;
  /** A file of more links; it is read by the command. */
  readonly inputFile?: string;
};

/** A slip of a digit, not a wish. */
const MAX_PATTERN_LINKS = 100_000;

/** The value of `--curl`: a command as a browser's developer tools copy it. */
export function parseCurl(text: string): TakenCommand {
  const commands = readCurlCommands(text);
  const [command] = commands;
  if (command === undefined) throw new InvalidArgumentError('It does not begin with curl.');
  if (commands.length > 1) throw new InvalidArgumentError('Give one command at a time.');
  if (!command.ok) throw new InvalidArgumentError(WINDOW_WORDS.add.unusableReasons[`curl.${command.reason}`]);
  return command;
}

/**
 * The links of a command and its options, those of `--curl` and of patterns included; a text says what is wrong.
 * Headers that were typed replace those of the curl command.
 */
export function gatherLinks<Options extends LinkInputOptions>(
  urls: readonly string[],
  options: Options,
): { readonly urls: readonly string[]; readonly options: Options } | string {
  const { curl, pattern, inputFile } = options;
  const given = curl === undefined ? urls : [...urls, curl.url];
  if (given.length === 0 && inputFile === undefined) {
    return 'Give a link, a file of links behind -i, or a command behind --curl.';
  }
  if (curl !== undefined && urls.length > 0) return 'Give links or --curl, not both: its headers are for its own link.';
  const count = pattern === true ? given.reduce((sum, url) => sum + countPattern(url), 0) : given.length;
  if (count > MAX_PATTERN_LINKS) return `The patterns make ${count} links. Sluice takes ${MAX_PATTERN_LINKS} at most.`;
  const typed = new Set(options.header.map((header) => header.name.toLowerCase()));
  const own = (curl?.headers ?? []).filter((header) => !typed.has(header.name.toLowerCase()));
  const output = options.output ?? curl?.name ?? undefined;
  return {
    urls: pattern === true ? given.flatMap((url) => [...expandPattern(url)]) : given,
    options: { ...options, header: [...own, ...options.header], ...(output === undefined ? {} : { output }) },
  };
}

import { Argument, Option, type Command } from 'commander';
import { EXIT_WORDS } from './exit-codes.ts';
import { collectId, someText } from './option-parsers.ts';

/** The table of the exit status, at the end of every help. */
export const EXIT_HELP = `
Exit status:
${EXIT_WORDS.map(([code, words]) => `  ${String(code).padStart(3)}  ${words}`).join('\n')}`;

/** The options of a command that talks to a running Sluice. */
export function addRemoteOptions(command: Command): Command {
  return command.addOption(dataDirOption()).option('--json', 'answer in JSON, for scripts; errors stay on stderr');
}

/** Names the Sluice that is meant. */
export function dataDirOption(): Option {
  return new Option('--data-dir <dir>', 'the data folder of the Sluice that is meant (default: your own)').argParser(
    someText('a folder'),
  );
}

/** One download by its number. */
export function idArgument(name: '<id>' | '[id]'): Argument {
  return new Argument(name, 'a number from the first column of sluice list').argParser((text: string) =>
    collectId(text, []).at(0),
  );
}

/** The numbers of downloads, one at least. */
export function idArguments(): Argument {
  return new Argument('<id...>', 'numbers from the first column of sluice list').argParser(collectId);
}

import { homedir } from 'node:os';
import type { Settings } from '../../shared/settings.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { errorLine, type Output } from './output.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { readSettings, settingText, type SettingName } from './setting-values.ts';
import { printable } from './terminal-text.ts';
import { formatTable, type TableColumn } from './text-table.ts';

const COLUMNS: readonly TableColumn[] = [
  { title: 'Setting', align: 'left' },
  { title: 'Value', align: 'left' },
];

/** `sluice settings`: shows the settings of the running Sluice, or changes those that are named and shows these. */
export function runSettings(words: readonly string[], options: RemoteOptions, output: Output): Promise<ExitCode> {
  const read = readSettings(words, { workingFolder: process.cwd(), homeFolder: homedir() });
  if (!read.ok) {
    output.say(errorLine(read.message));
    return Promise.resolve(EXIT.usage);
  }
  const { change } = read;
  const isChange = words.length > 0;
  return withRunning(options, output, async (client) => {
    const reply = isChange ? await client.call('settings.change', change) : await client.call('settings.get', {});
    if (!reply.ok) return tellRefusal(reply, output);
    if (options.json === true) {
      output.result(JSON.stringify(reply.value));
      return EXIT.ok;
    }
    for (const line of tableLines(reply.value, (name) => !isChange || name in change)) output.result(line);
    return EXIT.ok;
  });
}

function tableLines(settings: Settings, isShown: (name: SettingName) => boolean): readonly string[] {
  // Every key of the settings is a setting's name.
  const names = (Object.keys(settings) as SettingName[]).filter(isShown);
  const cells = names.map((name) => [name, printable(settingText(settings[name]))]);
  // Values are copied into the next command, so they are never cut.
  return formatTable(COLUMNS, cells, null);
}

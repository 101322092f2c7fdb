import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Reply } from '../../shared/contract.ts';
import { runImport as runImportCalls, type ImportSum } from '../../shared/import-run.ts';
import { isAria2File, readAria2File } from '../../shared/aria2-file.ts';
import { readListFile, type ListedDownload } from '../../shared/list-file.ts';
import type { SettingsChange } from '../../shared/settings.ts';
import { runAtOnce } from '../../shared/steps.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { catchInterruption } from './interruption.ts';
import { downloadsText } from './number-text.ts';
import { errorLine, type Output } from './output.ts';
import { openWorkLine } from './work-line.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';

export type ExportOptions = RemoteOptions & {
  readonly dir?: string;
  readonly withSecrets?: boolean;
  readonly settingsOnly?: boolean;
};

export type ImportOptions = RemoteOptions & { readonly start?: boolean; readonly settings?: boolean };

/** `sluice export`: the running Sluice writes its list and settings into a new file; its path goes to stdout. */
export function runExport(options: ExportOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const reply = await client.call('list.export', {
      ...(options.dir === undefined ? {} : { directory: path.resolve(options.dir) }),
      withSecrets: options.withSecrets === true,
      withDownloads: options.settingsOnly !== true,
    });
    if (!reply.ok) return tellRefusal(reply, output);
    output.result(options.json === true ? JSON.stringify(reply.value) : reply.value.file);
    return EXIT.ok;
  });
}

type Contents = {
  readonly downloads: readonly ListedDownload[];
  readonly settings: SettingsChange;
  /** What is left out, in words. */
  readonly problems: readonly string[];
};

/** `sluice import FILE`: adds the downloads of such a file, or of aria2's input file or session. */
export async function runImport(file: string, options: ImportOptions, output: Output): Promise<ExitCode> {
  const contents = await readContents(file);
  if (typeof contents === 'string') {
    output.say(errorLine(contents));
    return EXIT.usage;
  }
  for (const problem of contents.problems) output.say(errorLine(problem));
  return withRunning(options, output, async (client) => {
    using interruption = catchInterruption(process.env);
    using line = openWorkLine(output);
    const total = contents.downloads.length;
    const run = await runImportCalls<Extract<Reply<unknown>, { ok: false }>>(client.call, {
      downloads: contents.downloads,
      settings: options.settings === true ? contents.settings : {},
      starts: options.start === true,
      signal: interruption.signal,
      onProgress: (done) => line.show(`Importing: ${done} of ${total}`),
    });
    switch (run.kind) {
      case 'takenBack':
        output.say('Stopped. Nothing of it is in the list.');
        return interruption.exitCode() ?? EXIT.ok;
      case 'failed':
        if (run.sum.added > 0) output.say(errorLine(`Only the first ${run.sum.added} downloads were added.`));
        return tellRefusal(run.failure, output);
      case 'done':
        break;
    }
    const { sum } = run;
    if (options.json === true) output.result(JSON.stringify(sum));
    else output.result(sumText(sum));
    return contents.problems.length === 0 ? EXIT.ok : EXIT.usage;
  });
}

function sumText(sum: ImportSum): string {
  return [
    `Added ${downloadsText(sum.added)}.`,
    ...(sum.known === 0 ? [] : [`In the list already: ${downloadsText(sum.known)}.`]),
    ...(sum.withoutFile === 0 ? [] : [`Paused, since the file is not here: ${downloadsText(sum.withoutFile)}.`]),
    ...(sum.otherFolder === 0
      ? []
      : [`Into the download folder, since the folder is of another system: ${downloadsText(sum.otherFolder)}.`]),
  ].join(' ');
}

/** What is in a file; a text says why it cannot be used. */
async function readContents(file: string): Promise<Contents | string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return `${file} cannot be read (${String(error.code)}).`;
  }
  const list = runAtOnce(readListFile(text));
  if (list.ok) {
    const unreadable = list.unreadable.map((number) => `Download ${number} in the file cannot be read.`);
    const unknown = list.unknownSettings.map((name) => `The setting ${name} is not known here, or out of bounds.`);
    return { downloads: list.downloads, settings: list.settings, problems: [...unreadable, ...unknown] };
  }
  if (list.reason === 'newer') return `${file} was written by a newer Sluice. Install that version to import it.`;
  if (list.reason === 'notSluice' || !isAria2File(text)) {
    return `${file} is neither a list that sluice export wrote nor an input file or session of aria2. For a list of links: sluice add - < ${file}`;
  }
  const { downloads, refused } = runAtOnce(readAria2File(text, Date.now()));
  const problems = refused.map(({ input, detail }) => `${input}: ${detail || 'not a link that Sluice can download'}`);
  return { downloads, settings: {}, problems };
}

import { CommanderError } from 'commander';
import { APP_VERSION } from '../app/app-version.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { errorLine, processOutput } from './output.ts';
import { buildProgram } from './program.ts';

/**
 * Runs a command to its end.
 * @param args what stands behind `sluice`.
 */
export async function exitCodeOf(args: readonly string[]): Promise<ExitCode> {
  const output = processOutput(process.env);
  let exitCode: ExitCode = EXIT.ok;
  const finish = async (result: Promise<ExitCode>): Promise<void> => {
    exitCode = await result;
  };
  // Each command loads what it needs: `sluice --help` waits for no SQLite.
  const program = buildProgram(APP_VERSION, {
    get: async (urls, options) => finish((await import('./get-command.ts')).runGet(urls, options, output)),
    serve: async (links, options) => finish((await import('./serve-command.ts')).runServe(links, options, output)),
    add: async (urls, options) => finish((await import('./add-command.ts')).runAdd(urls, options, output)),
    list: async (options) => finish((await import('./list-command.ts')).runList(options, output)),
    change: async (verb, ids, options) =>
      finish((await import('./change-commands.ts')).runChange(verb, ids, options, output)),
    move: async (to, ids, options) => finish((await import('./queue-commands.ts')).runMove(to, ids, options, output)),
    bounds: async (ids, options) => finish((await import('./queue-commands.ts')).runBounds(ids, options, output)),
    priority: async (priority, ids, options) =>
      finish((await import('./queue-commands.ts')).runPriority(priority, ids, options, output)),
    rename: async (id, name, options) =>
      finish((await import('./place-commands.ts')).runRename(id, name, options, output)),
    moveTo: async (folder, ids, options) =>
      finish((await import('./place-commands.ts')).runMoveTo(folder, ids, options, output)),
    stopMove: async (ids, options) => finish((await import('./place-commands.ts')).runStopMove(ids, options, output)),
    status: async (id, options) => {
      const { runDownloadStatus, runStatus } = await import('./status-command.ts');
      await finish(id === undefined ? runStatus(options, output) : runDownloadStatus(id, options, output));
    },
    answer: async (words, options) =>
      finish((await import('./question-commands.ts')).runAnswer(words, options, output)),
    newLink: async (id, url, options) =>
      finish((await import('./question-commands.ts')).runNewLink(id, url, options, output)),
    mirrors: async (id, options) => finish((await import('./mirror-command.ts')).runMirrors(id, options, output)),
    timeline: async (id, options) => finish((await import('./question-commands.ts')).runTimeline(id, options, output)),
    verify: async (id, options) => finish((await import('./check-commands.ts')).runVerify(id, options, output)),
    repair: async (ids, options) => finish((await import('./check-commands.ts')).runRepair(ids, options, output)),
    recover: async (directory, options) =>
      finish((await import('./check-commands.ts')).runRecover(directory, options, output)),
    hosts: async (action, host, options) =>
      finish((await import('./learned-commands.ts')).runHosts(action, host, options, output)),
    certificates: async (action, host, options) =>
      finish((await import('./learned-commands.ts')).runCertificates(action, host, options, output)),
    backups: async (action, name, options) =>
      finish((await import('./learned-commands.ts')).runBackups(action, name, options, output)),
    exportList: async (options) => finish((await import('./transfer-commands.ts')).runExport(options, output)),
    importList: async (file, options) =>
      finish((await import('./transfer-commands.ts')).runImport(file, options, output)),
    settings: async (words, options) =>
      finish((await import('./settings-command.ts')).runSettings(words, options, output)),
    quit: async (options) => finish((await import('./quit-command.ts')).runQuit(options, output)),
  });
  for (const command of [program, ...program.commands]) command.exitOverride();
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.usage;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said what is wrong already; help and version end with status 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    output.say(errorLine('Something unexpected happened. Please report this:'));
    output.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.unexpected;
  }
}

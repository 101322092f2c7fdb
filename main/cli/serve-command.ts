import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { NOTICE_WORDS } from '../../shared/words.ts';
import { thisPlatform } from '../app/data-folder.ts';
import { runAdd } from './add-command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { boundEnd, endStuck } from './end-stuck.ts';
import { catchInterruption } from './interruption.ts';
import { makeFolder } from './make-folder.ts';
import { openPage, type OpenedHow } from './open-page.ts';
import { errorLine, type Output } from './output.ts';
import { chosenDataFolder } from './remote.ts';
import { endsWithWindow, untilWindowEnds } from './window-end.ts';
import { startServing, type ServeVerdict, type Serving } from './serve-app.ts';

/** The options of `sluice serve`, parsed. */
export type ServeOptions = {
  readonly dir?: string;
  readonly dataDir?: string;
  readonly port?: number;
  readonly secret?: string;
  readonly secretFile?: string;
  /** Whether to open the window; `false` for `--no-open`. */
  readonly open: boolean;
  /** Show the links in the window's add dialog instead of adding them: whoever gave them may not have looked at them. */
  readonly offer?: boolean;
  /** End when the window that was opened is closed, as the setting `onWindowClose` says. */
  readonly endWithWindow?: boolean;
};

/**
 * `sluice serve`: runs until Ctrl-C, a signal or `sluice quit`. Resolves to the exit status.
 * @param links added once Sluice runs, or handed to the one that runs already.
 */
export async function runServe(links: readonly string[], options: ServeOptions, output: Output): Promise<ExitCode> {
  const complain = (text: string): void => output.say(errorLine(text));
  const secret = await readSecret(options, process.env);
  if (!secret.ok) {
    complain(secret.message);
    return EXIT.usage;
  }
  const made = options.dir === undefined ? null : await makeFolder(path.resolve(options.dir), '--dir');
  if (made?.ok === false) {
    complain(made.message);
    return EXIT.disk;
  }
  const dataFolder = chosenDataFolder(options.dataDir);
  const madeData = await makeFolder(dataFolder, '--data-dir');
  if (!madeData.ok) {
    complain(madeData.message);
    return EXIT.disk;
  }
  // Before the start, so that a signal during it does not leave half a Sluice.
  using interruption = catchInterruption(process.env);
  const verdict = await startServing({
    dataFolder,
    downloadFolder: made === null ? null : made.folder,
    port: options.port ?? null,
    secret: secret.value,
    log: complain,
  });
  const offered = options.offer === true ? links : [];
  const addLinks = async (): Promise<ExitCode> =>
    links.length === 0 || options.offer === true
      ? EXIT.ok
      : runAdd(links, { dataDir: dataFolder, header: [], priority: 'normal' }, output);
  if (verdict.kind !== 'serving') {
    const exitCode = await tellNotServing(verdict, { dataFolder, offered, open: options.open, output });
    return verdict.kind === 'alreadyRunning' ? addLinks() : exitCode;
  }

  const { serving } = verdict;
  const address = (): string => offeringAddress(serving.server.openAddress(), offered);
  tellServing(serving, { address: address(), dataFolder, showSecret: secret.value === null, output });
  await addLinks();
  const ending = new AbortController();
  if (options.open && !interruption.signal.aborted) {
    const how = await openPage(address(), { dataFolder, platform: thisPlatform() });
    output.say(openedWords(how));
    if (options.endWithWindow === true && how.kind === 'appWindow')
      void followWindow(how.program, serving, ending, output);
  }
  await untilAsked(serving, AbortSignal.any([interruption.signal, ending.signal]));
  using _atLast = boundEnd();
  if ((await serving.close()) === 'stuck') endStuck(complain);
  // Ctrl-C is the way to end it, so it is no failure.
  return EXIT.ok;
}

/** Ends Sluice with its window when there is no more to do, or says that it goes on. */
async function followWindow(
  program: ChildProcess,
  serving: Serving,
  ending: AbortController,
  output: Output,
): Promise<void> {
  const end = await untilWindowEnds(program);
  const { queue } = serving.app;
  if (end.kind === 'handedOver') return;
  if (end.kind === 'failed')
    output.say(errorLine('The browser did not show the window. Open the address above yourself.'));
  else if (endsWithWindow(queue, queue.settings().onWindowClose)) ending.abort();
  else
    output.say('The window is closed and Sluice goes on downloading. Start it again for the window; Ctrl-C ends it.');
}

async function untilAsked(serving: Serving, signal: AbortSignal): Promise<void> {
  const interrupted = Promise.withResolvers<void>();
  if (signal.aborted) interrupted.resolve();
  signal.addEventListener('abort', () => interrupted.resolve(), { once: true });
  await Promise.race([serving.app.shutdownRequested, interrupted.promise]);
}

/**
 * The RPC's secret: from `--secret`, else from the file, else from `SLUICE_RPC_SECRET`; `null` when there is none and one
 * is to be made up.
 */
export async function readSecret(
  options: Pick<ServeOptions, 'secret' | 'secretFile'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly ok: true; readonly value: string | null } | { readonly ok: false; readonly message: string }> {
  if (options.secret !== undefined) return checkSecret(options.secret, 'The secret behind --secret');
  if (options.secretFile !== undefined) {
    try {
      // Editors end a file with a new line; nobody means it as part of the secret.
      const text = (await readFile(options.secretFile, 'utf8')).replace(/\r?\n$/u, '');
      return checkSecret(text, `The secret in ${options.secretFile}`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      return { ok: false, message: `The secret file ${options.secretFile} cannot be read (${String(error.code)}).` };
    }
  }
  const fromEnv = env['SLUICE_RPC_SECRET'];
  return fromEnv === undefined || fromEnv === ''
    ? { ok: true, value: null }
    : checkSecret(fromEnv, 'The secret in SLUICE_RPC_SECRET');
}

function checkSecret(
  value: string,
  what: string,
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string } {
  if (value === '') return { ok: false, message: `${what} is empty. Without one, leave it out: Sluice makes one up.` };
  return /[\r\n]/u.test(value) ? { ok: false, message: `${what} must be one line.` } : { ok: true, value };
}

async function tellNotServing(
  verdict: Exclude<ServeVerdict, { kind: 'serving' }>,
  {
    dataFolder,
    offered,
    open,
    output,
  }: {
    readonly dataFolder: string;
    readonly offered: readonly string[];
    readonly open: boolean;
    readonly output: Output;
  },
): Promise<ExitCode> {
  switch (verdict.kind) {
    case 'alreadyRunning': {
      output.say(`Sluice is already running on ${dataFolder} (process ${verdict.pid}); its settings stay as they are.`);
      const address = offeringAddress(verdict.address, offered);
      output.result(`Open      ${address}`);
      if (open) output.say(openedWords(await openPage(address, { dataFolder, platform: thisPlatform() })));
      return EXIT.ok;
    }
    case 'noPort':
      output.say(
        errorLine(
          verdict.code === 'portTaken'
            ? `Port ${verdict.port} is in use by another program. Choose another one with --port, or 0 for any free one.`
            : `The system does not let you use port ${verdict.port}. Choose one above 1023 with --port.`,
        ),
      );
      return EXIT.inUse;
    case 'refused':
      output.say(errorLine(verdict.refusal.message));
      if (verdict.refusal.kind === 'locked') return EXIT.inUse;
      return verdict.refusal.kind === 'notWritable' || verdict.refusal.kind === 'full' ? EXIT.disk : EXIT.unexpected;
  }
}

function tellServing(
  serving: Serving,
  facts: {
    readonly dataFolder: string;
    readonly showSecret: boolean;
    readonly address: string;
    readonly output: Output;
  },
): void {
  const { output } = facts;
  const { server } = serving;
  for (const notice of serving.notices) output.say(errorLine(`${NOTICE_WORDS[notice.code]} ${notice.detail}`));
  if (serving.notices.some(({ code }) => code === 'notice.databaseDamaged'))
    output.say(
      'Unfinished files are taken up again with: sluice recover FOLDER. Backups, if there are any: sluice backups',
    );
  output.result(`Open      ${facts.address}`);
  output.result(`RPC       ${server.address()}jsonrpc`);
  if (facts.showSecret) output.result(`Secret    ${server.secret()}`);
  output.result(`Files     ${serving.downloadFolder}`);
  output.result(`Data      ${facts.dataFolder}`);
  output.say('The address opens once and within a minute; run sluice serve again for a new one. Ctrl-C ends Sluice.');
}

/** An address of the window that shows links in its add dialog; only an address with a launch token may. */
function offeringAddress(address: string, links: readonly string[]): string {
  return address + links.map((link) => `&add=${encodeURIComponent(link)}`).join('');
}

function openedWords(how: OpenedHow): string {
  switch (how.kind) {
    case 'appWindow':
      return how.withoutSandbox
        ? 'Opened the Sluice window. You are root: the browser’s sandbox does not work and is off. Start Sluice as a normal user.'
        : 'Opened the Sluice window.';
    case 'browser':
      return 'Opened Sluice in your browser.';
    case 'notOpened':
      return 'No browser could be opened here: open the address above yourself.';
  }
}

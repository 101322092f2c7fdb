import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { thisPlatform } from '../main/app/data-folder.ts';
import { runCommandLine } from '../main/cli/main.ts';
import { hasDisplay } from '../main/cli/open-page.ts';
import { linkFilesAmong, readLinkFile } from '../main/desktop/link-file.ts';
import { linksAmong } from '../main/desktop/launch-links.ts';
import { readMetalink } from '../shared/metalink.ts';
import { buildTree, PROJECT_FOLDER } from './build-steps.ts';
import { findElectron } from './electron-probe.ts';

/*
 * `npm start [-- --retry-electron] [--page] [--data-dir DIR] [LINK…]`: opens Sluice in Electron. Where Electron cannot
 * run, it says so in one line and serves the page instead, in a window of an installed browser. `--page` does that at once.
 */

/** An Electron that ends sooner than this, and with an error, has not shown a window: the page takes over. */
const EARLY_DEATH_MS = 5_000;

type ElectronEnd =
  | { readonly kind: 'ended'; readonly exitCode: number }
  | { readonly kind: 'diedEarly'; readonly reason: string };

const own = new Set(['--retry-electron', '--page']);
const args = process.argv.slice(2).filter((arg) => !own.has(arg));
const say = (line: string): void => console.log(line);

try {
  await buildTree({ log: say });
  const problem = process.argv.includes('--page') ? 'not asked for' : await tryElectron();
  if (problem !== null) {
    if (problem !== 'not asked for') say(`Electron cannot run here (${problem}): showing Sluice in a browser instead.`);
    const links = await linksOfArguments();
    await runCommandLine(['serve', '--end-with-window', '--offer', ...dataDirArguments(args), ...links]);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The links among the arguments, and those in files among them, as the desktop app reads them; of a Metalink the preferred ones. */
async function linksOfArguments(): Promise<readonly string[]> {
  const inFiles = await Promise.all(linkFilesAmong(args, process.cwd()).map(readLinkFile));
  const inMetalinks = inFiles.flatMap(({ metalink }) => (metalink === null ? [] : preferredLinks(metalink.text)));
  if (inMetalinks.length > 0) say('Drop the Metalink on the window to have its other mirrors and its checksums, too.');
  return [...new Set([...linksAmong(args), ...inFiles.flatMap(({ links }) => links), ...inMetalinks])];
}

function preferredLinks(metalink: string): readonly string[] {
  const read = readMetalink(metalink);
  return read.ok ? read.files.map(({ links: [preferred] }) => preferred) : [];
}

/** `null` when Electron ran, else why not. */
async function tryElectron(): Promise<string | null> {
  if (!hasDisplay(thisPlatform())) return 'there is no display';
  const electron = await findElectron({
    retry: process.argv.includes('--retry-electron'),
    env: process.env,
    log: say,
  });
  if (!electron.ok) return electron.reason;
  const end = await runElectron(electron.path);
  if (end.kind === 'diedEarly') return end.reason;
  process.exitCode = end.exitCode;
  return null;
}

async function runElectron(path: string): Promise<ElectronEnd> {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  // https://www.electronjs.org/docs/latest/api/command-line-switches#--no-sandbox
  if (isRoot) say('You are root: Chromium’s sandbox does not work and is off. Start Sluice as a normal user.');
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  const startedAt = performance.now();
  // The folder, not the file: so Electron reads the name and the version from package.json.
  const child = spawn(path, [...(isRoot ? ['--no-sandbox'] : []), PROJECT_FOLDER, ...args], {
    env,
    stdio: ['inherit', 'inherit', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    errors = (errors + text).slice(-4000);
  });
  const onTerminate = (): void => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', waitForElectron).on('SIGTERM', onTerminate);
  const { promise, resolve } = Promise.withResolvers<ElectronEnd>();
  child.once('error', (error) => resolve({ kind: 'diedEarly', reason: error.message }));
  child.once('close', (code, signal) => {
    const isEarly = performance.now() - startedAt < EARLY_DEATH_MS;
    const wasAsked = signal === 'SIGTERM' || signal === 'SIGINT';
    if (isEarly && code !== 0 && !wasAsked) resolve({ kind: 'diedEarly', reason: earlyDeath(errors, code, signal) });
    else resolve({ kind: 'ended', exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
  });
  try {
    return await promise;
  } finally {
    process.off('SIGINT', waitForElectron).off('SIGTERM', onTerminate);
  }
}

/** Ctrl-C reaches both processes: Electron closes the core and ends, and this one stays until then. */
function waitForElectron(): void {}

function earlyDeath(errors: string, code: number | null, signal: string | null): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.find((line) => /error|cannot|missing|failed/iu.test(line)) ?? lines.at(-1);
  const how = signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`;
  return telling === undefined ? how : `${how}: ${telling.trim().slice(0, 200)}`;
}

/** What of the arguments the page's server understands. */
function dataDirArguments(all: readonly string[]): readonly string[] {
  const at = all.findIndex((arg) => arg === '--data-dir' || arg.startsWith('--data-dir='));
  if (at === -1) return [];
  return all.slice(at, all[at] === '--data-dir' ? at + 2 : at + 1);
}

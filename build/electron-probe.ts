import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PROJECT_FOLDER } from './build-steps.ts';

/** The Electron executable, or why there is none, in words for one line. */
export type ElectronVerdict =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string };

/** A failed download is not tried again at every start, but after a day, or when asked for. */
const FAILURE_LIFETIME_MS = 24 * 3_600_000;
/** The first start does not keep anybody waiting longer; who asks for another try has the patience for a slow line. */
const DOWNLOAD_BOUND_MS = { usual: 60_000, asked: 600_000 } as const;

const FAILURE_FILE = join(PROJECT_FOLDER, 'node_modules', '.cache', 'sluice', 'electron-failed');

/**
 * Finds Electron's executable. Its package has no install script: the first `require('electron')` downloads it, without
 * giving way to anything else in its process, so that is done in a child with a bound.
 * @param options.retry forgets an earlier failure and waits longer.
 */
export async function findElectron(options: {
  readonly retry: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}): Promise<ElectronVerdict> {
  const { env, retry, log } = options;
  // Nothing is downloaded then, and nothing said about it is worth remembering.
  if (env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined) return await askPackage(env, DOWNLOAD_BOUND_MS.usual);
  if (!downloadedElectron(env).ok) {
    if (env['ELECTRON_SKIP_BINARY_DOWNLOAD'] !== undefined) {
      return { ok: false, reason: 'ELECTRON_SKIP_BINARY_DOWNLOAD is set' };
    }
    const earlier = retry ? null : await rememberedFailure();
    if (earlier !== null) return { ok: false, reason: `${earlier}; npm start -- --retry-electron tries again` };
    log('Getting Electron; this happens once…');
  }
  const verdict = await askPackage(env, retry ? DOWNLOAD_BOUND_MS.asked : DOWNLOAD_BOUND_MS.usual);
  if (verdict.ok) {
    await rm(FAILURE_FILE, { force: true });
    return verdict;
  }
  await mkdir(dirname(FAILURE_FILE), { recursive: true });
  await writeFile(FAILURE_FILE, verdict.reason);
  return verdict;
}

/** Electron's executable as its package would name it, if it is there. Downloads nothing. */
export function downloadedElectron(env: NodeJS.ProcessEnv): ElectronVerdict {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  const missing: ElectronVerdict = { ok: false, reason: 'its binary has not been downloaded' };
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!existsSync(pathFile) && override === undefined) return missing;
  const program = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const path = join(override ?? join(folder, 'dist'), program);
  return existsSync(path) ? { ok: true, path } : missing;
}

async function rememberedFailure(): Promise<string | null> {
  if (!existsSync(FAILURE_FILE)) return null;
  const { mtimeMs } = await stat(FAILURE_FILE);
  return Date.now() - mtimeMs > FAILURE_LIFETIME_MS ? null : await readFile(FAILURE_FILE, 'utf8');
}

const MARK = 'electron-path=';

/** `require('electron')` in a child, which downloads when it must. */
async function askPackage(env: NodeJS.ProcessEnv, boundMs: number): Promise<ElectronVerdict> {
  const isPosix = process.platform !== 'win32';
  const child = spawn(process.execPath, ['-e', `console.log('${MARK}' + require('electron'))`], {
    cwd: PROJECT_FOLDER,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: the package starts a child for the download, which must end with it.
    detached: isPosix,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const killGroup = (): void => {
    if (isPosix && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
  };
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup();
  }, boundMs);
  process.once('SIGINT', killGroup);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('close', resolve).once('error', reject);
  try {
    const status = await promise;
    const path = output.split('\n').find((line) => line.startsWith(MARK));
    if (status === 0 && path !== undefined) return { ok: true, path: path.slice(MARK.length).trim() };
    const reason = isLate ? `its download took longer than ${boundMs / 1000} s` : downloadFailure(output);
    return { ok: false, reason };
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', killGroup);
  }
}

/** The line of an error report that says most: the innermost cause, without its stack. */
export function downloadFailure(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const causes = lines.filter((line) => /^(?:\[cause\]: )?[A-Za-z]*Error\b.*: /u.test(line));
  // The package's own last words say only that something failed.
  const cause = causes.find((line) => !line.includes('Electron failed to install correctly')) ?? causes[0];
  if (cause === undefined) return 'its download failed';
  if (cause.endsWith('fetch failed')) return 'its download server cannot be reached';
  return `its download failed: ${cause.replace(/^\[cause\]: /u, '').slice(0, 200)}`;
}

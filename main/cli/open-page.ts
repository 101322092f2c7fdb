import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PlatformFacts } from '../app/data-folder.ts';
import { openerFor, OpenerError, runOpener, startProgram } from './core-ports.ts';

/** Someone waits to read that the page was opened, and a browser may stay in the foreground; in milliseconds. */
const BROWSER_BOUND_MS = 1000;

/** How the page was opened: in a window of its own, in the user's browser, or not at all. */
export type OpenedHow =
  | {
      readonly kind: 'appWindow';
      /** Lives as long as the window does. */
      readonly program: ChildProcess;
      /** Chromium does not sandbox itself as root. */
      readonly withoutSandbox: boolean;
    }
  | { readonly kind: 'browser' }
  | { readonly kind: 'notOpened' };

/**
 * Opens the page in the first Chromium-family browser that is installed, as a window of its own; else in the user's
 * browser. `SLUICE_BROWSER` names the program to use instead. Never throws: the caller prints the address anyway.
 * @param dataFolder the window's profile lives in it, apart from the user's own browsing.
 */
export async function openPage(
  address: string,
  input: { readonly dataFolder: string; readonly platform: PlatformFacts },
): Promise<OpenedHow> {
  const { platform } = input;
  if (!hasDisplay(platform)) return { kind: 'notOpened' };
  const browser = browserCandidates(platform).find(isProgram);
  if (browser !== undefined) {
    const profileFolder = path.join(input.dataFolder, 'window-profile');
    const asRoot = platform.platform === 'linux' && process.getuid?.() === 0;
    try {
      mkdirSync(profileFolder, { recursive: true, mode: 0o700 });
      const args = appWindowArguments({ address, profileFolder, asRoot });
      const program = await startProgram({ program: browser, args });
      return { kind: 'appWindow', program, withoutSandbox: asRoot };
    } catch (error) {
      // It cannot be started or its profile not be made: the other way may still work.
      if (!(error instanceof OpenerError || (error instanceof Error && 'code' in error))) throw error;
    }
  }
  try {
    await runOpener(openerFor(address), BROWSER_BOUND_MS);
    return { kind: 'browser' };
  } catch (error) {
    if (!(error instanceof OpenerError)) throw error;
    return { kind: 'notOpened' };
  }
}

/** Whether a window could appear anywhere. */
export function hasDisplay({ platform, env }: PlatformFacts): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

const LINUX_NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'vivaldi-stable',
];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser', 'Vivaldi'];
const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
  ['Vivaldi', 'Application', 'vivaldi.exe'],
];

/** Where browsers that know `--app` may be, the best first; absolute paths that need not exist. */
export function browserCandidates({ platform, env, homeFolder }: PlatformFacts): readonly string[] {
  const chosen = env['SLUICE_BROWSER'];
  const first = chosen === undefined || chosen === '' ? [] : [chosen];
  if (platform === 'darwin') {
    const roots = ['/Applications', path.posix.join(homeFolder, 'Applications')];
    return [...first, ...MAC_APPS.flatMap((app) => roots.map((root) => `${root}/${app}.app/Contents/MacOS/${app}`))];
  }
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined && root !== '',
    );
    return [
      ...first,
      ...WINDOWS_PROGRAMS.flatMap((parts) => roots.map((root) => path.win32.join(root ?? '', ...parts))),
    ];
  }
  // Only absolute folders: the working folder must not choose the program.
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return [...first, ...LINUX_NAMES.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)))];
}

/**
 * The browser's arguments for a window without tabs and address bar that does nothing on its own: no first-run page, no
 * sign-in, no update of components, no request that Sluice did not ask for
 * (https://github.com/GoogleChrome/chrome-launcher/blob/main/docs/chrome-flags-for-tools.md).
 */
export function appWindowArguments(window: {
  readonly address: string;
  readonly profileFolder: string;
  /** Chromium's sandbox does not run as root, so there it has to be off. */
  readonly asRoot: boolean;
}): readonly string[] {
  return [
    `--app=${window.address}`,
    `--user-data-dir=${window.profileFolder}`,
    '--class=Sluice',
    '--window-size=1100,720',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-sync',
    '--disable-breakpad',
    '--metrics-recording-only',
    '--no-pings',
    '--password-store=basic',
    '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater',
    ...(window.asRoot ? ['--no-sandbox'] : []),
  ];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

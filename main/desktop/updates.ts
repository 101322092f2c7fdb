import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../app/ports.ts';
import { followSettings, type SettingsSource } from './follow-settings.ts';
import { sessionProxy, type SessionProxy } from './update-proxy.ts';
import { canCheck, type UpdateState } from './update-state.ts';
import type { Updater } from './updater.ts';

/** The first check, or the question whether to check, comes when the app has long started, in milliseconds. */
const FIRST_CHECK_MS = 60_000;
const CHECK_EVERY_MS = 24 * 3_600_000;

/** Looks for newer versions. Disposing ends the timer; what was downloaded is still installed at the end. */
export type Updates = Disposable & {
  readonly state: () => UpdateState;
  /** A user asks; resolves to what was found. */
  readonly checkNow: () => Promise<UpdateState>;
};

export type UpdatesInput = {
  readonly load: () => Promise<Updater>;
  /** Otherwise it only tells. */
  readonly canInstall: boolean;
  readonly settings: SettingsSource;
  readonly clock: Clock;
  /** Asks once whether to look for updates, and saves the answer. */
  readonly ask: () => Promise<void>;
  readonly onState: (state: UpdateState) => void;
  readonly log: (message: string) => void;
  readonly inBackground: (work: Promise<unknown>) => void;
};

/**
 * Downloads a new version quietly and installs it when the user quits, never before: nothing is restarted, so no download
 * is interrupted. No server is asked before the user said so (`updateChecks`) or asks for a check. A version that is
 * rolled out in stages is there for a part of all users first; electron-updater decides by a random number that stays here
 * (https://www.electron.build/docs/features/auto-update#staged-rollouts).
 */
export function createUpdates(input: UpdatesInput): Updates {
  const { settings, clock, log, inBackground } = input;
  let state: UpdateState = { kind: 'unknown' };
  let loading: Promise<Updater> | null = null;
  let timer: Disposable | null = null;
  /** For the proxy of the last check. */
  let login: SessionProxy['login'] = null;
  let wish: Settings['updateChecks'] | null = null;
  const show = (next: UpdateState): void => {
    state = next;
    input.onState(next);
  };

  const prepare = async (): Promise<Updater> => {
    const updater = await input.load();
    updater.logger = { info: () => {}, warn: log, error: () => {} };
    updater.autoDownload = input.canInstall;
    updater.autoInstallOnAppQuit = input.canInstall;
    updater.autoRunAppAfterInstall = false;
    updater.disableWebInstaller = true;
    updater.on('login', (about, answer) => {
      // Only a proxy's: a server that asks for a login has no releases of ours.
      if (about.isProxy && login !== null) answer(login.user, login.password);
      else answer('', '');
    });
    updater.on('download-progress', ({ percent }) => {
      const whole = Math.floor(percent);
      if (state.kind === 'downloading' && state.percent !== whole) show({ ...state, percent: whole });
    });
    return updater;
  };

  const fail = (error: unknown): void => {
    log(`updates: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    show({ kind: 'failed' });
  };

  // Not the updater's events: they may come before it is known what they are about.
  const followDownload = async (download: Promise<unknown>, version: string): Promise<void> => {
    try {
      await download;
      show({ kind: 'ready', version });
    } catch (error) {
      fail(error);
    }
  };

  const check = async (): Promise<UpdateState> => {
    if (!canCheck(state)) return state;
    show({ kind: 'checking' });
    try {
      loading ??= prepare();
      const updater = await loading;
      chooseChannel(updater, settings.settings().updateChannel);
      const proxy = sessionProxy(settings.settings());
      login = proxy.login;
      await updater.netSession.setProxy(proxy.config);
      // Those of a proxy before would be used again.
      await updater.netSession.closeAllConnections();
      const found = await updater.checkForUpdates();
      show(foundState(found, input.canInstall));
      if (found?.downloadPromise) inBackground(followDownload(found.downloadPromise, found.updateInfo.version));
    } catch (error) {
      fail(error);
    }
    return state;
  };

  const lookLater = (delayMs: number): void => {
    timer?.[Symbol.dispose]();
    timer = clock.after(delayMs, () => {
      if (wish === 'ask') return inBackground(input.ask());
      inBackground(check());
      lookLater(CHECK_EVERY_MS);
    });
  };
  const following = followSettings(settings, ({ updateChecks }) => {
    if (updateChecks === wish) return;
    const hasAnswered = wish === 'ask';
    wish = updateChecks;
    timer?.[Symbol.dispose]();
    if (updateChecks !== 'off') lookLater(hasAnswered ? 0 : FIRST_CHECK_MS);
  });
  return {
    state: () => state,
    checkNow: check,
    [Symbol.dispose]: () => {
      following[Symbol.dispose]();
      timer?.[Symbol.dispose]();
    },
  };
}

/** Setting the channel allows older versions, which is never wanted: a list written by a newer Sluice cannot be read. */
function chooseChannel(updater: Updater, channel: Settings['updateChannel']): void {
  updater.channel = channel === 'beta' ? 'beta' : 'latest';
  updater.allowPrerelease = channel === 'beta';
  updater.allowDowngrade = false;
}

function foundState(found: Awaited<ReturnType<Updater['checkForUpdates']>>, canInstall: boolean): UpdateState {
  if (found === null || !found.isUpdateAvailable) return { kind: 'current' };
  const { version } = found.updateInfo;
  return canInstall ? { kind: 'downloading', version, percent: 0 } : { kind: 'available', version };
}

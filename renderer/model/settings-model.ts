import type { Backup, RecoverReport } from '../../shared/contract.ts';
import type { CertificateException, HostFact } from '../../shared/host-fact.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import { DEFAULT_SHORTCUTS, shortcutsOf, type Shortcuts } from '../../shared/shortcuts.ts';
import type { CallResult, CallWatch, CoreClient } from './core-client.ts';
import { createLoader, type Loader } from './loader.ts';
import { createObservable, type Observable } from './observable.ts';
import { problemText } from './problem-text.ts';

/** The sections of the settings, in their order. */
export const SETTINGS_SECTIONS = [
  'downloads', 'limits', 'retries', 'names', 'network', 'servers', 'certificates', 'computer', 'appearance', 'shortcuts',
  'integration', 'privacy', 'backups', 'recover',
] as const; // prettier-ignore
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/** What a command came to: `null`, or why it did not work in one sentence. */
export type Problem = string | null;

/** Everything the settings show and do. Nothing rejects; lists are asked for by whoever shows them. */
export type SettingsModel = {
  readonly settings: Loader<Settings>;
  readonly change: (change: SettingsChange) => Promise<Problem>;
  /**
   * The setting that was changed last, until the settings are left: when the window is made anew by it (another language, rows
   * of another height), the keyboard goes back to it.
   */
  readonly lastChanged: Observable<string | null>;
  /** The keys that hold now. */
  readonly shortcuts: () => Shortcuts;
  readonly facts: Loader<readonly HostFact[]>;
  /** `null` forgets what was learned about all servers. */
  readonly forgetHost: (host: string | null) => Promise<Problem>;
  readonly certificates: Loader<readonly CertificateException[]>;
  readonly forgetCertificate: (of: Pick<CertificateException, 'host' | 'port'>) => Promise<Problem>;
  readonly backups: Loader<readonly Backup[]>;
  readonly createBackup: () => Promise<Problem>;
  /** Sluice ends when this worked. */
  readonly restoreBackup: (name: string) => Promise<Problem>;
  readonly recover: (directory: string, watch: CallWatch) => Promise<RecoverOutcome>;
};

/** What became of looking for unfinished files in a folder. */
export type RecoverOutcome =
  | { readonly kind: 'done'; readonly report: RecoverReport }
  /** What was found until then is in the list. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly text: string };

export function createSettingsModel(client: CoreClient): SettingsModel {
  const settings = createLoader<Settings>(() => client.call('settings.get', {}));
  const facts = createLoader(async () => mapResult(await client.call('hosts.list', {}), (value) => value.facts));
  const certificates = createLoader(async () =>
    mapResult(await client.call('certificates.list', {}), (value) => value.exceptions),
  );
  const backups = createLoader(async () => mapResult(await client.call('backups.list', {}), (value) => value.backups));

  const lastChanged = createObservable<string | null>(null);

  return {
    settings,
    lastChanged,
    async change(change) {
      lastChanged.set(Object.keys(change)[0] ?? null);
      const result = await client.call('settings.change', change);
      if (!result.ok) return problemText(result);
      settings.set(result.value);
      return null;
    },
    shortcuts() {
      const state = settings.state.get();
      return state.kind === 'ready' ? shortcutsOf(state.value.shortcuts) : DEFAULT_SHORTCUTS;
    },
    facts,
    forgetHost: (host) => changeList(facts, client.call('hosts.forget', { host })),
    certificates,
    forgetCertificate: ({ host, port }) => changeList(certificates, client.call('certificates.forget', { host, port })),
    backups,
    createBackup: () => changeList(backups, client.call('backups.create', {})),
    async restoreBackup(name) {
      const result = await client.call('backups.restore', { name });
      return result.ok ? null : problemText(result);
    },
    async recover(directory, watch) {
      const result = await client.call('downloads.recover', { directory }, watch);
      if (!result.ok && result.code === 'call.cancelled') return { kind: 'cancelled' };
      return result.ok ? { kind: 'done', report: result.value } : { kind: 'failed', text: problemText(result) };
    },
  };
}

function mapResult<From, To>(result: CallResult<From>, change: (value: From) => To): CallResult<To> {
  return result.ok ? { ok: true, value: change(result.value) } : result;
}

/** A list is asked for again after each change: others change it, too. */
async function changeList(list: Pick<Loader<unknown>, 'reload'>, call: Promise<CallResult<unknown>>): Promise<Problem> {
  const result = await call;
  await list.reload();
  return result.ok ? null : problemText(result);
}

import { DEFAULT_SETTINGS, settingFields, type Settings, type SettingsChange } from '../../shared/settings.ts';
import type { Database } from './database.ts';
import { revealProxyAddress, sealProxyLogin } from './sealed-setting.ts';
import type { SecretBox } from './sealed-secrets.ts';
import { toStoreError } from './store-error.ts';

/** The settings, and the names of those that could not be read and stand at their default. */
export type LoadedSettings = { readonly settings: Settings; readonly unreadable: readonly string[] };

/** The table `settings`: one row per setting that differs from nothing, its value as JSON. */
export type SettingsStore = {
  /** Never fails on a bad value: that one setting falls back to its default, and its row is left as it is. */
  readonly load: () => LoadedSettings;
  /** Writes the named settings. @throws StoreError */
  readonly save: (change: SettingsChange) => void;
};

/** The settings store of an open database. A proxy's login is sealed by the box; without one it lies in plain. */
export function createSettingsStore(database: Database, box: SecretBox | null = null): SettingsStore {
  const selectAll = database.prepare<[], { name: string; value: string }>('SELECT name, value FROM settings');
  const upsert = database.prepare<[string, string]>(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const saveAll = database.transaction((change: SettingsChange) => {
    for (const [name, value] of Object.entries(sealProxyLogin(change, box))) {
      if (value !== undefined) upsert.run(name, JSON.stringify(value));
    }
  });
  return {
    load: () => readSettings(selectAll.all(), box),
    save: (change) => {
      try {
        saveAll(change);
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}

function readSettings(
  rows: readonly { readonly name: string; readonly value: string }[],
  box: SecretBox | null,
): LoadedSettings {
  const unreadable: string[] = [];
  const readable: Record<string, unknown> = {};
  for (const { name, value } of rows) {
    const field = Object.entries(settingFields()).find(([fieldName]) => fieldName === name)?.[1];
    if (field === undefined) continue; // A setting of another version: kept in the table, not used.
    const plain = parseJson(value);
    const parsed = field.safeParse(name === 'proxyAddress' ? revealProxyAddress(plain, box) : plain);
    if (parsed.success) readable[name] = parsed.data;
    else unreadable.push(name);
  }
  return { settings: Object.assign({}, DEFAULT_SETTINGS, readable), unreadable };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return Symbol.for('unreadable'); // SyntaxError only; no schema accepts a symbol.
  }
}

import { hostChoicesSchema, type HostChoices } from '../../shared/host-choices.ts';
import type { Database } from './database.ts';
import { toStoreError } from './store-error.ts';

/** Hosts whose choices are kept; of more the ones not used for longest are forgotten. */
const MOST_HOSTS = 1000;

/** The table `host_choices`: what was chosen the last time for the links of a host. Functions throw StoreError. */
export type ChoiceStore = {
  /** `null` when nothing is remembered, or nothing that this version can read. */
  readonly of: (host: string) => HostChoices | null;
  readonly remember: (host: string, choices: HostChoices, nowMs: number) => void;
  /** Says how many hosts that were. */
  readonly forgetAll: () => number;
};

/** The choice store of an open database. */
export function createChoiceStore(database: Database): ChoiceStore {
  const select = database.prepare<[string], { choices: string }>('SELECT choices FROM host_choices WHERE host = ?');
  const upsert = database.prepare<[string, string, number]>(
    'INSERT INTO host_choices (host, choices, used_at_ms) VALUES (?, ?, ?) ON CONFLICT (host) DO UPDATE SET choices = excluded.choices, used_at_ms = excluded.used_at_ms',
  );
  const trim = database.prepare<[number]>(
    'DELETE FROM host_choices WHERE host IN (SELECT host FROM host_choices ORDER BY used_at_ms DESC LIMIT -1 OFFSET ?)',
  );
  const deleteAll = database.prepare<[]>('DELETE FROM host_choices');
  const remember = database.transaction((host: string, choices: HostChoices, nowMs: number) => {
    upsert.run(host, JSON.stringify(choices), nowMs);
    trim.run(MOST_HOSTS);
  });
  return {
    of: (host) => {
      const row = translated(() => select.get(host));
      return row === undefined ? null : (hostChoicesSchema().safeParse(parseJson(row.choices)).data ?? null);
    },
    remember: (host, choices, nowMs) => translated(() => remember(host, choices, nowMs)),
    forgetAll: () => translated(() => deleteAll.run().changes),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // SyntaxError only: someone else wrote it, and nothing is remembered.
  }
}

function translated<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}

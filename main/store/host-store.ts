import { HOST_FACT_KINDS, type HostFact } from '../../shared/host-fact.ts';
import type { Database } from './database.ts';
import { toStoreError } from './store-error.ts';

type HostFactRow = { host: string; kind: string; value: number; learned_at_ms: number; expires_at_ms: number };

/** The table `host_facts`: what was learned about servers, until it expires. */
export type HostStore = {
  /** All facts that can be read, expired ones too. @throws StoreError */
  readonly loadAll: () => HostFact[];
  /** Call inside a transaction. Each fact replaces the older one of its host and kind; what has expired goes. */
  readonly learn: (facts: readonly HostFact[]) => void;
  /** Forgets one host, or all for `null`; says how many facts that were. @throws StoreError */
  readonly forget: (host: string | null) => number;
};

/** The host store of an open database. */
export function createHostStore(database: Database): HostStore {
  const selectAll = database.prepare<[], HostFactRow>(
    'SELECT host, kind, value, learned_at_ms, expires_at_ms FROM host_facts ORDER BY host, kind',
  );
  const upsert = database.prepare<[HostFact]>(
    'INSERT INTO host_facts (host, kind, value, learned_at_ms, expires_at_ms) VALUES (@host, @kind, @value, @learnedAtMs, @expiresAtMs) ON CONFLICT (host, kind) DO UPDATE SET value = excluded.value, learned_at_ms = excluded.learned_at_ms, expires_at_ms = excluded.expires_at_ms',
  );
  const deleteExpired = database.prepare<[number]>('DELETE FROM host_facts WHERE expires_at_ms <= ?');
  const deleteHost = database.prepare<[string]>('DELETE FROM host_facts WHERE host = ?');
  const deleteAll = database.prepare<[]>('DELETE FROM host_facts');
  return {
    loadAll: () => {
      try {
        return selectAll.all().flatMap(toFact);
      } catch (error) {
        throw toStoreError(error);
      }
    },
    learn: (facts) => {
      if (facts.length === 0) return;
      for (const fact of facts) upsert.run(fact);
      deleteExpired.run(Math.max(...facts.map((fact) => fact.learnedAtMs)));
    },
    forget: (host) => {
      try {
        return (host === null ? deleteAll.run() : deleteHost.run(host)).changes;
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}

/** A kind of another version says nothing to this one. */
function toFact(row: HostFactRow): HostFact[] {
  const kind = HOST_FACT_KINDS.find((known) => known === row.kind);
  if (kind === undefined) return [];
  return [{ host: row.host, kind, value: row.value, learnedAtMs: row.learned_at_ms, expiresAtMs: row.expires_at_ms }];
}

import type { CertificateException } from '../../shared/host-fact.ts';
import type { Database } from './database.ts';
import { toStoreError } from './store-error.ts';

type ExceptionRow = { host: string; port: number; sha256: string; added_at_ms: number; expires_at_ms: number };

/**
 * The table `certificate_exceptions`: certificates that the user accepts although they cannot be verified, one for each
 * host and port. Every function throws StoreError when SQLite cannot do its work; then nothing changed.
 */
export type CertificateStore = {
  /** Those that have not expired. */
  readonly list: (nowMs: number) => CertificateException[];
  /** Replaces the one of the same host and port; what has expired goes. */
  readonly add: (exception: CertificateException) => void;
  readonly forget: (host: string, port: number) => number;
};

/** The certificate store of an open database. */
export function createCertificateStore(database: Database): CertificateStore {
  const select = database.prepare<[number], ExceptionRow>(
    'SELECT host, port, sha256, added_at_ms, expires_at_ms FROM certificate_exceptions WHERE expires_at_ms > ? ORDER BY host, port',
  );
  const upsert = database.prepare<[CertificateException]>(
    'INSERT INTO certificate_exceptions (host, port, sha256, added_at_ms, expires_at_ms) VALUES (@host, @port, @sha256, @addedAtMs, @expiresAtMs) ON CONFLICT (host, port) DO UPDATE SET sha256 = excluded.sha256, added_at_ms = excluded.added_at_ms, expires_at_ms = excluded.expires_at_ms',
  );
  const deleteExpired = database.prepare<[number]>('DELETE FROM certificate_exceptions WHERE expires_at_ms <= ?');
  const deleteOne = database.prepare<[string, number]>(
    'DELETE FROM certificate_exceptions WHERE host = ? AND port = ?',
  );
  const add = database.transaction((exception: CertificateException) => {
    deleteExpired.run(exception.addedAtMs);
    upsert.run(exception);
  });
  return {
    list: (nowMs) => translated(() => select.all(nowMs).map(toException)),
    add: (exception) => translated(() => add.immediate(exception)),
    forget: (host, port) => translated(() => deleteOne.run(host, port).changes),
  };
}

function toException(row: ExceptionRow): CertificateException {
  return {
    host: row.host,
    port: row.port,
    sha256: row.sha256,
    addedAtMs: row.added_at_ms,
    expiresAtMs: row.expires_at_ms,
  };
}

function translated<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}

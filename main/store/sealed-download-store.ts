import type { Download } from './download-record.ts';
import { createDownloadStore, type DownloadChange, type DownloadStore, type StoreBatch } from './download-store.ts';
import { rewriteHistoryLinks } from './history-links.ts';
import type { Database } from './migrate.ts';
import { SealedSecrets, type SecretBox } from './sealed-secrets.ts';

/** Rows of before that are sealed in one start, at most: about a second. The others follow at the next starts. */
const MAX_SEALED_AT_START = 20_000;

const NOTHING: StoreBatch = {
  changed: [], removed: [], setAside: [], history: [], leftovers: [], timeline: [], hostFacts: [], blocks: [], answers: [],
  pieces: [],
}; // prettier-ignore

/**
 * The download store of a database in which logins lie sealed: user and password of links, and headers. Whoever uses it
 * has them in plain, apart from those that do not open (`isSealed`): these stay in the database as they are.
 * @param log hears that the rows of a Sluice that did not seal could not be sealed yet.
 */
export function createSealedDownloadStore(
  database: Database,
  box: SecretBox,
  log: (message: string) => void,
): DownloadStore {
  const store = createDownloadStore(database);
  const secrets = new SealedSecrets(box);
  const sealed = ({ before, after }: DownloadChange): DownloadChange => ({
    before: secrets.seal(before),
    after: secrets.seal(after),
  });
  return {
    ...store,
    loadAll: (onUnreadable) => {
      const stored = store.loadAll(onUnreadable);
      const revealed = stored.map((download) => secrets.reveal(download));
      try {
        sealPlainRows({ database, store, secrets, stored, revealed });
      } catch (error) {
        // A full disk, for instance. Nothing changed, and no download waits for it.
        log(`logins that lie in plain were not sealed yet: ${String(error)}`);
      }
      return revealed;
    },
    setAside: (ids) => store.setAside(ids).map((download) => secrets.reveal(download)),
    bringBack: (changes) => store.bringBack(changes.map(sealed)),
    insert: (downloads, pieces) =>
      store.insert(
        downloads.map((download) => secrets.seal(download)),
        pieces,
      ),
    write: (batch) =>
      store.write({
        ...batch,
        changed: batch.changed.map(sealed),
        history: batch.history.map((entry) => ({ ...entry, url: secrets.sealLink(entry.url) })),
      }),
  };
}

/** Seals what an older Sluice, or one without a box, has written. */
function sealPlainRows(input: {
  readonly database: Database;
  readonly store: DownloadStore;
  readonly secrets: SealedSecrets;
  readonly stored: readonly Download[];
  readonly revealed: readonly Download[];
}): void {
  const { database, store, secrets, stored, revealed } = input;
  const changed: DownloadChange[] = [];
  for (const [index, before] of stored.entries()) {
    const download = revealed[index];
    if (download === undefined || changed.length === MAX_SEALED_AT_START) break;
    const after = secrets.seal(download);
    if (!isSameOnDisk(before, after)) changed.push({ before, after });
  }
  rewriteHistoryLinks(database, (url) => secrets.sealLink(url));
  if (changed.length === 0) return;
  store.write({ ...NOTHING, changed });
  // The log still holds the pages as they were.
  database.pragma('wal_checkpoint(TRUNCATE)');
}

function isSameOnDisk(before: Download, after: Download): boolean {
  return (
    before.url === after.url && before.headers === after.headers && before.facts?.finalUrl === after.facts?.finalUrl
  );
}

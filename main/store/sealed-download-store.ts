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
    load: (take, onUnreadable) => {
      const plain: DownloadChange[] = [];
      store.load((before) => {
        const download = secrets.reveal(before);
        if (plain.length < MAX_SEALED_AT_START) {
          const after = secrets.seal(download);
          if (!isSameOnDisk(before, after)) plain.push({ before, after });
        }
        take(download);
      }, onUnreadable);
      try {
        sealPlainRows({ database, store, secrets, plain });
      } catch (error) {
        // A full disk, for instance. Nothing changed, and no download waits for it.
        log(`logins that lie in plain were not sealed yet: ${String(error)}`);
      }
    },
    setAside: (ids) => store.setAside(ids).map((download) => secrets.reveal(download)),
    bringBack: (changes) => store.bringBack(changes.map(sealed)),
    insert: (downloads, pieces) =>
      store.insert(
        downloads.map((download) => secrets.seal(download)),
        pieces,
      ),
    insertAside: (addition, downloads, pieces) =>
      store.insertAside(
        addition,
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
function sealPlainRows({
  database,
  store,
  secrets,
  plain,
}: {
  readonly database: Database;
  readonly store: DownloadStore;
  readonly secrets: SealedSecrets;
  readonly plain: readonly DownloadChange[];
}): void {
  rewriteHistoryLinks(database, (url) => secrets.sealLink(url));
  if (plain.length === 0) return;
  store.write({ ...NOTHING, changed: plain });
  // The log still holds the pages as they were.
  database.pragma('wal_checkpoint(TRUNCATE)');
}

function isSameOnDisk(before: Download, after: Download): boolean {
  return (
    before.url === after.url && before.headers === after.headers && before.facts?.finalUrl === after.facts?.finalUrl
  );
}

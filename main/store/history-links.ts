import type { Database } from './migrate.ts';

/** Rewrites the links of the history that may hold a user and a password. @throws SQLite's errors; then nothing changed. */
export function rewriteHistoryLinks(database: Database, rewrite: (url: string) => string): void {
  const select = database.prepare<[], { id: number; url: string }>("SELECT id, url FROM history WHERE url LIKE '%@%'");
  const update = database.prepare<[string, number]>('UPDATE history SET url = ? WHERE id = ?');
  database
    .transaction(() => {
      for (const { id, url } of select.all()) {
        // Nothing reads it back as a link, so nothing has checked that it is one.
        const rewritten = URL.canParse(url) ? rewrite(url) : url;
        if (rewritten !== url) update.run(rewritten, id);
      }
    })
    .immediate();
}

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { MIGRATIONS } from '../../main/store/migrations.ts';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';

/** A download of the old list: its link, and what its part file holds up to `durableBytes`. */
type OldDownload = {
  readonly url: string;
  readonly name: string;
  readonly content: Buffer;
  readonly durableBytes: number;
};

/** Lays out what a Sluice of schema 1 leaves when it is killed: its list (the real first step) and its files. */
export function layOldList(dataFolder: string, downloadFolder: string, downloads: readonly OldDownload[]): void {
  mkdirSync(dataFolder, { recursive: true });
  mkdirSync(downloadFolder, { recursive: true });
  const database = new SqliteDatabase(path.join(dataFolder, 'sluice.db'));
  database.pragma('journal_mode = WAL');
  database.exec(MIGRATIONS[0] ?? '');
  database.pragma('user_version = 1');
  const insert = database.prepare(
    `INSERT INTO downloads (url, directory, state, added_at_ms, final_url, suggested_name, size_bytes, accepts_ranges,
                            etag, target_name, part_name, files_owned, files_since_ms)
     VALUES (@url, @directory, 'downloading', 1, @url, @name, @size, 1, @etag, @name, @part, 1, 1)`,
  );
  const insertRange = database.prepare('INSERT INTO durable_ranges VALUES (?, 0, ?)');
  for (const { url, name, content, durableBytes } of downloads) {
    const part = name + PART_SUFFIX;
    writeFileSync(path.join(downloadFolder, name), '');
    writeFileSync(path.join(downloadFolder, part), content.subarray(0, durableBytes));
    const row = {
      url,
      directory: downloadFolder,
      name,
      part,
      size: content.length,
      etag: `"${new URL(url).pathname}"`,
    };
    const id = insert.run(row).lastInsertRowid;
    if (durableBytes > 0) insertRange.run(id, durableBytes);
  }
  database.close();
}

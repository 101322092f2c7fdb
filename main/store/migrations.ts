/**
 * The schema, as numbered steps that only go forward: step N takes a database from `user_version` N-1 to N. A step that
 * has shipped is never edited. To add one: append it here, and a test in `test/unit/store/migrations.test.ts` that
 * starts from a database of the version before.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE downloads (
    id                     INTEGER PRIMARY KEY AUTOINCREMENT,
    url                    TEXT    NOT NULL,
    directory              TEXT    NOT NULL,
    wished_name            TEXT,
    state                  TEXT    NOT NULL CHECK (state IN ('queued', 'probing', 'downloading', 'pausing', 'paused',
                                                             'retrying', 'blocked', 'finishing', 'completed', 'failed')),
    -- What the state carries, as JSON: the retry time, the failure, the time of completion.
    state_data             TEXT    NOT NULL DEFAULT '{}',
    failures               INTEGER NOT NULL DEFAULT 0,
    added_at_ms            INTEGER NOT NULL,
    connections            INTEGER,
    limit_bytes_per_second INTEGER,
    max_attempts           INTEGER,
    retry_wait_ms          INTEGER,
    checksum_algorithm     TEXT,
    checksum_hex           TEXT,
    -- What the server told. All null until it was asked; final_url says whether it was.
    final_url              TEXT,
    suggested_name         TEXT,
    size_bytes             INTEGER,
    accepts_ranges         INTEGER,
    etag                   TEXT,
    last_modified          TEXT,
    content_type           TEXT,
    -- The files in the directory that this download made. Null until it has made any.
    target_name            TEXT,
    part_name              TEXT,
    files_owned            INTEGER,
    files_since_ms         INTEGER
  ) STRICT;

  CREATE TABLE durable_ranges (
    download_id INTEGER NOT NULL REFERENCES downloads (id) ON DELETE CASCADE,
    start_byte  INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte    INTEGER NOT NULL CHECK (end_byte > start_byte),
    PRIMARY KEY (download_id, start_byte)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE request_headers (
    download_id INTEGER NOT NULL REFERENCES downloads (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    value       TEXT    NOT NULL,
    PRIMARY KEY (download_id, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- One line per finished download; it stays when the download is removed from the list.
  CREATE TABLE history (
    id              INTEGER PRIMARY KEY,
    download_id     INTEGER NOT NULL,
    url             TEXT    NOT NULL,
    path            TEXT    NOT NULL,
    size_bytes      INTEGER NOT NULL,
    completed_at_ms INTEGER NOT NULL
  ) STRICT;

  -- Files of removed downloads that are still to be deleted. A row outlives the process that did not get round to it.
  CREATE TABLE leftover_files (
    id            INTEGER PRIMARY KEY,
    path          TEXT    NOT NULL,
    -- 1 for a placeholder: when it has content, someone else put it there.
    only_if_empty INTEGER NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE downloads ADD COLUMN digest_algorithm TEXT;
  ALTER TABLE downloads ADD COLUMN digest_hex       TEXT;
  ALTER TABLE downloads ADD COLUMN checksum_from    TEXT;
  ALTER TABLE downloads ADD COLUMN on_name_taken    TEXT;
  -- Which file of someone else's is replaced when the download is finished: its number, size and time; null for none.
  ALTER TABLE downloads ADD COLUMN files_replace    TEXT;
  -- What the user decided for this download, as a JSON list of words.
  ALTER TABLE downloads ADD COLUMN answers          TEXT    NOT NULL DEFAULT '[]';
  ALTER TABLE downloads ADD COLUMN is_new_link      INTEGER NOT NULL DEFAULT 0;
  -- How the part file was left; null while it is written to.
  ALTER TABLE downloads ADD COLUMN part_size_bytes  INTEGER;
  ALTER TABLE downloads ADD COLUMN part_mtime_ms    INTEGER;
  -- When the deletion was decided: a file that is younger is someone else's.
  ALTER TABLE leftover_files ADD COLUMN since_ms    INTEGER;
  -- 1 for a file that the user deletes: to the trash, where there is one.
  ALTER TABLE leftover_files ADD COLUMN to_trash    INTEGER NOT NULL DEFAULT 0;

  -- CRC-32 of what was written, in pieces that never cross a block of 1 MiB.
  CREATE TABLE block_checksums (
    download_id INTEGER NOT NULL REFERENCES downloads (id) ON DELETE CASCADE,
    start_byte  INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte    INTEGER NOT NULL CHECK (end_byte > start_byte),
    crc32       INTEGER NOT NULL,
    PRIMARY KEY (download_id, start_byte)
  ) STRICT, WITHOUT ROWID;

  -- What happened to each download, one JSON entry a row; the oldest go first when there are too many.
  CREATE TABLE timeline (
    id          INTEGER PRIMARY KEY,
    download_id INTEGER NOT NULL REFERENCES downloads (id) ON DELETE CASCADE,
    entry       TEXT    NOT NULL
  ) STRICT;
  CREATE INDEX timeline_by_download ON timeline (download_id, id);

  CREATE TABLE host_facts (
    host          TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    value         INTEGER NOT NULL,
    learned_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    PRIMARY KEY (host, kind)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE certificate_exceptions (
    host          TEXT    NOT NULL,
    port          INTEGER NOT NULL,
    sha256        TEXT    NOT NULL,
    added_at_ms   INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    PRIMARY KEY (host, port)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was chosen the last time for the links of a host, as JSON. Holds no secrets.
  CREATE TABLE host_choices (
    host       TEXT    NOT NULL PRIMARY KEY,
    choices    TEXT    NOT NULL,
    used_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE downloads ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low'));
  -- Who starts first among those of a priority; a move may make it a fraction.
  ALTER TABLE downloads ADD COLUMN position REAL NOT NULL DEFAULT 0;
  UPDATE downloads SET position = id;
  `,
  `
  -- Other links to the same file, as a JSON list.
  ALTER TABLE downloads ADD COLUMN mirrors TEXT NOT NULL DEFAULT '[]';
  `,
  `
  -- When it was taken off the list, for as long as that can be undone; null for what is on the list.
  ALTER TABLE downloads ADD COLUMN removed_at_ms INTEGER;
  CREATE INDEX removed_downloads ON downloads (removed_at_ms) WHERE removed_at_ms IS NOT NULL;
  `,
  `
  -- The head of the last answer to each download, as JSON. Holds no secrets.
  CREATE TABLE server_answers (
    download_id INTEGER NOT NULL PRIMARY KEY REFERENCES downloads (id) ON DELETE CASCADE,
    answer      TEXT    NOT NULL
  ) STRICT;
  `,
  `
  -- What the pieces of a file must hash to: one hash after another, all of pieces of the same size but the last.
  CREATE TABLE piece_hashes (
    download_id INTEGER NOT NULL PRIMARY KEY REFERENCES downloads (id) ON DELETE CASCADE,
    algorithm   TEXT    NOT NULL,
    piece_bytes INTEGER NOT NULL CHECK (piece_bytes > 0),
    hashes      BLOB    NOT NULL
  ) STRICT;
  `,
  `
  -- 1 for a name that an empty file holds until the finished one gets it.
  ALTER TABLE downloads ADD COLUMN files_placeholder INTEGER;
  UPDATE downloads SET files_placeholder = files_replace IS NULL WHERE target_name IS NOT NULL;
  `,
  `
  -- Where the file is to go, as JSON; null when it stays.
  ALTER TABLE downloads ADD COLUMN relocation TEXT;
  -- What the user says the file is; null for what its name and the server say.
  ALTER TABLE downloads ADD COLUMN category   TEXT;
  -- Which file is to be deleted: its number, size and time; null for whatever has that name.
  ALTER TABLE leftover_files ADD COLUMN fingerprint TEXT;
  `,
  `
  -- 1 for a file that a Metalink named: it is not looked into for another one.
  ALTER TABLE downloads ADD COLUMN is_from_metalink INTEGER NOT NULL DEFAULT 0;
  `,
];

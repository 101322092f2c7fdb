import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { createApp } from '../../../main/app/create-app.ts';
import { systemClock } from '../../../main/app/system-clock.ts';
import { systemNetwork } from '../../../main/app/system-network.ts';
import { MIGRATIONS } from '../../../main/store/migrations.ts';
import { LEGAL_MOVES } from '../../../shared/download-state.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

/*
 * Rows that an older Sluice, a half-broken disk or a curious person wrote: SQLite's own checks hold (types, the list of
 * states), nothing else does.
 */

const text = fc.oneof(
  fc.constantFrom(
    '',
    '{}',
    '[]',
    'null',
    '{"atMs":1}',
    '../../outside',
    '/nowhere/at/all',
    'a\0b',
    '.',
    '..',
    'http://127.0.0.1:9/x',
    'not a url',
  ),
  fc.constantFrom(
    '{"failure":{"code":"disk.full","detail":""}}',
    '{"atMs":"x"}',
    '{"__proto__":{"polluted":1}}',
    'a'.repeat(1000),
  ),
  fc.string({ unit: 'binary' }),
);
const integer = fc.oneof(fc.constantFrom(0, 1, -1, 2 ** 53, -(2 ** 53)), fc.integer());
const nullable = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: null });

const row = fc.record({
  url: fc.oneof({ weight: 4, arbitrary: fc.constant('http://127.0.0.1:9/x') }, text),
  directory: fc.oneof({ weight: 4, arbitrary: fc.constant('FOLDER') }, text),
  wished_name: nullable(text),
  state: fc.constantFrom(...Object.keys(LEGAL_MOVES)),
  state_data: text,
  failures: integer,
  added_at_ms: integer,
  connections: nullable(integer),
  limit_bytes_per_second: nullable(integer),
  max_attempts: nullable(integer),
  retry_wait_ms: nullable(integer),
  checksum_algorithm: nullable(fc.constantFrom('md5', 'sha256', 'rot13', '')),
  checksum_hex: nullable(text),
  final_url: nullable(text),
  suggested_name: nullable(text),
  size_bytes: nullable(integer),
  accepts_ranges: nullable(integer),
  etag: nullable(text),
  last_modified: nullable(text),
  content_type: nullable(text),
  target_name: nullable(text),
  part_name: nullable(text),
  files_owned: nullable(fc.constantFrom(0, 1, 2)),
  files_since_ms: nullable(integer),
});
const extras = fc.record({
  ranges: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 1000 })), { maxLength: 3 }),
  headers: fc.array(fc.tuple(text, text), { maxLength: 2 }),
  settings: fc.array(fc.tuple(fc.constantFrom('maxActiveDownloads', 'downloadFolder', '__proto__', 'x'), text), {
    maxLength: 2,
  }),
  leftovers: fc.array(text, { maxLength: 1 }),
});

test(
  'a list with any rows of the first version opens without those that make no sense, or is refused with words',
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(row, extras), { minLength: 1, maxLength: 3 }), async (rows) => {
        using folder = makeTempFolder();
        const files = path.join(folder.path, 'files');
        const data = path.join(folder.path, 'data');
        mkdirSync(files);
        mkdirSync(data);
        const bystander = path.join(folder.path, 'outside');
        writeFileSync(bystander, 'mine');
        writeDatabase(path.join(data, 'sluice.db'), files, rows);

        const shell = {
          openFile: () => Promise.resolve(),
          showInFolder: () => Promise.resolve(),
          chooseFolder: null,
          chooseSaveFile: null,
          answerCountdown: null,
          moveToTrash: null,
        };
        const started = await createApp({
          dataFolder: data,
          ports: {
            clock: systemClock,
            random: Math.random,
            shell,
            secrets: null,
            proxy: null,
            defaultDownloadFolder: files,
            network: systemNetwork,
          },
          log: () => undefined,
        });
        if (started.ok) {
          const { app } = started;
          await using _open = { [Symbol.asyncDispose]: async () => void (await app.close()) };
          const session = app.openSession(() => undefined);
          const listed = await session.call('downloads.list', {});
          assert.ok(listed.ok, JSON.stringify(listed));
          assert.ok(structuredClone(listed));
          const info = await session.call('app.info', {});
          assert.ok(info.ok);
          // All rows, or words about those that are left out.
          const { notices } = info.value;
          assert.equal(
            listed.value.total < rows.length,
            notices.some(({ code }) => code === 'notice.rowsLeftOut'),
          );
          assert.ok(readdirSync(data).every((name) => !name.includes('damaged')));
          await session.call('downloads.pauseAll', {});
          const removed = await session.call('downloads.list', {});
          assert.ok(removed.ok);
        } else {
          assert.match(started.refusal.message, /\w+ \w+/u);
        }
        assert.ok(existsSync(bystander));
      }),
      // One that is put aside takes a third of a second.
      { numRuns: 25 },
    );
  },
);

type Rows = readonly (readonly [
  Record<string, string | number | null>,
  {
    readonly ranges: readonly (readonly [number, number])[];
    readonly headers: readonly (readonly [string, string])[];
    readonly settings: readonly (readonly [string, string])[];
    readonly leftovers: readonly string[];
  },
])[];

function writeDatabase(file: string, folder: string, rows: Rows): void {
  const database = new SqliteDatabase(file);
  database.exec(MIGRATIONS[0] ?? assert.fail());
  database.pragma('user_version = 1');
  for (const [columns, { ranges, headers, settings, leftovers }] of rows) {
    const names = Object.keys(columns);
    const values = names.map((name) => bound(columns[name] === 'FOLDER' ? folder : (columns[name] ?? null)));
    const { lastInsertRowid } = database
      .prepare(`INSERT INTO downloads (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...values);
    for (const [start, length] of ranges) {
      database
        .prepare('INSERT OR IGNORE INTO durable_ranges VALUES (?, ?, ?)')
        .run(lastInsertRowid, BigInt(start), BigInt(start + length + 1));
    }
    headers.forEach(([name, value], position) =>
      database
        .prepare('INSERT INTO request_headers VALUES (?, ?, ?, ?)')
        .run(lastInsertRowid, BigInt(position), name, value),
    );
    for (const [name, value] of settings)
      database.prepare('INSERT OR IGNORE INTO settings VALUES (?, ?)').run(name, value);
    for (const name of leftovers) {
      database
        .prepare('INSERT INTO leftover_files (path, only_if_empty) VALUES (?, 1)')
        .run(path.join(folder, name.replaceAll(/[/\0]/gu, '_')));
    }
  }
  database.close();
}

/** better-sqlite3 binds numbers as REAL, which STRICT integer columns take only when they are whole; BigInt is exact. */
function bound(value: string | number | null): string | bigint | null {
  return typeof value === 'number' ? BigInt(value) : value;
}

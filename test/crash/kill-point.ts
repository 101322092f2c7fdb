/**
 * Loaded into a victim before everything else (`node --import`, in its worker threads too): kills the whole process at
 * the n-th time that a named point is reached. `SLUICE_KILL_POINT=after-rename:3`. The product has no hooks for this: the
 * functions it calls are wrapped here.
 */
import fs, { constants } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import SqliteDatabase from 'better-sqlite3';
import { PART_SUFFIX } from '../../shared/part-suffix.ts';
import type { KillPoint } from './scenarios.ts';

const [wanted = '', count = '1'] = (process.env['SLUICE_KILL_POINT'] ?? '').split(':');
/** Grows by one byte each time the point is reached, in whatever thread. */
const counter = process.env['SLUICE_KILL_COUNTER'] ?? '';

function reach(point: KillPoint): void {
  if (point !== wanted) return;
  fs.appendFileSync(counter, '.');
  if (fs.statSync(counter).size < Number(count)) return;
  fs.writeSync(1, `killed ${point}\n`);
  process.kill(process.pid, 'SIGKILL');
}

const { promises } = fs;
const { link, open, rename, unlink } = promises;

promises.open = async (file, flags, mode) => {
  const isCreating = typeof flags === 'number' && (flags & constants.O_EXCL) !== 0;
  if (isCreating) reach('before-create');
  const handle = await open(file, flags, mode);
  if (isCreating) reach('after-create');
  return handle;
};

promises.rename = async (from, to) => {
  const isPublishing = String(from).endsWith(PART_SUFFIX);
  if (isPublishing) reach('before-rename');
  await rename(from, to);
  if (isPublishing) reach('after-rename');
};

// How a short file gets its name, and one that is moved; what follows, before its other name goes, is as after a rename.
promises.link = async (from, to) => {
  const isPublishing = String(from).endsWith(PART_SUFFIX);
  reach(isPublishing ? 'before-rename' : 'before-link');
  await link(from, to);
  reach(isPublishing ? 'after-rename' : 'after-link');
};

const { fsyncSync } = fs;
// Only copies of files are synced so.
fs.fsyncSync = (file) => {
  reach('before-copy-sync');
  fsyncSync(file);
};

promises.unlink = async (file) => {
  reach('before-unlink');
  await unlink(file);
  reach('after-unlink');
};

// The same calls where they are made at once; of the other renames those are of the database's own files.
const { linkSync, openSync, renameSync, unlinkSync } = fs;
fs.openSync = (file, flags, mode) => {
  const isCreating = typeof flags === 'number' && (flags & constants.O_EXCL) !== 0;
  if (isCreating) reach('before-create');
  const descriptor = openSync(file, flags, mode);
  if (isCreating) reach('after-create');
  return descriptor;
};

fs.renameSync = (from, to) => {
  const isPublishing = String(from).endsWith(PART_SUFFIX);
  reach(isPublishing ? 'before-rename' : 'before-move');
  renameSync(from, to);
  reach(isPublishing ? 'after-rename' : 'after-move');
};

fs.linkSync = (from, to) => {
  const isPublishing = String(from).endsWith(PART_SUFFIX);
  reach(isPublishing ? 'before-rename' : 'before-link');
  linkSync(from, to);
  reach(isPublishing ? 'after-rename' : 'after-link');
};

fs.unlinkSync = (file) => {
  reach('before-unlink');
  unlinkSync(file);
  reach('after-unlink');
};

const { fdatasync } = fs;
fs.fdatasync = Object.assign((file: number, done: fs.NoParamCallback) => {
  fdatasync(file, (error) => {
    if (error === null) reach('after-datasync');
    done(error);
  });
}, fdatasync);
syncBuiltinESMExports();

type AnyFunction = (...values: unknown[]) => unknown;
const VARIANTS = ['default', 'deferred', 'immediate', 'exclusive'] as const;
// Only what is wrapped here of a class that is typed by functions over its own type parameters.
const database = SqliteDatabase.prototype as unknown as {
  transaction: (this: unknown, work: AnyFunction) => AnyFunction & Record<(typeof VARIANTS)[number], AnyFunction>;
  exec: (this: unknown, sql: string) => unknown;
};
const { transaction, exec } = database;

function around(run: AnyFunction): AnyFunction {
  return (...values) => {
    const result = run(...values);
    reach('after-commit');
    return result;
  };
}

database.transaction = function wrapped(work) {
  const inner = transaction.call(this, (...values) => {
    const result = work(...values);
    reach('before-commit');
    return result;
  });
  const [plain, deferred, immediate, exclusive] = VARIANTS.map((name) => around(inner[name]));
  return Object.assign(around(inner), { default: plain, deferred, immediate, exclusive }) as ReturnType<
    typeof transaction
  >;
};

database.exec = function wrapped(sql) {
  const result = exec.call(this, sql);
  if (sql.includes('ALTER TABLE')) reach('amid-migration');
  return result;
};

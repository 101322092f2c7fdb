import { closeSync, constants, linkSync, lstatSync, openSync, renameSync, unlinkSync, utimesSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { link, lstat, open, rename, stat, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { PromptDisk } from '../../shared/prompt-disk.ts';

/** A value, now or later. */
type Eventual<Value> = Value | Promise<Value>;

/** The calls by which a file gets its names. Errors are Node's own. */
export type FileCalls = {
  /** Links are not followed. */
  readonly lstat: (file: string) => Eventual<BigIntStats>;
  /** Makes an empty file, never through a link and never over anything (open(2), O_EXCL). */
  readonly create: (file: string) => Eventual<void>;
  readonly link: (from: string, to: string) => Eventual<void>;
  readonly rename: (from: string, to: string) => Eventual<void>;
  readonly unlink: (file: string) => Eventual<void>;
  /** Times are in milliseconds since 1970. */
  readonly setTimes: (file: string, times: { readonly accessMs: number; readonly changeMs: number }) => Eventual<void>;
  /** Makes another call to the folder in the pool. While it is overdue no call is made at once: the disk may have fallen silent. */
  readonly inPool: <Value>(folder: string, operation: () => Promise<Value>) => Promise<Value>;
};

const CREATE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;

/** Each in a thread of Node's pool: a folder may be on a network. */
export const POOL_CALLS: FileCalls = {
  lstat: (file) => lstat(file, { bigint: true }),
  create: async (file) => (await open(file, CREATE, 0o666)).close(),
  link,
  rename,
  unlink,
  setTimes: (file, { accessMs, changeMs }) => utimes(file, accessMs / 1000, changeMs / 1000),
  inPool: (_folder, operation) => operation(),
};

/**
 * Each at once where its disk is prompt, and in the pool elsewhere: a thousand short files need some ten thousand of them, and
 * the way to the pool and back takes longer than most of them do (`docs/decisions/direct-calls.md`).
 */
export class PromptCalls implements FileCalls {
  readonly #disk: PromptDisk;
  /** Folders that are being looked at: where none answers, each look would hold one more thread of the pool. */
  readonly #looking = new Set<string>();

  constructor(disk: PromptDisk) {
    this.#disk = disk;
  }

  lstat(file: string): Eventual<BigIntStats> {
    return this.#make(file, () => lstatSync(file, { bigint: true }), () => POOL_CALLS.lstat(file)); // prettier-ignore
  }

  create(file: string): Eventual<void> {
    return this.#make(file, () => closeSync(openSync(file, CREATE, 0o666)), () => POOL_CALLS.create(file)); // prettier-ignore
  }

  link(from: string, to: string): Eventual<void> {
    return this.#make(to, () => linkSync(from, to), () => link(from, to)); // prettier-ignore
  }

  rename(from: string, to: string): Eventual<void> {
    return this.#make(to, () => renameSync(from, to), () => rename(from, to)); // prettier-ignore
  }

  unlink(file: string): Eventual<void> {
    return this.#make(file, () => unlinkSync(file), () => unlink(file)); // prettier-ignore
  }

  setTimes(file: string, times: Parameters<FileCalls['setTimes']>[1]): Eventual<void> {
    const { accessMs, changeMs } = times;
    return this.#make(
      file,
      () => utimesSync(file, accessMs / 1000, changeMs / 1000),
      () => POOL_CALLS.setTimes(file, times),
    );
  }

  inPool<Value>(folder: string, operation: () => Promise<Value>): Promise<Value> {
    const device = this.#disk.deviceOf(folder);
    return device === null ? operation() : this.#disk.watch(device, operation);
  }

  #make<Value>(file: string, atOnce: () => Value, inPool: () => Eventual<Value>): Eventual<Value> {
    const folder = path.dirname(file);
    const device = this.#disk.deviceOf(folder);
    if (device === null) {
      void this.#lookAt(folder);
      return inPool();
    }
    if (this.#disk.mayCall(device)) return this.#disk.call(atOnce);
    return this.#disk.watch(device, async () => await inPool());
  }

  /** For the calls that come after it. */
  async #lookAt(folder: string): Promise<void> {
    if (this.#looking.has(folder)) return;
    this.#looking.add(folder);
    try {
      this.#disk.noteFolder(folder, (await stat(folder, { bigint: true })).dev);
    } catch {
      // Where it is missing, or cannot be looked at, the calls themselves tell.
    } finally {
      this.#looking.delete(folder);
    }
  }
}

import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DiskRecord } from './recording.ts';

/** A change of a file's content: bytes at a position, or (`data` null) a new size. */
type Change = { readonly position: number; readonly data: Buffer | null };
/** A file: everything asked of it, and how much of that a sync has covered. */
type ModelFile = { readonly changes: Change[]; synced: number };
/** A change of a folder's names; `null` takes a name away. A rename is both in one step. */
type NameChange = readonly (readonly [name: string, file: ModelFile | null])[];
/** A folder: the names that a sync has covered, and the changes since, in order. */
type ModelFolder = { readonly durable: Map<string, ModelFile>; pending: NameChange[] };

/** What a power cut leaves of what was not synced. */
export type CutChoice = {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Keep everything, as if there had been time: proves that the recorder misses nothing. */
  readonly keepsAll: boolean;
};

/** Disks write this much or nothing, in bytes. */
const SECTOR_BYTES = 512;

/**
 * A disk as POSIX promises it, which is less than any real one keeps: what was synced is there. Of a file's other changes
 * any subset is, also parts of one write; it may have grown without its bytes, which are then zero. Of a folder's names the
 * changes since its sync are there up to some point: file systems keep the order of names (a journal), but not how far.
 * Syncing a file does not keep its name.
 */
export class DiskModel {
  readonly #folders = new Map<string, ModelFolder>();
  readonly #handles = new Map<bigint, ModelFile>();
  /** The names as the process sees them. */
  readonly #names = new Map<string, ModelFile>();

  /** @param folders that are there, empty, before anything is recorded. */
  constructor(folders: readonly string[]) {
    for (const folder of folders) this.#folders.set(folder, { durable: new Map(), pending: [] });
  }

  apply(record: DiskRecord): void {
    switch (record.kind) {
      case 'makeFolder':
        this.#folders.set(record.path, { durable: new Map(), pending: [] });
        return;
      case 'create':
        this.#rename([[record.path, { changes: [], synced: 0 }]]);
        this.#handles.set(record.handle, this.#file(record.path));
        return;
      case 'open':
        this.#handles.set(record.handle, this.#file(record.path));
        return;
      case 'write':
        this.#open(record.handle).changes.push({ position: record.position, data: record.data });
        return;
      case 'truncate':
        this.#open(record.handle).changes.push({ position: record.size, data: null });
        return;
      case 'sync': {
        const file = this.#open(record.handle);
        file.synced = file.changes.length;
        return;
      }
      case 'syncFolder': {
        const folder = this.#folder(record.path);
        for (const change of folder.pending) applyNames(folder.durable, change);
        folder.pending = [];
        return;
      }
      case 'rename':
        this.#rename([
          [record.from, null],
          [record.to, this.#file(record.from)],
        ]);
        return;
      case 'link':
        this.#rename([[record.to, this.#file(record.from)]]);
        return;
      case 'unlink':
        this.#rename([[record.path, null]]);
    }
  }

  /** Makes the folders as they are when power comes back. */
  writeOut({ random, keepsAll }: CutChoice): void {
    const written = new Map<ModelFile, string>();
    for (const [folder, { durable, pending }] of this.#folders) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const names = new Map(durable);
      const kept = keepsAll ? pending.length : Math.floor(random() * (pending.length + 1));
      for (const change of pending.slice(0, kept)) applyNames(names, change);
      for (const [name, file] of names) {
        // Shared memory of SQLite's processes: what was in it died with them.
        if (name.endsWith('-shm')) continue;
        const place = path.join(folder, name);
        const other = written.get(file);
        // Cut between a link and the end of the older name: one file with two names, not two files.
        if (other === undefined) writeFileSync(place, keepsAll ? contentOf(file.changes) : cutContent(file, random));
        else linkSync(other, place);
        written.set(file, place);
      }
    }
  }

  #rename(changes: readonly (readonly [path: string, file: ModelFile | null])[]): void {
    const [first] = changes;
    if (first === undefined) return;
    for (const [name, file] of changes) {
      if (file === null) this.#names.delete(name);
      else this.#names.set(name, file);
    }
    // Sluice renames inside a folder only.
    const folder = this.#folder(path.dirname(first[0]));
    folder.pending.push(changes.map(([name, file]) => [path.basename(name), file] as const));
  }

  #folder(folder: string): ModelFolder {
    const found = this.#folders.get(folder);
    if (found === undefined) throw new Error(`nobody made ${folder}`);
    return found;
  }

  #file(name: string): ModelFile {
    const found = this.#names.get(name);
    if (found === undefined) throw new Error(`nobody made ${name}`);
    return found;
  }

  #open(handle: bigint): ModelFile {
    const found = this.#handles.get(handle);
    if (found === undefined) throw new Error(`nobody opened ${handle}`);
    return found;
  }
}

function applyNames(names: Map<string, ModelFile>, change: NameChange): void {
  for (const [name, file] of change) {
    if (file === null) names.delete(name);
    else names.set(name, file);
  }
}

function cutContent(file: ModelFile, random: () => number): Buffer {
  const synced = file.changes.slice(0, file.synced);
  const unsynced = file.changes.slice(file.synced);
  const mode = random();
  // Often nothing or everything: the ends are where mistakes are.
  const keepRate = mode < 0.3 ? 0 : mode < 0.5 ? 1 : random();
  const kept = unsynced.flatMap((change): Change[] => {
    if (random() >= keepRate) return [];
    return change.data !== null && random() < 0.2 ? [torn(change.position, change.data, random)] : [change];
  });
  const content = contentOf([...synced, ...kept]);
  const grown = sizeOf(file.changes);
  if (grown <= content.length || random() < 0.5) return content;
  return Buffer.concat([content, Buffer.alloc(grown - content.length)]);
}

/** The first sectors of a write, or the last ones. */
function torn(position: number, data: Buffer, random: () => number): Change {
  const at = Math.floor((random() * data.length) / SECTOR_BYTES) * SECTOR_BYTES;
  return random() < 0.5
    ? { position, data: data.subarray(0, at) }
    : { position: position + at, data: data.subarray(at) };
}

function sizeOf(changes: readonly Change[]): number {
  return changes.reduce(
    (size, { position, data }) => (data === null ? position : Math.max(size, position + data.length)),
    0,
  );
}

function contentOf(changes: readonly Change[]): Buffer {
  let highest = 0;
  for (const { position, data } of changes) highest = Math.max(highest, position + (data?.length ?? 0));
  const content = Buffer.alloc(highest);
  let size = 0;
  for (const { position, data } of changes) {
    if (data === null) {
      if (position < size) content.fill(0, position, size);
      size = position;
    } else {
      data.copy(content, position);
      size = Math.max(size, position + data.length);
    }
  }
  return content.subarray(0, size);
}

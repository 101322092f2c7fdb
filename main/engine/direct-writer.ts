import * as fs from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { FILE_SYSTEM_TYPES } from '../../shared/file-system-types.ts';
import { closeFile, openFile, statFile } from './descriptor-calls.ts';
import type { DirectDisks } from './direct-disks.ts';
import { liesInPages, PAGE_BYTES } from './page-memory.ts';
import { foreignCode } from './transfer-error.ts';

const writeFile = promisify(fs.write);

const FLAGS = fs.constants.O_WRONLY | (fs.constants.O_DIRECT ?? 0) | (fs.constants.O_NOFOLLOW ?? 0);

/** Less than this goes through the page cache: a call to the disk costs about as much as copying so many bytes. */
const LEAST_BYTES = 256 * 1024;

/** Where direct I/O is known to be what it says. */
const FILE_SYSTEMS: ReadonlySet<number> = new Set([FILE_SYSTEM_TYPES.ext, FILE_SYSTEM_TYPES.xfs]);

/** What such file systems answer where their disk cannot. */
const REFUSALS: ReadonlySet<string | null> = new Set(['EINVAL', 'EOPNOTSUPP', 'ENOTSUP']);

/** A write of which the middle goes past the page cache. */
export type DirectPlan = {
  /** Up to the first whole page. */
  readonly before: readonly Uint8Array[];
  /** Whole pages, in memory and in the file. */
  readonly pages: Uint8Array;
  readonly pagesAt: number;
  /** Behind the last whole page. */
  readonly after: readonly Uint8Array[];
};

/**
 * Cuts a write so that its whole pages can go past the page cache; `null` when it has too few of them in one piece.
 * @param buffers lie in the file one after another from `position` on
 */
export function planDirect(buffers: readonly Uint8Array[], position: number): DirectPlan | null {
  let at = position;
  const pieces = joinNeighbours(buffers);
  for (const [index, piece] of pieces.entries()) {
    const from = (PAGE_BYTES - (at % PAGE_BYTES)) % PAGE_BYTES;
    const length = wholePages(piece.length - from);
    if (length >= LEAST_BYTES && liesInPages(piece, at)) {
      const [head, tail] = [piece.subarray(0, from), piece.subarray(from + length)];
      return {
        before: [...pieces.slice(0, index), head].filter((part) => part.length > 0),
        pages: piece.subarray(from, from + length),
        pagesAt: at + from,
        after: [tail, ...pieces.slice(index + 1)].filter((part) => part.length > 0),
      };
    }
    at += piece.length;
  }
  return null;
}

function wholePages(bytes: number): number {
  return bytes - (bytes % PAGE_BYTES);
}

/** What was read in several turns to one place in memory is one piece again. */
function joinNeighbours(buffers: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  for (const buffer of buffers) {
    const last = joined.at(-1);
    if (last?.buffer === buffer.buffer && last.byteOffset + last.length === buffer.byteOffset) {
      joined[joined.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + buffer.length);
    } else joined.push(buffer);
  }
  return joined;
}

type WrittenFile = { readonly path: string; readonly identity: Pick<fs.BigIntStats, 'ino' | 'dev'> };

/**
 * Writes to a file past the page cache (`O_DIRECT`, Linux), by a second descriptor of the same file. Where that cannot be, the
 * file is written to as everywhere (`docs/decisions/direct-writes.md`).
 */
export class DirectWriter {
  readonly #file: WrittenFile;
  readonly #disks: DirectDisks;
  /** `null`: it is not open, or cannot be. */
  #descriptor: number | null = null;
  #isAsked = false;
  /** It was opened, and is the file that it should be. */
  #isSame = false;
  #isRefused = false;

  constructor(file: WrittenFile, disks: DirectDisks) {
    this.#file = file;
    this.#disks = disks;
  }

  get isOpen(): boolean {
    return this.#descriptor !== null;
  }

  /** Whether it pays to bring whole pages. */
  get isReady(): boolean {
    return this.#isSame && !this.#isRefused && this.#disks.isQuick(this.#file.identity.dev);
  }

  /** Whether nobody has called `open`. */
  get isUntried(): boolean {
    return !this.#isAsked && process.platform === 'linux';
  }

  /** Finds out whether the file can be written to so. Never rejects. */
  async open(): Promise<void> {
    this.#isAsked = true;
    try {
      const { type } = await statfs(path.dirname(this.#file.path));
      if (!FILE_SYSTEMS.has(type)) return;
      this.#descriptor = await openFile(this.#file.path, FLAGS);
      // By its name, which may lead elsewhere by now.
      const { ino, dev } = await statFile(this.#descriptor, { bigint: true });
      this.#isSame = ino === this.#file.identity.ino && dev === this.#file.identity.dev;
    } catch {
      // Refused: it is written to through the page cache.
    }
  }

  /** Writes whole pages. @returns how many bytes were written, none where the disk refuses it. @throws what write(2) says */
  async write(pages: Uint8Array, position: number): Promise<number> {
    const descriptor = this.#descriptor;
    if (descriptor === null || !this.#isSame) return 0;
    try {
      return await this.#disks.watch(this.#file.identity.dev, async () => {
        const { bytesWritten } = await writeFile(descriptor, pages, 0, pages.length, position);
        return bytesWritten;
      });
    } catch (error) {
      if (!REFUSALS.has(foreignCode(error))) throw error;
      this.#isRefused = true;
      return 0;
    }
  }

  async close(): Promise<void> {
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor !== null) await closeFile(descriptor);
  }
}

import { constants } from 'node:fs';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import type { BlockChecksum } from '../../shared/block-checksum.ts';
import {
  journalDraftPath,
  journalHeader,
  journalKind,
  journalLine,
  journalPath,
  JOURNAL_MARK_BYTES,
  MAX_JOURNAL_BYTES,
  parseJournal,
  type JournalHeader,
  type JournalKind,
} from '../../shared/part-journal.ts';
import { foreignCode } from './transfer-error.ts';

/** After so many pieces it is looked whether most of them have been replaced by later ones. */
const FIRST_COMPACTION_PIECES = 4096;
const OWNER_ONLY = 0o600;
/** Never through a link, which could lead out of the folder; Windows has no such flag. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/**
 * Keeps the journal of a part file while it is written to. Made with the first piece, so that small files never have one.
 * What goes wrong here is nobody's failure: the database has everything too, so it just writes no more. Never throws.
 */
export class PartJournal {
  readonly #path: string | null;
  readonly #header: JournalHeader;
  readonly #beginsAnew: boolean;
  readonly #compactionPieces: number;
  #file: FileHandle | null = null;
  #isBegun = false;
  #isGivenUp = false;
  #pieces = 0;
  #nextCompaction: number;
  #work: Promise<void> = Promise.resolve();

  /**
   * @param wanted `beginsAnew`: one of ours that lies there is of an older file.
   * @param compactionPieces for tests.
   */
  constructor(
    partPath: string,
    wanted: { readonly header: JournalHeader; readonly beginsAnew: boolean },
    compactionPieces: number = FIRST_COMPACTION_PIECES,
  ) {
    this.#path = journalPath(partPath);
    this.#header = wanted.header;
    this.#beginsAnew = wanted.beginsAnew;
    this.#compactionPieces = compactionPieces;
    this.#nextCompaction = compactionPieces;
  }

  /** Whether there may be one now. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  /** Adds pieces that have become durable. */
  add(blocks: readonly BlockChecksum[]): void {
    if (blocks.length === 0) return;
    this.#isBegun = true;
    this.#do((path) => this.#append(path, blocks));
  }

  /** Waits for what was added. Nothing can be added any more. */
  async close(): Promise<void> {
    this.#do(() => this.#closeFile());
    await this.#work;
    this.#isGivenUp = true;
  }

  #do(action: (path: string) => Promise<void>): void {
    const path = this.#path;
    if (path !== null) this.#work = this.#after(this.#work, () => action(path));
  }

  /** Never rejects. */
  async #after(before: Promise<void>, action: () => Promise<void>): Promise<void> {
    await before;
    if (this.#isGivenUp) return;
    try {
      await action();
    } catch {
      // A full disk, a name that is taken, a folder that is gone: the download itself will say what matters.
      this.#isGivenUp = true;
      await this.#file?.close().catch(() => {});
      this.#file = null;
    }
  }

  async #append(path: string, blocks: readonly BlockChecksum[]): Promise<void> {
    this.#file ??= await openJournal(path, this.#header, this.#beginsAnew);
    await this.#file.appendFile(journalLine(blocks));
    this.#pieces += blocks.length;
    if (this.#pieces >= this.#nextCompaction) await this.#compact(path, this.#file);
  }

  /** Writes it anew with the last word on each byte only. */
  async #compact(path: string, file: FileHandle): Promise<void> {
    const journal = await readJournal(file);
    if (journal === null) throw new Error('not the journal that was written');
    const fresh = journalDraftPath(path);
    // One that a crash left; what is none of ours stays, and then `open` fails.
    await removeOurs(fresh);
    const writer = await open(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, OWNER_ONLY);
    try {
      await writer.writeFile(journalHeader(this.#header) + journalLine(journal.blocks));
    } finally {
      await writer.close();
    }
    await this.#closeFile();
    await rename(fresh, path);
    this.#pieces = journal.blocks.length;
    this.#nextCompaction = this.#pieces * 2 + this.#compactionPieces;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}

/** Deletes the journal of a part file that begins again or has become the file, if it has one. Never throws. */
export async function removeJournal(partPath: string): Promise<void> {
  const path = journalPath(partPath);
  if (path === null) return;
  await removeOurs(path);
  await removeOurs(journalDraftPath(path));
}

/**
 * Empties and deletes a journal. Emptied first and for good: a power cut may undo the deletion, and what an old file said of
 * its blocks must never stand beside the header of a new one.
 */
async function removeOurs(path: string): Promise<void> {
  try {
    await using file = await open(path, constants.O_RDWR | NO_FOLLOW);
    if ((await kindOf(file)) === 'foreign') return;
    await file.truncate(0);
    await file.datasync();
    await unlink(path);
  } catch {
    // Mostly there is none. What it says is never believed unproved, so that one too many does no harm.
  }
}

/**
 * Makes the journal, or goes on with one of ours: its last line may have been cut, so a new one begins.
 * @param beginsAnew what one of ours holds is emptied, for good (see `removeOurs`).
 */
async function openJournal(path: string, header: JournalHeader, beginsAnew: boolean): Promise<FileHandle> {
  const file = await openOrMake(path);
  try {
    const kind = await kindOf(file);
    if (kind === 'foreign') throw new Error('the name of the journal is taken by something else');
    const isEmpty = kind === 'blank' || beginsAnew;
    if (isEmpty) await file.truncate(0);
    if (kind !== 'blank' && beginsAnew) await file.datasync();
    await file.appendFile(`${isEmpty ? '' : '\n'}${journalHeader(header)}`);
    return file;
  } catch (error) {
    await file.close().catch(() => {}); // What went wrong before says more.
    throw error;
  }
}

async function openOrMake(path: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_APPEND | NO_FOLLOW;
  try {
    // Exclusively: where there is no NO_FOLLOW, a link that leads nowhere must not make a file elsewhere.
    return await open(path, flags | constants.O_CREAT | constants.O_EXCL, OWNER_ONLY);
  } catch (error) {
    if (foreignCode(error) !== 'EEXIST') throw error;
    return await open(path, flags);
  }
}

async function kindOf(file: FileHandle): Promise<JournalKind> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(JOURNAL_MARK_BYTES), 0, JOURNAL_MARK_BYTES, 0);
  return journalKind(buffer.subarray(0, bytesRead));
}

async function readJournal(file: FileHandle): Promise<ReturnType<typeof parseJournal>> {
  const { size } = await file.stat();
  if (size > MAX_JOURNAL_BYTES) throw new Error('the journal is too large');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
  return parseJournal(buffer.subarray(0, bytesRead).toString());
}

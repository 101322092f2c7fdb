import type { DownloadId } from '../../shared/download.ts';
import type { Download } from '../store/download-record.ts';
import { IdNumbers } from './id-numbers.ts';
import { LONGEST_PACKED_BYTES, PackedTexts } from './packed-text.ts';
import { RowPacker } from './row-packer.ts';
import { textHash } from './text-hash.ts';

const FIRST_CAPACITY = 1024;
/** A window watches 200 rows at most, and what runs is seldom more. */
const RECENT_ROWS = 1024;
/** Bytes of texts that no row has any more are given back when there are so many, and a quarter of those that are used. */
const MOST_WASTE_BYTES = 4 * 2 ** 20;
/** Where a row lies that is not packed. */
const NOWHERE = -1;

type Columns = ReturnType<typeof createColumns>;

function createColumns(capacity: number) {
  return {
    places: new Float64Array(capacity),
    lengths: new Uint32Array(capacity),
    linkHashes: new Uint32Array(capacity),
    targetHashes: new Uint32Array(capacity),
  };
}

/**
 * All downloads by their ids, of which only those that were used last are objects: 100,000 objects take 100 MiB and keep the
 * collector busy for half a second when they come. The others are packed, and made anew when someone asks. Rows are values: the same
 * download may be another object later, but only after many others were used.
 */
export class PackedRows {
  readonly #recentRows: number;
  readonly #slots = new IdNumbers();
  readonly #packer = new RowPacker();
  #texts = new PackedTexts();
  #columns = createColumns(FIRST_CAPACITY);
  #end = 0;
  readonly #freeSlots: number[] = [];
  #usedBytes = 0;
  #wastedBytes = 0;
  #recent = new Map<DownloadId, Download>();
  #older = new Map<DownloadId, Download>();
  /** Of rows that are too long to be packed. */
  readonly #long = new Map<DownloadId, Download>();

  /** @param recentRows so many that were used last are kept as they are, and as many again that were used before them. */
  constructor(recentRows = RECENT_ROWS) {
    this.#recentRows = recentRows;
  }

  has(id: DownloadId): boolean {
    return this.#slots.has(id);
  }

  get(id: DownloadId): Download | undefined {
    const slot = this.#slots.get(id);
    if (slot === undefined) return undefined;
    const recent = this.#recent.get(id);
    if (recent !== undefined) return recent;
    const row = this.#row(id, slot);
    this.#keep(row);
    return row;
  }

  /** As `get`, for passes over many: what they look at is not kept. */
  peek(id: DownloadId): Download | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#row(id, slot);
  }

  set(row: Download): void {
    const { id } = row;
    const slot = this.#slotFor(row);
    this.#drop(slot);
    this.#long.delete(id);
    this.#older.delete(id);
    this.#keep(row);
  }

  /** Takes a row in that nobody is going to ask for soon. */
  load(row: Download): void {
    this.#pack(this.#slotFor(row), row);
  }

  delete(id: DownloadId): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#drop(slot);
    this.#slots.delete(id);
    this.#freeSlots.push(slot);
    for (const rows of [this.#recent, this.#older, this.#long]) rows.delete(id);
  }

  /** Oldest first. */
  ids(): IterableIterator<DownloadId> {
    return this.#slots.ids();
  }

  /** Oldest first. Each is made for this: asking for all of a long list takes a few tenths of a second. */
  *values(): Generator<Download, void> {
    for (const [id, slot] of this.#slots.entries()) yield this.#row(id, slot);
  }

  /** Those with one of these links, whatever user and password stand in theirs; and perhaps others. */
  *maybeWithLink(links: Iterable<string>): Generator<Download, void> {
    const hashes = new Set(Array.from(links, (link) => textHash(bareLink(link))));
    yield* this.#withHash('linkHashes', hashes);
  }

  /** Those whose file has or gets one of these names; and perhaps others. */
  *maybeWithTarget(names: Iterable<string>): Generator<Download, void> {
    yield* this.#withHash('targetHashes', new Set(Array.from(names, textHash)));
  }

  *#withHash(column: 'linkHashes' | 'targetHashes', hashes: ReadonlySet<number>): Generator<Download, void> {
    for (const [id, slot] of this.#slots.entries()) {
      if (hashes.has(this.#columns[column][slot] ?? 0)) yield this.#row(id, slot);
    }
  }

  #row(id: DownloadId, slot: number): Download {
    const row = this.#recent.get(id) ?? this.#older.get(id) ?? this.#long.get(id);
    if (row !== undefined) return row;
    const { places, lengths } = this.#columns;
    return this.#packer.unpack(id, this.#texts.read(places[slot] ?? 0, lengths[slot] ?? 0));
  }

  /** Invariant: a row is among the recent, the older or the long ones, or packed. */
  #keep(row: Download): void {
    this.#recent.set(row.id, row);
    if (this.#recent.size <= this.#recentRows) return;
    for (const [id, old] of this.#older) {
      const slot = this.#slots.get(id);
      if (slot !== undefined && !this.#recent.has(id) && this.#columns.places[slot] === NOWHERE) this.#pack(slot, old);
    }
    this.#older = this.#recent;
    this.#recent = new Map();
    this.#tidy();
  }

  #pack(slot: number, row: Download): void {
    const text = this.#packer.pack(row);
    const bytes = Buffer.byteLength(text);
    if (bytes > LONGEST_PACKED_BYTES) {
      this.#long.set(row.id, row);
      return;
    }
    this.#columns.places[slot] = this.#texts.add(text, bytes);
    this.#columns.lengths[slot] = bytes;
    this.#usedBytes += bytes;
  }

  #drop(slot: number): void {
    const { places, lengths } = this.#columns;
    if (places[slot] === NOWHERE) return;
    const bytes = lengths[slot] ?? 0;
    places[slot] = NOWHERE;
    this.#usedBytes -= bytes;
    this.#wastedBytes += bytes;
  }

  #slotFor(row: Download): number {
    const slot = this.#slots.get(row.id) ?? this.#newSlot(row.id);
    this.#columns.linkHashes[slot] = textHash(bareLink(row.url));
    this.#columns.targetHashes[slot] = textHash(row.reservation?.target ?? '');
    return slot;
  }

  #newSlot(id: DownloadId): number {
    const slot = this.#freeSlots.pop() ?? this.#end;
    if (slot === this.#end) this.#end += 1;
    if (slot >= this.#columns.places.length) this.#grow();
    this.#columns.places[slot] = NOWHERE;
    this.#slots.set(id, slot);
    return slot;
  }

  #grow(): void {
    const larger = createColumns(this.#columns.places.length * 2);
    // `Object.keys` forgets the names; this gives them back.
    for (const name of Object.keys(larger) as (keyof Columns)[]) larger[name].set(this.#columns[name]);
    this.#columns = larger;
  }

  #tidy(): void {
    if (this.#wastedBytes < Math.max(MOST_WASTE_BYTES, this.#usedBytes / 4)) return;
    const { places, lengths } = this.#columns;
    const texts = new PackedTexts();
    for (const [, slot] of this.#slots.entries()) {
      const place = places[slot] ?? NOWHERE;
      const bytes = lengths[slot] ?? 0;
      if (place !== NOWHERE) places[slot] = texts.take(this.#texts, place, bytes);
    }
    this.#texts = texts;
    this.#wastedBytes = 0;
  }
}

function bareLink(link: string): string {
  const authority = link.indexOf('//') + 2;
  const at = link.lastIndexOf('@', link.indexOf('/', authority));
  return at < authority ? link : `${link.slice(0, authority)}${link.slice(at + 1)}`;
}

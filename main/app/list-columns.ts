import { CATEGORIES, type Category } from '../../shared/category.ts';
import { PRIORITIES, type DownloadId, type Priority } from '../../shared/download.ts';
import { DOWNLOAD_STATE_KINDS, type DownloadStateKind } from '../../shared/download-state.ts';
import { IdNumbers } from '../queue/id-numbers.ts';
import type { Span, ViewChange, ViewRow } from './view-row.ts';

const FIRST_CAPACITY = 1024;
/** No download has this id. */
const NOBODY = 0;

/** The columns that are numbers; states, priorities and categories as places in their lists. */
type Numbers = ReturnType<typeof createNumbers>;

/** All columns. Numbers that grow are replaced, so whoever reads them keeps this object and not its parts. */
type Cells = { numbers: Numbers; texts: string[]; directories: string[] };

function createNumbers(capacity: number) {
  return {
    ids: new Float64Array(capacity),
    positions: new Float64Array(capacity),
    sizes: new Float64Array(capacity),
    kinds: new Uint8Array(capacity),
    failedMoves: new Uint8Array(capacity),
    priorities: new Uint8Array(capacity),
    categories: new Uint8Array(capacity),
    nameStarts: new Uint32Array(capacity),
    nameEnds: new Uint32Array(capacity),
    hostStarts: new Uint32Array(capacity),
    hostEnds: new Uint32Array(capacity),
  };
}

/**
 * What views look at in all downloads, by columns: 100,000 rows are passed over in a few milliseconds and take no objects.
 * A row keeps its slot as long as it is on the list; it has what the last commit said.
 */
export class ListColumns {
  readonly #slots = new IdNumbers();
  readonly #folders = new Map<string, string>();
  readonly #cells: Cells = { numbers: createNumbers(FIRST_CAPACITY), texts: [], directories: [] };
  /** Slots that were given, the empty ones included. */
  #end = 0;
  #layout = 0;

  /** Another number when rows have other slots than before. */
  get layout(): number {
    return this.#layout;
  }

  /** Behind the last slot that was given. */
  get end(): number {
    return this.#end;
  }

  /** Takes a row in that was not there. */
  add(row: ViewRow): void {
    const capacity = this.#cells.numbers.ids.length;
    if (this.#end === capacity) this.#grow(capacity * 2);
    this.#slots.set(row.id, this.#end);
    this.#write(this.#end, row);
    this.#end += 1;
  }

  apply(changes: readonly ViewChange[]): void {
    for (const { before, after } of changes) {
      const slot = before === null ? undefined : this.#slots.get(before.id);
      if (slot === undefined) {
        if (after !== null) this.add(after);
      } else if (after === null) this.#clear(slot);
      else this.#write(slot, after);
    }
    if (this.#end > FIRST_CAPACITY && this.#slots.size < this.#end / 2) this.#closeRanks();
  }

  /** The slots that hold a row, mostly in the order in which the rows were added. */
  all(): number[] {
    const { ids } = this.#cells.numbers;
    const slots: number[] = [];
    for (let slot = 0; slot < this.#end; slot += 1) if (ids[slot] !== NOBODY) slots.push(slot);
    return slots;
  }

  slotOf(id: DownloadId): number | undefined {
    return this.#slots.get(id);
  }

  /** One object for all rows: a pass over the list points it at one slot after the other. */
  cursor(): ListCursor {
    return new ListCursor(this.#cells);
  }

  #write(slot: number, row: ViewRow): void {
    const { numbers, texts, directories } = this.#cells;
    numbers.ids[slot] = row.id;
    numbers.positions[slot] = row.position;
    numbers.sizes[slot] = row.sizeBytes;
    numbers.kinds[slot] = DOWNLOAD_STATE_KINDS.indexOf(row.kind);
    numbers.failedMoves[slot] = Number(row.hasFailedMove);
    numbers.priorities[slot] = PRIORITIES.indexOf(row.priority);
    numbers.categories[slot] = CATEGORIES.indexOf(row.category);
    numbers.nameStarts[slot] = row.name.start;
    numbers.nameEnds[slot] = row.name.end;
    numbers.hostStarts[slot] = row.host.start;
    numbers.hostEnds[slot] = row.host.end;
    texts[slot] = row.text;
    directories[slot] = this.#shared(row.directory);
  }

  /** Most rows name one of a few folders; they share its text. */
  #shared(directory: string): string {
    const known = this.#folders.get(directory);
    if (known !== undefined) return known;
    this.#folders.set(directory, directory);
    return directory;
  }

  #clear(slot: number): void {
    const { numbers, texts, directories } = this.#cells;
    // The id was written by `#write`.
    this.#slots.delete(numbers.ids[slot] as DownloadId);
    numbers.ids[slot] = NOBODY;
    texts[slot] = '';
    directories[slot] = '';
  }

  #grow(capacity: number): void {
    const larger = createNumbers(capacity);
    for (const name of columnNames(larger)) larger[name].set(this.#cells.numbers[name]);
    this.#cells.numbers = larger;
  }

  /** Most slots are empty: the rows move together. */
  #closeRanks(): void {
    const slots = this.all();
    const { numbers, texts, directories } = this.#cells;
    const closed = createNumbers(Math.max(slots.length, FIRST_CAPACITY));
    slots.forEach((from, to) => {
      for (const name of columnNames(closed)) closed[name][to] = numbers[name][from] ?? 0;
      this.#slots.set(closed.ids[to] as DownloadId, to);
    });
    this.#cells.numbers = closed;
    this.#cells.texts = slots.map((slot) => texts[slot] ?? '');
    this.#folders.clear();
    this.#cells.directories = slots.map((slot) => this.#shared(directories[slot] ?? ''));
    this.#end = slots.length;
    this.#layout += 1;
  }
}

function columnNames(numbers: Numbers): (keyof Numbers)[] {
  // `Object.keys` forgets the names; this gives them back.
  return Object.keys(numbers) as (keyof Numbers)[];
}

/** The row in one slot, which must hold one. */
export class ListCursor implements ViewRow {
  slot = 0;
  readonly #cells: Cells;

  constructor(cells: Cells) {
    this.#cells = cells;
  }

  get id(): DownloadId {
    // Ids were written as such.
    return this.#cells.numbers.ids[this.slot] as DownloadId;
  }

  get kind(): DownloadStateKind {
    return named(DOWNLOAD_STATE_KINDS, this.#cells.numbers.kinds[this.slot]);
  }

  get hasFailedMove(): boolean {
    return this.#cells.numbers.failedMoves[this.slot] === 1;
  }

  get priority(): Priority {
    return named(PRIORITIES, this.#cells.numbers.priorities[this.slot]);
  }

  get category(): Category {
    return named(CATEGORIES, this.#cells.numbers.categories[this.slot]);
  }

  get position(): number {
    return this.#cells.numbers.positions[this.slot] ?? 0;
  }

  get sizeBytes(): number {
    return this.#cells.numbers.sizes[this.slot] ?? -1;
  }

  get directory(): string {
    return this.#cells.directories[this.slot] ?? '';
  }

  get text(): string {
    return this.#cells.texts[this.slot] ?? '';
  }

  get name(): Span {
    const { nameStarts, nameEnds } = this.#cells.numbers;
    return { start: nameStarts[this.slot] ?? 0, end: nameEnds[this.slot] ?? 0 };
  }

  get host(): Span {
    const { hostStarts, hostEnds } = this.#cells.numbers;
    return { start: hostStarts[this.slot] ?? 0, end: hostEnds[this.slot] ?? 0 };
  }
}

/** @throws Error for a place that the list does not have: a bug. */
function named<Name>(names: readonly Name[], place: number | undefined): Name {
  const name = names[place ?? -1];
  if (name === undefined) throw new Error(`no such place: ${place}`);
  return name;
}

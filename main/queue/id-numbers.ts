import type { DownloadId } from '../../shared/download.ts';

/** A page takes a kilobyte, also when one id of it is left. */
const PAGE_IDS = 256;
/** Of an id that has no number. */
const NONE = -1;

/** The numbers of ids that stand together, and how many of them have one. */
type Page = { readonly numbers: Int32Array; used: number };

/**
 * A number for each download, as a map. SQLite gives ids one after the other, so they lie in pages: six bytes a download where a
 * map takes 37, and nothing is hashed anew while a list grows.
 */
export class IdNumbers {
  readonly #pages = new Map<number, Page>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(id: DownloadId): boolean {
    return this.get(id) !== undefined;
  }

  get(id: DownloadId): number | undefined {
    const number = this.#pages.get(pageOf(id))?.numbers[id % PAGE_IDS] ?? NONE;
    return number === NONE ? undefined : number;
  }

  /** @param number an integer from 0 on, below 2^31. */
  set(id: DownloadId, number: number): void {
    const page = this.#pages.get(pageOf(id)) ?? this.#newPage(pageOf(id));
    if (page.numbers[id % PAGE_IDS] === NONE) {
      page.used += 1;
      this.#size += 1;
    }
    page.numbers[id % PAGE_IDS] = number;
  }

  delete(id: DownloadId): void {
    const page = this.#pages.get(pageOf(id));
    if (page === undefined || page.numbers[id % PAGE_IDS] === NONE) return;
    page.numbers[id % PAGE_IDS] = NONE;
    page.used -= 1;
    this.#size -= 1;
    if (page.used === 0) this.#pages.delete(pageOf(id));
  }

  *ids(): Generator<DownloadId, void> {
    for (const [id] of this.entries()) yield id;
  }

  /** The lowest id first, each as it is when its turn comes. What comes meanwhile may be left out. */
  *entries(): Generator<readonly [DownloadId, number], void> {
    for (const number of [...this.#pages.keys()].toSorted((a, b) => a - b)) {
      const numbers = this.#pages.get(number)?.numbers ?? [];
      for (let place = 0; place < numbers.length; place += 1) {
        const value = numbers[place] ?? NONE;
        // Only ids were put here.
        if (value !== NONE) yield [(number * PAGE_IDS + place) as DownloadId, value];
      }
    }
  }

  #newPage(number: number): Page {
    const page = { numbers: new Int32Array(PAGE_IDS).fill(NONE), used: 0 };
    this.#pages.set(number, page);
    return page;
  }
}

function pageOf(id: DownloadId): number {
  return Math.floor(id / PAGE_IDS);
}

import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { DownloadId } from '../../shared/download.ts';
import { isPast, msUntil, type Deadline, type Moment } from '../../shared/moment.ts';

/** One download that waits for another attempt. */
export type RetryingRow = { readonly id: DownloadId; readonly code: DownloadErrorCode; readonly deadline: Deadline };

/** Above this many, entries that no longer count are thrown out. */
const FIRST_SWEEP = 1000;

/**
 * Who waits for another attempt, by when it is due. A turn looks at those that are due and at the next one only: when a
 * server is gone, 100,000 downloads may wait.
 */
export class RetryLine {
  readonly #rows = new Map<DownloadId, RetryingRow>();
  /** Either clock may get there first. Both hold rows that have left, too, until those come to the top. */
  #byWall = new MinHeap((row) => row.deadline.wallMs);
  #bySteady = new MinHeap((row) => row.deadline.steadyMs);
  #network = 0;

  /** Whether any of them failed for the network. */
  get waitsForNetwork(): boolean {
    return this.#network > 0;
  }

  /** Takes one in, or gives it another deadline. */
  put(row: RetryingRow): void {
    this.drop(row.id);
    this.#rows.set(row.id, row);
    if (isOfNetwork(row)) this.#network += 1;
    this.#byWall.push(row);
    this.#bySteady.push(row);
    if (this.#byWall.size > FIRST_SWEEP + this.#rows.size * 2) this.#sweep();
  }

  drop(id: DownloadId): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    if (isOfNetwork(row)) this.#network -= 1;
  }

  /** Takes out those that are due; with `isNetworkBack` also all that failed for the network. */
  takeDue(now: Moment, isNetworkBack: boolean): RetryingRow[] {
    const due: RetryingRow[] = [];
    for (let row = this.#next(now); row !== null; row = this.#next(now)) {
      this.drop(row.id);
      due.push(row);
    }
    if (!isNetworkBack) return due;
    const others = [...this.#rows.values()].filter(isOfNetwork);
    for (const row of others) this.drop(row.id);
    return [...due, ...others];
  }

  /** How long until the next one is due if no clock jumps, in milliseconds; `null` when nobody waits. */
  nextMs(now: Moment): number | null {
    const wall = this.#top(this.#byWall);
    const steady = this.#top(this.#bySteady);
    if (wall === null || steady === null) return null;
    return msUntil({ wallMs: wall.deadline.wallMs, steadyMs: steady.deadline.steadyMs }, now);
  }

  #next(now: Moment): RetryingRow | null {
    const rows = [this.#top(this.#byWall), this.#top(this.#bySteady)];
    return rows.find((row) => row !== null && isPast(row.deadline, now)) ?? null;
  }

  #top(heap: MinHeap): RetryingRow | null {
    for (let row = heap.top; row !== null; row = heap.top) {
      if (this.#rows.get(row.id) === row) return row;
      heap.pop();
    }
    return null;
  }

  #sweep(): void {
    this.#byWall = new MinHeap((row) => row.deadline.wallMs);
    this.#bySteady = new MinHeap((row) => row.deadline.steadyMs);
    for (const row of this.#rows.values()) {
      this.#byWall.push(row);
      this.#bySteady.push(row);
    }
  }
}

function isOfNetwork({ code }: RetryingRow): boolean {
  return code.startsWith('network.');
}

/** A binary heap (Williams, 1964): the least is on top. */
class MinHeap {
  readonly #keyOf: (row: RetryingRow) => number;
  readonly #rows: RetryingRow[] = [];

  constructor(keyOf: (row: RetryingRow) => number) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#rows.length;
  }

  get top(): RetryingRow | null {
    return this.#rows[0] ?? null;
  }

  push(row: RetryingRow): void {
    let at = this.#rows.length;
    this.#rows.push(row);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#key(parent) <= this.#key(at)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): void {
    this.#swap(0, this.#rows.length - 1);
    this.#rows.pop();
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const child = this.#key(left + 1) < this.#key(left) ? left + 1 : left;
      if (this.#key(at) <= this.#key(child)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  /** `Infinity` behind the end. */
  #key(at: number): number {
    const row = this.#rows[at];
    return row === undefined ? Infinity : this.#keyOf(row);
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#rows[a], this.#rows[b]];
    if (first === undefined || second === undefined) return;
    this.#rows[a] = second;
    this.#rows[b] = first;
  }
}

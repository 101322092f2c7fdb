/** After so many bytes a disk is judged. */
const JUDGED_BYTES = 32 * 1024 * 1024;
/**
 * A disk is quick above this, in bytes each millisecond: 100 MB/s. A hard disk that has to seek is not, and it is better off when the page
 * cache takes what comes and puts it into an order.
 */
const QUICK_BYTES_PER_MS = 100_000;
/** What a disk that was too slow writes through the page cache before it is tried again. */
const CACHED_BYTES = 512 * 1024 * 1024;

class DirectDisk {
  #underWay = 0;
  #sinceMs = 0;
  #busyMs = 0;
  #bytes = 0;
  #cachedBytesLeft = 0;

  get isQuick(): boolean {
    return this.#cachedBytesLeft <= 0;
  }

  begin(nowMs: number): void {
    if (this.#underWay === 0) this.#sinceMs = nowMs;
    this.#underWay += 1;
  }

  end(bytes: number, nowMs: number): void {
    this.#underWay -= 1;
    this.#bytes += bytes;
    this.#busyMs += nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
    if (this.#bytes < JUDGED_BYTES) return;
    if (this.#bytes < this.#busyMs * QUICK_BYTES_PER_MS) this.#cachedBytesLeft = CACHED_BYTES;
    this.#bytes = this.#busyMs = 0;
  }

  noteCached(bytes: number): void {
    this.#cachedBytesLeft = Math.max(0, this.#cachedBytesLeft - bytes);
  }
}

/** Knows on which disks direct I/O pays: those that are quick, as long as they are. Shared by all files of a thread. */
export class DirectDisks {
  readonly #nowMs: () => number;
  readonly #disks = new Map<bigint, DirectDisk>();

  /** @param nowMs a monotonic clock, in milliseconds */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether writes to this device (`dev` of stat(2)) are better made past the page cache. */
  isQuick(device: bigint): boolean {
    return this.#disk(device).isQuick;
  }

  /** Makes a direct write and notes how long it took. @returns how many bytes were written. @throws what it throws */
  async watch(device: bigint, write: () => Promise<number>): Promise<number> {
    const disk = this.#disk(device);
    let bytes = 0;
    disk.begin(this.#nowMs());
    try {
      bytes = await write();
      return bytes;
    } finally {
      disk.end(bytes, this.#nowMs());
    }
  }

  /** So many bytes went through the page cache. */
  noteCached(device: bigint, bytes: number): void {
    this.#disks.get(device)?.noteCached(bytes);
  }

  #disk(device: bigint): DirectDisk {
    let disk = this.#disks.get(device);
    if (disk === undefined) {
      disk = new DirectDisk();
      this.#disks.set(device, disk);
    }
    return disk;
  }
}

import { hasPagedBlock, returnPagedBlock, takePagedBlock } from './page-memory.ts';

/** Bytes of one block: several reads of the kernel's and one write. */
const BLOCK_BYTES = 512 * 1024;
/** With a byte behind the end of a body. */
const ROOM_BYTES = BLOCK_BYTES + 1;
/** A block with less room than this is full when nobody says how much may come: small reads cost as much as large ones. */
const MINIMUM_READ_BYTES = 64 * 1024;
/** Free blocks kept for reuse, over all connections: 8 MiB. */
const KEPT_BLOCKS = 16;

/**
 * Memory that sockets read into and files are written from, without a copy between. A block is used again only when
 * every slice of it was given back.
 *
 * Invariant: a slice's bytes do not change until its `done` was called. Slices that are never given back cost only the reuse.
 */
export class BlockPool {
  readonly #free: Buffer[] = [];

  /**
   * A fresh place to read into.
   * @param blockOffset where in a block that begins at a page (`page-memory.ts`) the next byte should lie; `null`: anywhere.
   * When there is no such block it lies anywhere all the same.
   */
  open(blockOffset: number | null = null): Block {
    const paged = blockOffset === null ? null : takePagedBlock();
    if (paged !== null) return new Block(paged, { isPaged: true, giveBack: returnPagedBlock });
    const bytes = this.#free.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES);
    return new Block(bytes, { isPaged: false, giveBack: (given) => this.#giveBack(given) });
  }

  #giveBack(bytes: Buffer): void {
    if (this.#free.length < KEPT_BLOCKS) this.#free.push(bytes);
  }
}

/** One block while it is filled. Ends with `close()`; then it goes back as soon as its last slice is done. */
export class Block {
  readonly #bytes: Buffer;
  /** It begins at a page of memory. */
  readonly #isPaged: boolean;
  readonly #giveBack: (bytes: Buffer) => void;
  #read = 0;
  #taken = 0;
  #slices = 0;
  #closed = false;

  constructor(bytes: Buffer, options: { readonly isPaged: boolean; readonly giveBack: (bytes: Buffer) => void }) {
    this.#bytes = bytes;
    this.#isPaged = options.isPaged;
    this.#giveBack = options.giveBack;
  }

  /**
   * Where the next read goes, of so many bytes at most (`Infinity`: as many as there are); `null` when too little room is
   * left, or when another block is what is wanted. What was given back before may be overwritten.
   * @param blockOffset as of `BlockPool.open`; within what is in use the next byte always follows the last one
   */
  room(mostBytes: number, blockOffset: number | null = null): Buffer | null {
    if (this.#isUnused) {
      if (this.#isPaged ? blockOffset === null : blockOffset !== null && hasPagedBlock()) return null;
      this.#read = this.#taken = this.#isPaged ? (blockOffset ?? 0) : 0;
    }
    const leastBytes = mostBytes <= ROOM_BYTES ? mostBytes : MINIMUM_READ_BYTES;
    // One that nobody uses has room, however near to its end the next byte is to lie.
    if (!this.#isUnused && this.#bytes.length - this.#read < leastBytes) return null;
    const bytes = this.#isPaged || mostBytes <= ROOM_BYTES ? mostBytes : BLOCK_BYTES;
    return this.#bytes.subarray(this.#read, this.#read + bytes);
  }

  /** So many bytes have been read into the last room. */
  noteRead(length: number): void {
    this.#read += length;
  }

  /** Whether something was read and not taken. */
  get hasUntaken(): boolean {
    return this.#taken < this.#read;
  }

  /** What was read since the last call. `done` must be called once, when it is no longer needed. */
  take(): { readonly slice: Buffer; readonly done: () => void } {
    const slice = this.#bytes.subarray(this.#taken, this.#read);
    this.#taken = this.#read;
    this.#slices += 1;
    return {
      slice,
      done: () => {
        this.#slices -= 1;
        this.#endWhenUnused();
      },
    };
  }

  /** Nothing more is read into it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#endWhenUnused();
  }

  #endWhenUnused(): void {
    if (this.#closed && this.#isUnused) this.#giveBack(this.#bytes);
  }

  get #isUnused(): boolean {
    return this.#slices === 0 && !this.hasUntaken;
  }
}

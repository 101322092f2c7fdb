/**
 * Memory that begins at a page, as direct I/O wants it (open(2), `O_DIRECT`): a plain `ArrayBuffer` may lie anywhere, and
 * JavaScript cannot see where. The memory of WebAssembly always begins at a page, in Node and in Electron; no code of
 * WebAssembly is in play.
 */

/** TypeScript declares it only for web pages. */
declare const WebAssembly: {
  readonly Memory: new (options: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
};

/** Direct I/O goes in whole pages: a multiple of the logical block of every disk in use. */
export const PAGE_BYTES = 4096;
/** What of the file one block holds: a write for which the calls that it costs hardly count. */
export const PAGED_BLOCK_BYTES = 1024 * 1024;
/** With a byte behind the end of a body. */
const ROOM_BYTES = PAGED_BLOCK_BYTES + PAGE_BYTES;
/** So many blocks are there in all, 8 MiB, which the system gives when they are used first: more than a few connections gain nothing by it. */
export const PAGED_BLOCKS = 8;
const WEBASSEMBLY_PAGE_BYTES = 64 * 1024;

/** One for the whole thread, since each memory of WebAssembly takes gibibytes of addresses. */
let memory: ArrayBuffer | null = null;
let free: Buffer[] | null = null;

/** Whether `takePagedBlock` has one. */
export function hasPagedBlock(): boolean {
  return freeBlocks().length > 0;
}

/** A block that begins at a page; `null` when all are in use, or the system has no memory for them. */
export function takePagedBlock(): Buffer | null {
  return freeBlocks().pop() ?? null;
}

/** A block that `takePagedBlock` gave and nobody uses any more. */
export function returnPagedBlock(block: Buffer): void {
  free?.push(block);
}

/** Whether these bytes lie in a page of memory where they lie in a page of the file, so that direct I/O can write them. */
export function liesInPages(bytes: Uint8Array, position: number): boolean {
  return bytes.buffer === memory && (bytes.byteOffset - position) % PAGE_BYTES === 0;
}

function freeBlocks(): Buffer[] {
  free ??= makeBlocks();
  return free;
}

function makeBlocks(): Buffer[] {
  const pages = Math.ceil((PAGED_BLOCKS * ROOM_BYTES) / WEBASSEMBLY_PAGE_BYTES);
  try {
    const made = new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer;
    memory = made;
    return Array.from({ length: PAGED_BLOCKS }, (_, at) => Buffer.from(made, at * ROOM_BYTES, ROOM_BYTES));
  } catch {
    return []; // A process that may not have so many addresses (`ulimit -v`) writes through the page cache.
  }
}

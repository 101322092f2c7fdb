import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import type { OnReadOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { BlockPool, type Block } from './block-pool.ts';
import { trustSystemAuthorities, withoutBrackets, type Endpoint } from './certificate-trust.ts';

/**
 * Reads a socket past Node's streams. Through the HTTP parser, `IncomingMessage` and `socket.on('data')` a gibibyte costs
 * more than twice what the system calls cost; a body whose length is known needs none of them. Until `divert` is called
 * everything works as usual: the bytes are copied and handed to the parser.
 *
 * What comes in one turn of the event loop is handed on in one piece: TLS is decrypted in pieces of 16 KiB, and what is done for
 * each of them costs as much as the decryption.
 *
 * Built on `onread` of `net.connect`, which tells Node to read into our memory and to call us instead of the stream.
 */

/** Takes the bytes of a diverted socket. `done`: they are no longer needed. */
export type DivertedBytes = (bytes: Buffer, done: () => void) => void;

/** Where all sockets that are not diverted are read to. They can share it: what was read is copied before the next read. */
const SHARED_BYTES = 64 * 1024;
/** Read at once while nobody reads a body: about a head, so that no more of the body comes than its limit allows. */
const HEAD_BYTES = 4 * 1024;
/** Of a body that nobody reads yet, the message keeps so much, then the socket is held back. */
export const KEPT_BODY_BYTES = 16 * 1024;

/** Of nothing, shown to a parser at once. */
const NOTHING_BYTES = 1024 * 1024;
let nothingness: Buffer | null = null;

const readers = new WeakMap<Duplex, SocketReader>();

/** The reader of a socket that one of our agents made. */
export function readerOf(socket: Duplex): SocketReader | null {
  return readers.get(socket) ?? null;
}

/**
 * How much the message of an answer may keep: Node asks its socket when the answer begins (`IncomingMessage`), and offers no other way to say
 * it. One function for all sockets: with one for each, V8 takes every socket to be of another shape, and what Node does for each read
 * costs a twentieth more with eight of them.
 */
const KEPT_BYTES = {
  get(this: Duplex): number {
    return readerOf(this)?.keptBytes ?? KEPT_BODY_BYTES;
  },
};

export class SocketReader {
  /** For `net.connect` or `tls.connect`. */
  readonly onread: OnReadOpts;
  readonly #pool: BlockPool;
  readonly #shared: Buffer;
  #socket: Duplex | null = null;
  #block: Block | null = null;
  #divertedTo: DivertedBytes | null = null;
  #readBytes: (() => number) | null = null;
  #blockOffset: (() => number | null) | null = null;
  /** Of what may be read at once, so much has not come yet. */
  #missingBytes = 0;
  /** Set while something was read and not handed on. */
  #soon: NodeJS.Immediate | null = null;
  #keptBytes = KEPT_BODY_BYTES;

  constructor(pool: BlockPool, shared: Buffer) {
    this.#pool = pool;
    this.#shared = shared;
    this.onread = {
      buffer: () => this.#nextRoom(),
      callback: (length, bytes) => this.#onRead(length, bytes),
    };
  }

  /** What the message of the next answer keeps of a body that nobody reads yet. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  attach(socket: Duplex): void {
    this.#socket = socket;
    readers.set(socket, this);
    Object.defineProperty(socket, 'readableHighWaterMark', KEPT_BYTES);
    socket.once('close', () => {
      this.handOn();
      this.#block?.close();
    });
  }

  /** From the next read on, bytes go here, and the parser never sees them: the connection cannot be used before `giveBack`. */
  divert(take: DivertedBytes): void {
    this.#divertedTo = take;
  }

  /**
   * Gives the socket back to the parser after a body that went past it: it is shown as many bytes of nothing as it has
   * missed, so that it finds the next answer where that begins. What it makes of them nobody may read.
   *
   * A server that ends its side with the body may have been heard before the last bytes are handed on. Node has taken its
   * parser off such a socket, and asserts that nothing comes any more.
   */
  giveBack(missedBytes: number): void {
    const socket = this.#socket;
    if (socket === null || socket.readableEnded || socket.destroyed) return;
    this.#divertedTo = null;
    socket.resume();
    nothingness ??= Buffer.alloc(NOTHING_BYTES);
    for (let left = missedBytes; left > 0; left -= NOTHING_BYTES) {
      socket.emit('data', nothingness.subarray(0, Math.min(left, NOTHING_BYTES)));
    }
  }

  /** Hands on what was read and waits for the end of the turn. */
  handOn(): void {
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#soon = null;
    if (this.#block?.hasUntaken !== true) return;
    const { slice, done } = this.#block.take();
    if (this.#divertedTo === null) done();
    else this.#divertedTo(slice, done);
  }

  /**
   * Someone reads a body from now on, at most so many bytes before they are handed on; `null`: nobody does.
   * @param blockOffset where in its block the next byte should lie (`BlockPool.open`)
   */
  readAtMost(readBytes: (() => number) | null, blockOffset: (() => number | null) | null = null): void {
    this.#readBytes = readBytes;
    this.#blockOffset = blockOffset;
  }

  /** From the next answer on, its message keeps so much of a body that nobody reads yet; the socket is held back then. */
  keepAtMost(bytes: number): void {
    this.#keptBytes = bytes;
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Node asks for it right after a read, and keeps it until the next one: what it got last must stay its own so long. */
  #nextRoom(): Buffer {
    if (this.#block?.hasUntaken !== true) this.#missingBytes = this.#readBytes?.() ?? HEAD_BYTES;
    return this.#divertedTo === null ? this.#sharedRoom().subarray(0, this.#missingBytes) : this.#blockRoom();
  }

  #sharedRoom(): Buffer {
    this.#block?.close();
    this.#block = null;
    return this.#shared;
  }

  #blockRoom(): Buffer {
    const room = this.#block?.room(this.#missingBytes, this.#blockOffset?.()) ?? null;
    if (room !== null) return room;
    this.handOn();
    this.#block?.close();
    const blockOffset = this.#blockOffset?.();
    this.#block = this.#pool.open(blockOffset);
    return this.#block.room(this.#missingBytes, blockOffset) ?? this.#sharedRoom();
  }

  #onRead(length: number, bytes: Uint8Array): boolean {
    const take = this.#divertedTo;
    if (take === null) {
      // Nobody waits for an answer on this connection, so these bytes belong to none.
      if (this.#socket?.emit('data', Buffer.from(bytes.subarray(0, length))) !== true) this.#socket?.destroy();
    } else if (this.#block === null) {
      // The read that was under way when it was diverted still went to the shared memory.
      take(Buffer.from(bytes.subarray(0, length)), () => {});
    } else {
      this.#block.noteRead(length);
      this.#missingBytes -= length;
      if (this.#missingBytes === 0) this.handOn();
      else this.#soon ??= setImmediate(() => this.handOn());
    }
    return true;
  }
}

/** For http: and https: links. */
export type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

/** Told of every new TLS socket before its handshake. */
export type OnTlsSocket = (socket: TLSSocket, endpoint: Endpoint) => void;

/** Agents whose sockets can be diverted. */
export function createReadingAgents(options: AgentOptions, onTlsSocket: OnTlsSocket): Agents {
  const pool = new BlockPool();
  const shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

  function withReader<Given extends object, Socket extends Duplex | null | undefined>(
    given: Given,
    connect: (options: Given & { readonly onread: OnReadOpts; readonly highWaterMark: number }) => Socket,
  ): Socket {
    const reader = new SocketReader(pool, shared);
    const socket = connect({ ...given, onread: reader.onread, highWaterMark: KEPT_BODY_BYTES });
    if (socket) reader.attach(socket);
    return socket;
  }

  class ReadingHttpAgent extends HttpAgent {
    override createConnection(
      ...[given, callback]: Parameters<HttpAgent['createConnection']>
    ): ReturnType<HttpAgent['createConnection']> {
      return withReader(given, (opened) => super.createConnection(opened, callback));
    }
  }

  class ReadingHttpsAgent extends HttpsAgent {
    override createConnection(
      ...[given, callback]: Parameters<HttpsAgent['createConnection']>
    ): ReturnType<HttpsAgent['createConnection']> {
      trustSystemAuthorities();
      const socket = withReader(given, (opened) => super.createConnection(opened, callback));
      const endpoint = { host: withoutBrackets(given.host ?? ''), port: Number(given.port) };
      if (socket instanceof TLSSocket) onTlsSocket(socket, endpoint);
      return socket;
    }
  }

  return { http: new ReadingHttpAgent(options), https: new ReadingHttpsAgent(options) };
}

import { once } from 'node:events';
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { Duplex } from 'node:stream';
import type { RateLimiter } from './rate-limiter.ts';
import { ReadAllowance } from './read-allowance.ts';

/** Read at once while nothing limits any more. */
const UNLIMITED_BYTES = 64 * 1024;
/** The same while nobody has said whose bytes these are, and of a head that is not waited for any more: hardly more than it. */
const HEAD_BYTES = 512;
/** Kept for TLS while it takes nothing; the socket is held back then. */
const KEPT_BYTES = 1024;

/** Where all of them are read to: what was read is copied before the next read. */
const ROOM = Buffer.allocUnsafeSlow(UNLIMITED_BYTES);

/** One answer's reading from a metered socket. Ends with `close()`. */
export type Metering = {
  /** Whether the socket is held back until more is granted. */
  readonly isWaiting: boolean;
  /** When something was read last, on the clock of `performance.now()`. */
  readonly lastReadMs: number;
  /** The head has come: from now on nothing is read before it was granted. */
  readonly limitBody: () => void;
  readonly close: () => void;
};

/**
 * The socket below a TLS connection under a limit. Node reads 16 KiB and more at once below the decryption and lets nobody
 * stop it there; what is handed to TLS through this stream was granted first, a fiftieth of a second at once. It costs copies, so
 * it is for slow limits only.
 *
 * Handshake and head are limited, too: many servers put the head and the first 16 KiB of the body into one record. But time bounds run
 * meanwhile, so a head that would have to wait for long is read at once and is a debt.
 */
export class MeteredSocket extends Duplex {
  readonly #socket: Socket;
  #current: Reading | null = null;
  /** What came before anyone said whose it is. */
  #unclaimedBytes = 0;
  #lastReadMs = 0;
  #isFull = false;
  #isGrantPending = false;

  constructor(to: Pick<TcpNetConnectOpts, 'host' | 'port' | 'family' | 'lookup' | 'localAddress'>) {
    super({ readableHighWaterMark: KEPT_BYTES });
    const onread = { buffer: () => this.#nextRoom(), callback: (length: number) => this.#onRead(length) };
    this.#socket = connect({ ...to, onread });
    this.#socket
      .on('error', (error) => this.destroy(error))
      .on('end', () => this.push(null))
      .on('close', () => this.destroy());
    // Whoever opens it hears of it from `connected`, and the TLS above tells it later.
    this.on('error', () => {});
  }

  /** Resolves when it is connected. @throws what kept it from being; the signal's reason when aborted. */
  async connected(signal: AbortSignal): Promise<void> {
    try {
      await once(this.#socket, 'connect', { signal });
    } catch (error) {
      this.destroy();
      signal.throwIfAborted();
      throw error;
    }
  }

  /** What is read from now on counts for another answer, whose head waits for the limit no longer than `patienceMs`. */
  meter(limiter: Pick<RateLimiter, 'reader'>, patienceMs: number): Metering {
    const allowance = new ReadAllowance(limiter.reader());
    const current: Reading = { allowance, over: new AbortController(), waits: true };
    this.#current?.over.abort();
    this.#current = current;
    allowance.noteRead(this.#unclaimedBytes);
    this.#unclaimedBytes = 0;
    const patience = setTimeout(() => {
      current.waits = false;
      this.#goOn();
    }, patienceMs);
    this.#ask();
    const isCurrent = (): boolean => this.#current === current;
    const isWaiting = (): boolean => isCurrent() && this.#isHeld;
    const lastReadMs = (): number => (isCurrent() ? this.#lastReadMs : 0);
    return {
      get isWaiting() {
        return isWaiting();
      },
      get lastReadMs() {
        return lastReadMs();
      },
      limitBody: () => {
        clearTimeout(patience);
        current.waits = true;
        this.#ask();
      },
      close: () => {
        clearTimeout(patience);
        if (isCurrent()) this.#current = null;
        current.over.abort();
        allowance.close();
      },
    };
  }

  override _read(): void {
    this.#isFull = false;
    this.#goOn();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#current?.over.abort();
    this.#socket.destroy();
    done(error);
  }

  #nextRoom(): Buffer {
    if (this.#current === null) return ROOM.subarray(0, HEAD_BYTES);
    const { allowance, waits } = this.#current;
    const most = allowance.readBytes;
    return ROOM.subarray(0, waits || most === Infinity ? most : HEAD_BYTES);
  }

  #onRead(length: number): boolean {
    this.#lastReadMs = performance.now();
    if (this.#current === null) this.#unclaimedBytes += length;
    else this.#current.allowance.noteRead(length);
    this.#isFull = !this.push(Buffer.from(ROOM.subarray(0, length)));
    if (this.#isFull) this.#socket.pause();
    this.#ask();
    return true;
  }

  /** Asks for more, and holds the socket back until it is granted. */
  #ask(): void {
    const current = this.#current;
    if (current === null || !current.waits || this.destroyed) return;
    if (!this.#isGrantPending) void this.#waitFor(current);
    // Also when it was asked before, and read on meanwhile since the head could not wait.
    if (this.#isGrantPending) this.#socket.pause();
  }

  async #waitFor(current: Reading): Promise<void> {
    const more = current.allowance.more(current.over.signal);
    if (more === null) return;
    this.#isGrantPending = true;
    // It is refused only when nobody reads this answer any more.
    await more.catch(() => {});
    this.#isGrantPending = false;
    // The next answer on this socket may have to wait as well.
    if (this.#current !== current) this.#ask();
    this.#goOn();
  }

  get #isHeld(): boolean {
    return this.#isGrantPending && this.#current?.waits === true;
  }

  #goOn(): void {
    if (!this.#isFull && !this.#isHeld && !this.destroyed) this.#socket.resume();
  }
}

/** Whose bytes are read now. `waits`: nothing is read before it was granted. */
type Reading = { readonly allowance: ReadAllowance; readonly over: AbortController; waits: boolean };

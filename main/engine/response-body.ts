import type { IncomingMessage } from 'node:http';
import type { Metering } from './metered-socket.ts';
import { readerOf, type SocketReader } from './socket-reader.ts';
import { toNetworkError } from './network-error.ts';
import { parseContentLength } from './range-header.ts';
import { foreignCode, TransferError } from './transfer-error.ts';

/** What was made of a chunk. `null`: more may come. `enough`: the rest of the body is not wanted. */
export type Taken = 'enough' | null;

/**
 * What takes the bytes. A promise: nothing more is read until it resolves, and the socket is held back meanwhile (what was
 * decrypted already may still come); when it rejects, reading ends with its error. `done` is called once when the bytes of
 * the chunk are no longer needed: their memory is used again. A taker that throws has called it before.
 */
export type TakeBytes = (chunk: Buffer, done: () => void) => Promise<Taken> | Taken;

/** `ended`: the body was complete, by its length, its last chunk or the close that ends it. `enough`: the taker said so. */
export type BodyEnd = 'ended' | 'enough';

/** A body with less than this still to come is left to the parser: past it there is more to set up. */
const DIVERT_BYTES = 256 * 1024;
/** Node's parser copies what it is told of a body, 0.4 ms and fresh memory for each MiB: for a longer one another connection is cheaper. */
const MOST_GIVEN_BACK_BYTES = 16 * 1024 * 1024;

/**
 * Reads the body of an answer from Node's own message. A large body of known length is taken from the socket itself, past the parser (see `socket-reader.ts`).
 *
 * Contract: bytes come in order, each once. It returns only when the body is complete or the taker has enough; anything
 * else (cut off, reset, silent for `idleTimeoutMs` while it was allowed to send, bytes after the end) throws a
 * `TransferError`, and aborting throws the signal's reason. Time in which the taker asked to wait is not silence. It leaves
 * no listener and no timer, and everything the taker asked to wait for is over when the body ended or was cut off. It does
 * not close the socket: the owner of the answer releases it. `takenBytes` of the body were taken before (`takeBeginning`).
 */
export async function readBody(
  source: {
    readonly incoming: IncomingMessage;
    readonly socketError: () => unknown;
    readonly takenBytes?: number;
    /** Set when the limit is kept below it, on the socket. */
    readonly metering?: Pick<Metering, 'isWaiting' | 'lastReadMs'> | undefined;
  },
  options: {
    readonly take: TakeBytes;
    /** The most that should be read at once, asked before each read; `Infinity` for as much as there is. */
    readonly readBytes: () => number;
    /** As of `SocketReader.readAtMost`, asked before each read. */
    readonly blockOffset?: () => number | null;
    readonly idleTimeoutMs: number;
    readonly signal: AbortSignal;
    /** The connection is worth keeping after a body that went past the parser, too. */
    readonly keepsConnection?: boolean;
    /** Someone else may read on when it is aborted, so that all of it has to come through the parser. */
    readonly mayGoOn?: boolean;
  },
): Promise<BodyEnd> {
  options.signal.throwIfAborted();
  const reader = new BodyReader(source, options);
  try {
    return await reader.end;
  } finally {
    await reader.detach();
  }
}

type Options = Parameters<typeof readBody>[1];

class BodyReader {
  readonly end: Promise<BodyEnd>;
  readonly #incoming: IncomingMessage;
  readonly #socketError: () => unknown;
  readonly #metering: Parameters<typeof readBody>[0]['metering'];
  readonly #options: Options;
  readonly #resolve: (end: BodyEnd) => void;
  readonly #reject: (error: unknown) => void;
  readonly #idleTimer: NodeJS.Timeout;
  readonly #reader: SocketReader | null;
  /** Where the bytes come from when it is not the message. */
  #diverted: SocketReader | null = null;
  /** Of a diverted body: bytes that the parser does not see, and how many of them are still to come. */
  #divertedBytes = 0;
  #remainingBytes = 0;
  /** Chunks whose taker asked to wait; nothing is read while there are any. */
  #waits = 0;
  #done = false;
  /** A diverted body came to its end. */
  #isWhole = false;
  /** Set when the body has ended or was cut off and only a wait is left. */
  #atEnd: (() => void) | null = null;

  constructor(source: Parameters<typeof readBody>[0], options: Options) {
    const { promise, resolve, reject } = Promise.withResolvers<BodyEnd>();
    this.end = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#incoming = source.incoming;
    this.#socketError = source.socketError;
    this.#metering = source.metering;
    this.#options = options;
    this.#idleTimer = setTimeout(this.#onIdle, options.idleTimeoutMs);
    this.#reader = readerOf(this.#incoming.socket);
    this.#reader?.readAtMost(this.#readBytes, options.blockOffset);
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#incoming.on('error', this.#onCut).on('close', this.#onCut).on('end', this.#onEnd);
    // An empty body, or one that broke while nobody read it, has already told its end.
    if (this.#incoming.readableEnded) this.#onEnd();
    else if (this.#incoming.destroyed) this.#onCut();
    else if (!this.#divert(source.takenBytes ?? 0)) this.#incoming.on('data', this.#onData).resume();
  }

  /** Takes the rest of the body from the socket, where that is possible and pays. */
  #divert(takenBytes: number): boolean {
    const announced = plainLength(this.#incoming);
    const reader = this.#reader;
    if (reader === null || announced === null || this.#options.mayGoOn === true) return false;
    const length = announced - takenBytes;
    if (length - this.#incoming.readableLength < DIVERT_BYTES) return false;
    // Everything the parser has passed on and nobody has read yet; the rest is still in the socket.
    const parsed: unknown = this.#incoming.read();
    this.#diverted = reader;
    this.#divertedBytes = length - (parsed instanceof Buffer ? parsed.length : 0);
    this.#remainingBytes = this.#divertedBytes;
    reader.divert(this.#onDiverted);
    if (parsed instanceof Buffer) this.#onData(parsed);
    if (this.#waits === 0 && !this.#done) reader.resume();
    return true;
  }

  readonly #onDiverted = (chunk: Buffer, done: () => void): void => {
    if (this.#done) return done();
    if (chunk.length > this.#remainingBytes) {
      done();
      this.#finish(() => this.#reject(new TransferError('server.tooManyBytes', 'bytes behind the announced length')));
      return;
    }
    this.#remainingBytes -= chunk.length;
    this.#onData(chunk, done);
    if (this.#waits === 0) this.#goOn();
  };

  /** At the end one more than is to come, so that a byte behind the body is noticed. */
  readonly #readBytes = (): number => {
    const mostBytes = this.#options.readBytes();
    return mostBytes === this.#remainingBytes ? mostBytes + 1 : mostBytes;
  };

  #goOn(): void {
    if (this.#done) return;
    this.#idleTimer.refresh();
    if (this.#atEnd !== null) this.#finish(this.#atEnd);
    else if (this.#diverted === null) this.#incoming.resume();
    else if (this.#remainingBytes === 0) this.#finishWhole();
    else this.#diverted.resume();
  }

  #finishWhole(): void {
    this.#isWhole = true;
    this.#finish(() => this.#resolve('ended'));
  }

  #hold(): void {
    if (this.#diverted === null) this.#incoming.pause();
    else this.#diverted.pause();
  }

  /** Returns when the connection may be given up or used again. */
  async detach(): Promise<void> {
    this.#done = true;
    clearTimeout(this.#idleTimer);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#incoming
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onCut)
      .off('error', this.#onCut);
    this.#reader?.readAtMost(null);
    // What happens to a socket that nobody reads any more is of no interest, but must not be an uncaught error.
    this.#incoming.on('error', nothing);
    if (this.#diverted !== null && this.#mayGiveBack) return await this.#giveBack(this.#diverted);
    this.#hold();
    // The parser does not know what was taken from it: whatever still comes must not reach it.
    this.#diverted?.divert((_chunk, done) => done());
  }

  get #mayGiveBack(): boolean {
    return this.#isWhole && this.#options.keepsConnection === true && this.#divertedBytes <= MOST_GIVEN_BACK_BYTES;
  }

  /** Lets the parser come to the end of a body that it has not seen, so that its connection can be used again. */
  async #giveBack(reader: SocketReader): Promise<void> {
    const incoming = this.#incoming;
    if (incoming.destroyed) return;
    incoming.on('data', nothing).resume();
    reader.giveBack(this.#divertedBytes);
    if (!incoming.complete || incoming.readableEnded) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    incoming.once('end', resolve).once('close', resolve);
    await promise;
  }

  readonly #onData = (chunk: Buffer, done: () => void = nothing): void => {
    if (this.#done) return done();
    this.#idleTimer.refresh();
    const taken = this.#take(chunk, done);
    if (taken === null) return;
    if (taken === 'enough') this.#finish(() => this.#resolve('enough'));
    else void this.#holdUntil(taken);
  };

  #take(chunk: Buffer, done: () => void): ReturnType<TakeBytes> {
    try {
      return this.#options.take(chunk, done);
    } catch (error) {
      this.#finish(() => this.#reject(error));
      return null;
    }
  }

  async #holdUntil(taken: Promise<Taken>): Promise<void> {
    this.#waits += 1;
    this.#hold();
    try {
      if ((await taken) === 'enough') this.#finish(() => this.#resolve('enough'));
    } catch (error) {
      this.#finish(() => this.#reject(error));
    }
    this.#waits -= 1;
    if (this.#waits === 0) this.#goOn();
  }

  readonly #onEnd = (): void => {
    // What is wrong is decided now: what happens to an idle connection later is of no interest.
    const error = this.#endError();
    this.#atEnd = () => (error === null ? this.#resolve('ended') : this.#reject(error));
    // Node tells the end although we hold the last chunk back.
    if (this.#waits === 0) this.#finish(this.#atEnd);
  };

  #endError(): TransferError | null {
    const { complete, headers } = this.#incoming;
    const socketError = this.#socketError();
    if (!complete) return this.#cutError();
    if (socketError === null) return null;
    const foreign = foreignCode(socketError) ?? '';
    // The parser found more bytes behind a body that was complete: its announced length was wrong.
    if (foreign.startsWith('HPE_')) return new TransferError('server.tooManyBytes', foreign);
    const framed = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    // A body that lasts until the connection closes is complete only when it closed cleanly.
    return framed ? null : toNetworkError(socketError);
  }

  readonly #onCut = (): void => {
    if (this.#atEnd !== null) return;
    this.#diverted?.handOn();
    // Past the parser, only we know that all has come: it may be held back while the server closes behind it.
    const complete = this.#diverted !== null && this.#remainingBytes === 0;
    const error = complete ? null : this.#cutError();
    this.#atEnd = () => (error === null ? this.#resolve('ended') : this.#reject(error));
    // What came before is still taken.
    if (this.#waits === 0) this.#finish(this.#atEnd);
  };

  #cutError(): TransferError {
    const socketError = this.#socketError();
    if (socketError !== null) return toNetworkError(socketError);
    return new TransferError('network.truncated', 'connection closed before the end');
  }

  readonly #onAbort = (): void => {
    this.#diverted?.handOn();
    this.#finish(() => this.#reject(this.#options.signal.reason));
  };

  readonly #onIdle = (): void => {
    if (this.#waits > 0 || this.#isComingBelow()) {
      // We do not read; the silence is ours.
      this.#idleTimer.refresh();
      return;
    }
    const seconds = this.#options.idleTimeoutMs / 1000;
    this.#finish(() => this.#reject(new TransferError('network.stalled', `no byte for ${seconds} s`)));
  };

  /** Whether a record of TLS is on its way, slowly, since a limit makes it so. */
  #isComingBelow(): boolean {
    if (this.#metering === undefined) return false;
    const { isWaiting, lastReadMs } = this.#metering;
    return isWaiting || performance.now() - lastReadMs < this.#options.idleTimeoutMs;
  }

  #finish(settle: () => void): void {
    if (this.#done) return;
    this.#done = true;
    settle();
  }
}

function nothing(): void {}

/** The length of a body that comes as it is; `null` when something must be decoded or counted. */
function plainLength(incoming: IncomingMessage): number | null {
  if (incoming.headers['transfer-encoding'] !== undefined || incoming.complete) return null;
  return parseContentLength(incoming.headers['content-length']);
}

import { TLSSocket } from 'node:tls';
import type { ByteRange } from '../../shared/byte-range.ts';
import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { AcceptedAnswer } from './accepted-answer.ts';
import { BodyDecoder } from './body-decoder.ts';
import type { DecodableCoding } from './content-coding.ts';
import { readFromEarly } from './early-body.ts';
import { FastLine } from './fast-line.ts';
import type { HttpAnswer } from './http-client.ts';
import { PAGED_BLOCK_BYTES } from './page-memory.ts';
import type { PartWriter } from './part-session.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { UNLIMITED_ALLOWANCE, ReadAllowance } from './read-allowance.ts';
import type { ReadingLag } from './reading-lag.ts';
import type { BodyEnd, TakeBytes, Taken } from './response-body.ts';
import { TransferError } from './transfer-error.ts';
import { bytesToWriteEnd, GATHER_BYTES, WriteGatherer } from './write-gatherer.ts';

/** `failed`: the bytes that arrived are kept, the rest of the range is missing. */
export type ConnectionEnd = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: unknown };

/** Where the bytes of one answer go. */
type Receiver = {
  readonly take: TakeBytes;
  readonly allowance: Pick<ReadAllowance, 'noteRead' | 'more'>;
  /** `Infinity` when it is not known. */
  readonly bodyEnd: number;
};

/** The reason with which everything that still waits for a connection that has ended is ended. */
const OVER = Symbol('over');

/** The reason with which a connection is ended whose bytes someone else has or brings. */
const SUPERSEDED = Symbol('superseded');

export type ConnectionOptions = {
  /** `end` is `Infinity` for a file of unknown length. */
  readonly range: ByteRange;
  /** Asks for the range, judges the answer, and throws when it cannot be used. */
  readonly open: (range: ByteRange, signal: AbortSignal) => Promise<AcceptedAnswer>;
  /** The answer was accepted; nothing was read yet. The place for `skipTo`. */
  readonly onAccepted: () => void;
  /** Bytes up to `reach` are here and none was kept so far. Also a place for `skipTo`: what is before it is dropped. */
  readonly onReach: (reach: number) => void;
  readonly file: Pick<PartWriter, 'write' | 'wantsPages' | 'settled'>;
  readonly limiter: Pick<RateLimiter, 'reader'>;
  /** Told of what is read. */
  readonly lag: Pick<ReadingLag, 'reader'>;
  readonly idleTimeoutMs: number;
  readonly onReceived: (bytes: number) => void;
  readonly onWritten: (range: ByteRange) => void;
};

/**
 * One request for one range, and its bytes on their way to the file. While it runs its end may be moved nearer, when
 * another connection brings the far part.
 *
 * Ends when `run()` returns: its socket is released and every byte it counted was written, or it failed.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #controller = new AbortController();
  /** Of what is read above its socket; where the limit is kept on the socket itself, that has its own. */
  readonly #allowance: ReadAllowance;
  readonly #noteLag: ReturnType<ReadingLag['reader']>;
  /** `null` until the first byte is taken. */
  #gatherer: WriteGatherer | null = null;
  #position: number;
  #end: number;
  #acceptedAtMs: number | null = null;
  #line: FastLine | null = null;
  /** When bytes came from the socket last; its answer counts. */
  #lastArrivalMs = 0;
  #broughtBytes = 0;
  /** Where the next byte of the body belongs; what is before `position` is there already and is dropped. */
  #passed = 0;
  /** Where its bytes come from; `null` until its answer was accepted. */
  #answer: HttpAnswer | null = null;
  /** Chunks that wait for the limit or for the disk, and hold the socket back. */
  #waits = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#allowance = new ReadAllowance(options.limiter.reader());
    this.#noteLag = options.lag.reader();
    this.#position = options.range.start;
    this.#end = options.range.end;
  }

  /** Whether its answer came and was accepted. */
  get accepted(): boolean {
    return this.#acceptedAtMs !== null;
  }

  /** When its answer was accepted, on the clock of `performance.now()`; `null` while it waits for one. */
  get acceptedAtMs(): number | null {
    return this.#acceptedAtMs;
  }

  /** When something came from its socket last, on the same clock. */
  get lastArrivalMs(): number {
    return Math.max(this.#lastArrivalMs, this.#answer?.metering?.lastReadMs ?? 0);
  }

  /** Bytes of the file that it has brought. */
  get broughtBytes(): number {
    return this.#broughtBytes;
  }

  /** Where its next byte belongs. */
  get position(): number {
    return this.#position;
  }

  /** Whether its socket is held back, by a limit or by the disk. */
  get isWaiting(): boolean {
    return this.#waits > 0 || this.#answer?.metering?.isWaiting === true;
  }

  /** Whether its socket reads more than the limit that holds now grants; another connection would not. */
  get readsAhead(): boolean {
    return this.#answer?.readsAhead?.() ?? false;
  }

  /** From asking to its answer, in milliseconds; `null` while it waits for one, and where nobody knows. */
  get waitedMs(): number | null {
    return this.#answer?.waitedMs ?? null;
  }

  /** Where it stops. */
  get end(): number {
    return this.#end;
  }

  /** How it is now. Costs nothing before it is asked. */
  snapshot(): Omit<ConnectionSnapshot, 'bytesPerSecond'> {
    const { target, incoming } = this.#answer ?? {};
    return {
      start: this.#options.range.start,
      position: this.#position,
      end: this.#end === Infinity ? null : this.#end,
      state: this.#answer === null ? 'asking' : this.isWaiting ? 'waiting' : 'reading',
      host: target === undefined ? null : new URL(target.url).host,
      protocol: incoming === undefined ? null : `HTTP/${incoming.httpVersion}`,
      tls: incoming?.socket instanceof TLSSocket ? incoming.socket.getProtocol() : null,
    };
  }

  /** Leaves the bytes from `end` on to someone else; ends it when it has all the others. */
  shrinkTo(end: number): void {
    this.#end = Math.max(this.#position, Math.min(this.#end, end));
    if (this.#end === this.#position) this.abort(SUPERSEDED);
  }

  /**
   * Drops the bytes before `position`, which someone else has brought meanwhile; ends it when nothing is left. Only before
   * its first byte was kept.
   */
  skipTo(position: number): void {
    this.#position = Math.min(this.#end, Math.max(this.#position, position));
    if (this.#end === this.#position) this.abort(SUPERSEDED);
  }

  /** Reads nothing until `goOn`, and keeps its place. */
  hold(): void {
    this.#allowance.hold();
  }

  goOn(): void {
    this.#allowance.goOn();
  }

  /** Ends it; what it has not brought is left to others. */
  leave(): void {
    this.abort(SUPERSEDED);
  }

  /** Ends it with a reason. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Hands what was gathered to the file. */
  async flush(): Promise<void> {
    await this.#gatherer?.drain();
  }

  /** Never throws. */
  async run(): Promise<ConnectionEnd> {
    let failure: ConnectionEnd | null = null;
    try {
      await this.#fetch();
    } catch (error) {
      if (error !== SUPERSEDED) failure = { kind: 'failed', error };
    }
    try {
      await this.flush();
    } catch (error) {
      // What the disk says matters more than what the network said.
      failure = { kind: 'failed', error };
    }
    return failure ?? { kind: 'done' };
  }

  async #fetch(): Promise<void> {
    const { open, onAccepted, idleTimeoutMs } = this.#options;
    const { signal } = this.#controller;
    this.#passed = this.#position;
    const accepted = await open({ start: this.#position, end: this.#end }, signal);
    const { answer, bodyEnd, takenBytes = 0, early, coding } = accepted;
    const allowance = answer.metering === undefined ? this.#allowance : UNLIMITED_ALLOWANCE;
    try {
      this.#answer = answer;
      this.#acceptedAtMs = performance.now();
      this.#lastArrivalMs = this.#acceptedAtMs;
      this.#line = new FastLine(this.#acceptedAtMs);
      onAccepted();
      const more = allowance.more(signal);
      if (more !== null) await this.#whileWaiting(more);
      // Of a coded body something else is written than what is read.
      const wantsPages = (): boolean => coding === undefined && this.#wantsPages(bodyEnd);
      // Up to the end of the next write: so each is of one block of memory.
      const readBytes = (): number =>
        Math.min(allowance.readBytes, bytesToWriteEnd(this.#position, wantsPages() ? PAGED_BLOCK_BYTES : GATHER_BYTES));
      // Where it lies in the file, as direct I/O wants it.
      const blockOffset = (): number | null => (wantsPages() ? this.#passed % PAGED_BLOCK_BYTES : null);
      const read = (take: TakeBytes): Promise<BodyEnd> => {
        const source = { ...answer, takenBytes, early };
        const receive: TakeBytes = (chunk, done) => this.#receive(chunk, done, { take, allowance, bodyEnd });
        // One that brings a whole file; after pieces of one, a host that counts connections is better off with fresh ones.
        const keepsConnection = this.#options.range.start === 0;
        return readFromEarly(source, { take: receive, readBytes, blockOffset, idleTimeoutMs, signal, keepsConnection });
      };
      if (coding !== undefined) return await this.#fetchDecoded(coding, read);
      const end = await read((chunk, done) => this.#take(chunk, done, bodyEnd));
      // A chunked body may end early without a word; the header told where its range ends.
      if (end === 'ended' && bodyEnd !== Infinity && this.#position < bodyEnd) {
        throw new TransferError('network.truncated', `${bodyEnd - this.#position} bytes short`);
      }
    } finally {
      answer.release();
      allowance.close();
      // Nothing that is held back may be taken after the end, and nobody may wait for the limit any longer.
      this.#controller.abort(OVER);
    }
  }

  /** The rest of the file from a coded body; its length is known when it has come. */
  async #fetchDecoded(coding: DecodableCoding, read: (take: TakeBytes) => Promise<unknown>): Promise<void> {
    using decoder = new BodyDecoder(coding, async (bytes) => {
      await this.#take(bytes, nothing, Infinity);
    });
    await read(async (chunk, done) => {
      await decoder.decode(chunk).finally(done);
      return null;
    });
    await decoder.end();
  }

  #gather(chunk: Buffer, done: () => void): Promise<void> | null {
    const { file, onWritten } = this.#options;
    this.#gatherer ??= new WriteGatherer({
      position: this.#position,
      write: (buffers, position) => file.write(buffers, position),
      settled: () => file.settled(),
      onWritten,
    });
    this.#position += chunk.length;
    this.#broughtBytes += chunk.length;
    // Before it may be told to be written.
    this.#options.onReceived(chunk.length);
    return this.#gatherer.add(chunk, done);
  }

  /** Takes what came from the socket, then waits until more may be read. */
  #receive(chunk: Buffer, done: () => void, to: Receiver): Promise<Taken> | Taken {
    to.allowance.noteRead(chunk.length);
    this.#lastArrivalMs = performance.now();
    this.#noteLag(chunk.length, this.#lastArrivalMs);
    this.#line?.note(chunk.length, this.#lastArrivalMs);
    const taken = to.take(chunk, done);
    // Behind the last byte nothing is to be waited for.
    const isOver = taken === 'enough' || this.#passed === to.bodyEnd;
    const more = isOver ? null : to.allowance.more(this.#controller.signal);
    if (more === null && !(taken instanceof Promise)) return taken;
    return this.#whileWaiting(Promise.all([taken, more]).then(([verdict]) => verdict));
  }

  /**
   * Whether what comes next should be written past the page cache. The last block of a body is an ordinary one, since a
   * connection that is kept afterwards holds it for as long as it is idle.
   */
  #wantsPages(bodyEnd: number): boolean {
    const isLast = Math.min(this.#end, bodyEnd) - this.#passed <= PAGED_BLOCK_BYTES;
    return this.#line?.isFast === true && !isLast && this.#options.file.wantsPages();
  }

  async #whileWaiting<Value>(work: Promise<Value>): Promise<Value> {
    this.#waits += 1;
    try {
      return await work;
    } finally {
      this.#waits -= 1;
    }
  }

  /** Hands bytes of the body on to be written. */
  #take(body: Buffer, done: () => void, bodyEnd: number): Promise<Taken> | Taken {
    const from = this.#passed;
    this.#passed += body.length;
    if (this.#passed > bodyEnd) {
      done();
      throw new TransferError('server.tooManyBytes', `more than the announced ${bodyEnd} bytes`);
    }
    if (this.#gatherer === null) this.#options.onReach(this.#passed);
    const chunk = body.subarray(Math.max(0, this.#position - from));
    const wanted = chunk.subarray(0, this.#end - this.#position);
    // Of a large skip there are thousands of chunks with nothing in them, and a write of nothing looks like a failed one.
    if (wanted.length === 0) done();
    const written = wanted.length === 0 ? null : this.#gather(wanted, done);
    // At the very end of the body the reader waits for its clean end instead.
    if (this.#position === this.#end && this.#end < bodyEnd) return 'enough';
    return written?.then(() => null) ?? null;
  }
}

function nothing(): void {}

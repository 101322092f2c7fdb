import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { testBytes } from './test-bytes.ts';

/** A part of the file, half-open. */
export type Part = { readonly start: number; readonly end: number };

const PIECE_BYTES = 64 * 1024;

/** One request to the fault server and the means to answer it well or badly. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The how manieth request of this link it is, from 1. */
  count = 1;
  /** Requests of this link that are open now, this one included. */
  openOnLink = 1;
  /** The how manieth request over its connection it is, from 1. */
  connectionUses = 1;
  /** Registers what lets a held answer go on. */
  held: (go: () => void) => void = () => {};

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.url = new URL(request.url ?? '/', 'http://127.0.0.1');
    response.on('error', () => {}); // Clients hang up all the time here.
  }

  /** A parameter of the link as a number. */
  number(name: string, fallback: number): number {
    const text = this.url.searchParams.get(name);
    return text === null ? fallback : Number(text);
  }

  /** A parameter of the link. */
  text(name: string, fallback: string): string {
    return this.url.searchParams.get(name) ?? fallback;
  }

  get seed(): number {
    return this.number('seed', 1);
  }

  get size(): number {
    return this.number('size', 100_000);
  }

  get etag(): string {
    return this.text('etag', `"${this.seed}-${this.size}"`);
  }

  get lastModified(): string {
    return this.text('lastModified', 'Wed, 21 Oct 2015 07:28:00 GMT');
  }

  get socket(): Socket {
    return this.request.socket;
  }

  /** The single range that is asked for, cut at the end of the file; `null` without a Range header. */
  get range(): Part | null {
    const match = /^bytes=(\d+)-(\d*)$/u.exec(this.request.headers.range ?? '');
    if (match === null) return null;
    const end = match[2] === '' ? this.size : Math.min(this.size, Number(match[2]) + 1);
    return { start: Number(match[1]), end };
  }

  /** Whether the condition in If-Range (if any) holds. */
  ifRangeHolds(): boolean {
    const condition = this.request.headers['if-range'];
    return condition === undefined || condition === this.etag || condition === this.lastModified;
  }

  /** Headers that describe the file. */
  fileHeaders(): Record<string, string> {
    const headers: Record<string, string> = { 'content-type': this.text('type', 'application/octet-stream') };
    if (this.etag !== '') headers['etag'] = this.etag;
    if (this.lastModified !== '') headers['last-modified'] = this.lastModified;
    return headers;
  }

  /** A proper 206 head for a part. */
  writePartialHead(part: Part, extra: Record<string, string | number> = {}): void {
    this.response.writeHead(206, {
      ...this.fileHeaders(),
      'content-range': `bytes ${part.start}-${part.end - 1}/${this.size}`,
      'content-length': part.end - part.start,
      ...extra,
    });
  }

  /** A proper 200 head for the whole file. */
  writeWholeHead(extra: Record<string, string | number> = {}): void {
    this.response.writeHead(200, { ...this.fileHeaders(), 'content-length': this.size, ...extra });
  }

  /** Sends a part of the body and waits for the client to take it; stops when the client is gone. */
  async send(part: Part, pace: { readonly pieceBytes?: number; readonly everyMs?: number } = {}): Promise<void> {
    const step = pace.pieceBytes ?? PIECE_BYTES;
    for (let at = part.start; at < part.end && !this.response.destroyed; at += step) {
      const more = this.response.write(testBytes(this.seed, at, Math.min(part.end, at + step)));
      if (!more) await this.#drained();
      if (pace.everyMs !== undefined) await delay(pace.everyMs);
    }
  }

  /** Sends a part and ends the answer. */
  async sendAndEnd(part: Part): Promise<void> {
    // A HEAD has no body; making it would cost what the file costs.
    if (this.request.method !== 'HEAD') await this.send(part);
    this.response.end();
  }

  /** Answers as a good server does: ranges, If-Range, validators. */
  async serve(extra: Record<string, string | number> = {}): Promise<void> {
    const { range } = this;
    if (range === null || !this.ifRangeHolds()) {
      this.writeWholeHead({ 'accept-ranges': 'bytes', ...extra });
      await this.sendAndEnd({ start: 0, end: this.size });
    } else if (range.start >= this.size) {
      this.response.writeHead(416, { 'content-range': `bytes */${this.size}` }).end();
    } else {
      this.writePartialHead(range, extra);
      await this.sendAndEnd(range);
    }
  }

  /** Writes a head and a body as they are, past Node's own framing. */
  raw(text: string, body: Buffer = Buffer.alloc(0)): void {
    this.socket.write(Buffer.concat([Buffer.from(text, 'latin1'), body]));
  }

  /** Ends the TCP connection without a goodbye (RST), after everything written so far had time to leave. */
  async reset(): Promise<void> {
    await this.flushed();
    this.socket.resetAndDestroy();
  }

  /** Waits until the client's side of the connection has taken what was written. */
  async flushed(): Promise<void> {
    while (this.socket.writableLength > 0 && !this.socket.destroyed) await delay(1);
    // What the kernel holds may be dropped by an RST; loopback empties it within a moment.
    await delay(20);
  }

  /** Waits for `FaultServer.release()`. */
  async waitForRelease(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.held(resolve);
    });
  }

  async #drained(): Promise<void> {
    if (this.response.destroyed) return;
    const done = new AbortController();
    const { signal } = done;
    await Promise.race([once(this.response, 'drain', { signal }), once(this.response, 'close', { signal })]);
    done.abort();
  }
}

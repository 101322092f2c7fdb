/**
 * A long fat pipe in front of a server on loopback, in user space, since netem is not available everywhere: a round trip
 * time, a rate that all connections share, and a window for each connection that opens as TCP's does (10 segments, doubled
 * each round trip). A process of its own, started by `server-process.ts` with a `LongFatPipePlan`.
 */
import { connect, createServer, type Socket } from 'node:net';
import { emptyFacts, serve, type LongFatPipePlan } from './server-process.ts';

const TICK_MS = 1;
/** 10 segments (RFC 6928). */
const FIRST_WINDOW_BYTES = 14_600;
const PIECE_BYTES = 8 * 1024;
/** Read ahead from the server for each connection. */
const READ_AHEAD_BYTES = 512 * 1024;

// Whoever starts it wrote it.
const plan = JSON.parse(process.argv[2] ?? '') as LongFatPipePlan;
const halfTripMs = plan.roundTripMs / 2;

/** Bytes that reach somebody later. */
type Travelling = { readonly atMs: number; readonly bytes: Buffer };

class Pipe {
  readonly #client: Socket;
  readonly #server: Socket;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #down: Travelling[] = [];
  #acks: { readonly atMs: number; readonly bytes: number }[] = [];
  #inFlightBytes = 0;
  #windowBytes = FIRST_WINDOW_BYTES;
  #serverEnded = false;
  closed = false;

  constructor(client: Socket) {
    this.#client = client;
    this.#server = connect(plan.port, '127.0.0.1');
    // The handshake takes a round trip before the first byte can be sent.
    const openAtMs = performance.now() + plan.roundTripMs;
    client.on('data', (bytes) => {
      if (facts.requests === 0) facts.firstRequestMs = performance.now();
      facts.requests += 1;
      const delayMs = Math.max(0, openAtMs - performance.now()) + halfTripMs;
      setTimeout(() => this.#server.write(bytes), delayMs);
    });
    this.#server.on('data', (bytes) => {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
      if (this.#waitingBytes > READ_AHEAD_BYTES) this.#server.pause();
    });
    this.#server.on('end', () => (this.#serverEnded = true));
    // Whoever has gone takes no turns of the line: half-open sockets do not close by themselves.
    client.on('end', () => this.#close());
    client.on('close', () => this.#close());
    client.on('error', () => this.#close());
    this.#server.on('error', () => this.#close());
  }

  /** Takes one piece onto the line. @returns its bytes; 0 when nothing waits or the window is full */
  depart(nowMs: number): number {
    const room = Math.min(this.#windowBytes - this.#inFlightBytes, PIECE_BYTES);
    const first = this.#waiting.shift();
    if (first === undefined) return 0;
    if (room <= 0) {
      this.#waiting.unshift(first);
      return 0;
    }
    const bytes = first.subarray(0, room);
    if (bytes.length < first.length) this.#waiting.unshift(first.subarray(room));
    this.#waitingBytes -= bytes.length;
    this.#inFlightBytes += bytes.length;
    this.#down.push({ atMs: nowMs + halfTripMs, bytes });
    this.#acks.push({ atMs: nowMs + plan.roundTripMs, bytes: bytes.length });
    if (this.#waitingBytes < READ_AHEAD_BYTES) this.#server.resume();
    return bytes.length;
  }

  arrive(nowMs: number): void {
    // Whoever does not read gets nothing more, and its window stays closed.
    while ((this.#down[0]?.atMs ?? Infinity) <= nowMs && this.#client.writableLength < plan.windowBytes) {
      const piece = this.#down.shift();
      if (piece === undefined) continue;
      this.#client.write(piece.bytes);
      facts.sentBytes += piece.bytes.length;
      facts.lastByteMs = nowMs;
    }
    while ((this.#acks[0]?.atMs ?? Infinity) <= nowMs && this.#acks.length > this.#down.length) {
      const acked = this.#acks.shift()?.bytes ?? 0;
      this.#inFlightBytes -= acked;
      this.#windowBytes = Math.min(plan.windowBytes, this.#windowBytes + acked);
    }
    if (this.#serverEnded && this.#waiting.length === 0 && this.#down.length === 0) this.#client.end();
  }

  #close(): void {
    this.closed = true;
    this.#client.destroy();
    this.#server.destroy();
  }
}

let facts = emptyFacts();
let pipes: Pipe[] = [];
let lineBytes = 0;
let lastMs = performance.now();

setInterval(() => {
  const nowMs = performance.now();
  // What the line does not carry is lost to it; a late timer is not.
  lineBytes = Math.min(
    lineBytes + ((nowMs - lastMs) / 1000) * plan.bytesPerSecond,
    Math.max(((nowMs - lastMs) / 1000) * plan.bytesPerSecond, 2 * PIECE_BYTES),
  );
  lastMs = nowMs;
  pipes = pipes.filter((pipe) => !pipe.closed);
  let moved = true;
  while (lineBytes > 0 && moved) {
    moved = false;
    for (const pipe of pipes) {
      const bytes = lineBytes > 0 ? pipe.depart(nowMs) : 0;
      lineBytes -= bytes;
      moved ||= bytes > 0;
    }
    pipes.push(...pipes.splice(0, 1));
  }
  for (const pipe of pipes) pipe.arrive(nowMs);
}, TICK_MS);

const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => pipes.push(new Pipe(client)));
serve(server, () => {
  const taken = facts;
  facts = emptyFacts();
  return taken;
});

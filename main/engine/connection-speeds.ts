import type { Connection } from './connection.ts';
import type { MeasuredConnection } from './slow-connection.ts';
import { addSample, bytesPerSecond, type SpeedSample } from './speed-meter.ts';

/** An ended connection with fewer bytes says little about the line. */
const TELLING_BYTES = 256 * 1024;

/** How fast the connections of one transfer are now, and were. */
export class ConnectionSpeeds {
  readonly #measured = new WeakMap<
    Connection,
    { readonly sinceMs: number; readonly samples: readonly SpeedSample[] }
  >();
  /** Of the last that ended well. */
  #usualBytesPerSecond: number | null = null;
  #lastDoneMs = -Infinity;

  /** The speed of the last connections that ended well; `null` before there was one. */
  get usualBytesPerSecond(): number | null {
    return this.#usualBytesPerSecond;
  }

  /** When a connection ended well last, on the clock of `performance.now()`. */
  get lastDoneMs(): number {
    return this.#lastDoneMs;
  }

  /** Takes a sample. For a connection whose answer was accepted. */
  measure(connection: Connection): Omit<MeasuredConnection, 'replaceable'> {
    const atMs = performance.now();
    const before = this.#measured.get(connection);
    const samples = addSample(before?.samples ?? [], { atMs, bytes: connection.broughtBytes });
    const sinceMs = before?.sinceMs ?? atMs;
    this.#measured.set(connection, { sinceMs, samples });
    return {
      bytesPerSecond: bytesPerSecond(samples),
      remainingBytes: connection.end - connection.position,
      measuredMs: atMs - sinceMs,
    };
  }

  /** Takes a sample and tells the speed of a connection over the last seconds; 0 until it was looked at twice. */
  bytesPerSecond(connection: Connection): number {
    return connection.accepted ? this.measure(connection).bytesPerSecond : 0;
  }

  /** A connection brought all it should. */
  noteDone(connection: Connection): void {
    const { acceptedAtMs, broughtBytes } = connection;
    if (acceptedAtMs === null || broughtBytes === 0) return;
    this.#lastDoneMs = performance.now();
    const seconds = Math.max(1, this.#lastDoneMs - acceptedAtMs) / 1000;
    if (broughtBytes >= TELLING_BYTES) this.#usualBytesPerSecond = broughtBytes / seconds;
  }
}

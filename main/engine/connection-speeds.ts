import { addArrival, type AnswerCourse } from './answer-course.ts';
import type { Connection } from './connection.ts';
import type { Newcomer } from './segment-plan.ts';
import type { MeasuredConnection, Replacement } from './slow-connection.ts';
import { addSample, bytesPerSecond, type SpeedSample } from './speed-meter.ts';

/** An ended connection with fewer bytes says little about the line. */
const TELLING_BYTES = 256 * 1024;
/** A connection that has read for less than this has no speed yet, in milliseconds. */
const TELLING_MS = 100;
/** From this age on, the last seconds say more than the whole, in milliseconds. */
const GROWN_MS = 1500;
/** What asking is taken to cost before anyone was asked, in milliseconds. */
const FIRST_ANSWER_MS = 25;
/** Answers whose course is remembered: the last ones that began. */
const REMEMBERED_COURSES = 8;
/** The part of the time that an answer took which counts in the mean. */
const ANSWER_WEIGHT = 0.3;

type Remembered = { course: AnswerCourse };

/** How fast the connections of one transfer are now, and were. */
export class ConnectionSpeeds {
  readonly #samples = new WeakMap<Connection, readonly SpeedSample[]>();
  /** Of the last that ended well. */
  #usualBytesPerSecond: number | null = null;
  #lastDoneMs = -Infinity;
  #answerMs: number | null = null;
  readonly #courseOf = new WeakMap<Connection, Remembered>();
  /** Of the last that began, oldest first. */
  readonly #remembered: Remembered[] = [];

  /** When a connection ended well last, on the clock of `performance.now()`. */
  get lastDoneMs(): number {
    return this.#lastDoneMs;
  }

  /** From asking to the answer, in milliseconds: the mean of the last ones. */
  get answerMs(): number {
    return this.#answerMs ?? FIRST_ANSWER_MS;
  }

  /** What someone who takes over can be expected to do. */
  get expected(): Omit<Replacement, 'hasFreePlace'> {
    return {
      usualBytesPerSecond: this.#usualBytesPerSecond,
      courses: this.#remembered.map(({ course }) => course),
      answerSeconds: this.answerMs / 1000,
    };
  }

  /** What one more connection can be expected to do beside these: as much as the one in the middle. */
  newcomer(reading: readonly Connection[]): Newcomer {
    const speeds = reading.flatMap((connection) => this.speedOf(connection) ?? []).toSorted((a, b) => b - a);
    const middle = speeds[Math.floor((speeds.length - 1) / 2)] ?? this.#usualBytesPerSecond;
    return { bytesPerSecond: middle === 0 ? this.#usualBytesPerSecond : middle, answerSeconds: this.answerMs / 1000 };
  }

  /** Bytes per second of one now; `null` when it has not read for long enough. */
  speedOf(connection: Connection): number | null {
    const { acceptedAtMs, broughtBytes } = connection;
    const ageMs = acceptedAtMs === null ? 0 : performance.now() - acceptedAtMs;
    if (ageMs < TELLING_MS) return null;
    const samples = this.#samples.get(connection) ?? [];
    return ageMs < GROWN_MS || samples.length < 2 ? (broughtBytes / ageMs) * 1000 : bytesPerSecond(samples);
  }

  /** Takes a sample. For a connection whose answer was accepted, a few times a second. */
  measure(connection: Connection): Omit<MeasuredConnection, 'replaceable'> {
    const atMs = performance.now();
    const samples = addSample(this.#samples.get(connection) ?? [], { atMs, bytes: connection.broughtBytes });
    this.#samples.set(connection, samples);
    const speed = this.speedOf(connection);
    this.#noteCourse(connection, atMs);
    return {
      bytesPerSecond: speed ?? 0,
      remainingBytes: connection.end - connection.position,
      measuredMs: atMs - (connection.acceptedAtMs ?? atMs),
      // Held back by us, it could not say anything.
      silentMs: connection.isWaiting ? 0 : atMs - connection.lastArrivalMs,
    };
  }

  #noteCourse(connection: Connection, atMs: number): void {
    const { acceptedAtMs, broughtBytes } = connection;
    // What a limit or the disk holds back tells nothing of the server.
    if (acceptedAtMs === null || connection.isWaiting) return;
    const arrival = { ms: atMs - acceptedAtMs, bytes: broughtBytes };
    const known = this.#courseOf.get(connection);
    if (known !== undefined) {
      known.course = addArrival(known.course, arrival);
      return;
    }
    const remembered = { course: [arrival] };
    this.#courseOf.set(connection, remembered);
    this.#remembered.push(remembered);
    if (this.#remembered.length > REMEMBERED_COURSES) this.#remembered.shift();
  }

  /** An answer came after so many milliseconds. */
  noteAnswer(ms: number): void {
    this.#answerMs = this.#answerMs === null ? ms : this.#answerMs + ANSWER_WEIGHT * (ms - this.#answerMs);
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

import type { DownloadErrorCode } from '../../shared/download-error.ts';
import { judgeLoss, type Loss, type LossVerdict } from './connection-loss.ts';
import { TransferError } from './transfer-error.ts';

/** Lost connections that brought little and are replaced all the same, in one run. */
const MAX_REPLACEMENTS = 8;

/** How long a server may go on counting a connection that has ended, in milliseconds. */
const LINGER_MS = 1000;

/** Answers after which the server is not asked for more ranges at once: it does not do them as it should. */
const STOP_SPLITTING: ReadonlySet<DownloadErrorCode> = new Set([
  'server.rangeIgnored',
  'server.rangeWrong',
  'server.rangeUnsatisfiable',
  'server.changed',
  'server.encoded',
]);

/** A reset or refused connection may be an accident; a status is the server's own word. */
const ACCIDENTS: ReadonlySet<DownloadErrorCode> = new Set(['network.reset', 'network.refused']);

/**
 * How many connections a transfer may have: what the user set and what is known of the host at first, less with each that
 * is lost or refused. Also what the failure of the whole is, once none may be had any more.
 */
export class ConnectionAllowance {
  readonly #nowMs: () => number;
  readonly #lingerMs: number;
  readonly #hostWaitMs: () => number;
  /** The most connections at once; 0 ends the transfer. */
  #allowed: number;
  /** Whether the server is asked for several ranges at once. */
  #splitting: boolean;
  /** How many the server lets work at once, where that is known. */
  #limit: number;
  #replacementsLeft = MAX_REPLACEMENTS;
  /** Refusals since the limit was last known, accidents counting half. */
  #refusals = 0;
  /** The most that worked at once since the first of those refusals. */
  #worked = 0;
  #notBeforeMs = 0;
  /** When a connection that had been accepted ended last. */
  #lastEndMs = -Infinity;
  #failure: TransferError | null = null;
  #failureWasAccepted = false;

  constructor(options: {
    readonly maxConnections: number;
    readonly splittable: boolean;
    /** What is remembered of the host; `null` for nothing. */
    readonly knownLimit: number | null;
    /** How long a server may go on counting a connection that has ended, in milliseconds; another one for tests. */
    readonly lingerMs?: number;
    /** How long the host wants to be left alone still, whoever it told; never when absent. */
    readonly hostWaitMs?: () => number;
    readonly nowMs?: () => number;
  }) {
    this.#limit = options.knownLimit ?? Infinity;
    this.#allowed = options.splittable ? Math.min(options.maxConnections, Math.max(1, this.#limit)) : 1;
    this.#splitting = options.splittable;
    this.#lingerMs = options.lingerMs ?? LINGER_MS;
    this.#hostWaitMs = options.hostWaitMs ?? (() => 0);
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  get allowed(): number {
    return this.#allowed;
  }

  /** The user wants another number at most. More is tried anew, up to what the host is known to take. */
  setMost(maxConnections: number): void {
    if (this.#splitting && this.#allowed > 0) this.#allowed = Math.min(maxConnections, Math.max(1, this.#limit));
  }

  get splitting(): boolean {
    return this.#splitting;
  }

  /** Milliseconds before the server may be asked again, because it said so (RFC 9110, 10.2.3). */
  get holdMs(): number {
    return Math.max(0, this.#notBeforeMs - this.#nowMs(), this.#hostWaitMs());
  }

  /** Whether one more than `active` may be asked for, to take over from one of them. */
  mayReplace(active: number): boolean {
    return this.#splitting && this.#replacementsLeft > 0 && this.holdMs === 0 && active < this.#limit;
  }

  /** No more connections, for this reason. */
  forbid(reason: TransferError): void {
    this.#allowed = 0;
    this.#splitting = false;
    this.#failure = reason;
  }

  /** One was asked for to take over from another. */
  noteReplacement(): void {
    this.#replacementsLeft -= 1;
  }

  /** It brought what its request is worth, so it counts as none. */
  forgetReplacement(): void {
    this.#replacementsLeft += 1;
  }

  /** A connection that had been accepted has ended, well or not. */
  noteEnd(): void {
    this.#lastEndMs = this.#nowMs();
  }

  /** Takes note of a lost connection. `others` are all that still ask or read; `paid`: it brought what a request is worth. */
  lose(
    error: TransferError,
    loss: Omit<Loss, 'code' | 'justEnded' | 'replacementsLeft'> & { others: number; paid: boolean },
  ): LossVerdict {
    const { code, retryAfterMs } = error;
    // What paid for its request costs no replacement.
    const replacementsLeft = loss.paid ? 1 : this.#replacementsLeft;
    const nowMs = this.#nowMs();
    const justEnded = nowMs - this.#lastEndMs < this.#lingerMs;
    const verdict = judgeLoss({ ...loss, code, justEnded, replacementsLeft });
    this.#remember(error, loss.wasAccepted);
    if (STOP_SPLITTING.has(code)) this.#splitting = false;
    if (retryAfterMs !== null) this.#notBeforeMs = Math.max(this.#notBeforeMs, nowMs + retryAfterMs);
    if (verdict === 'later') this.#notBeforeMs = Math.max(this.#notBeforeMs, nowMs + this.#lingerMs);
    if (verdict === 'replace' || verdict === 'later') {
      if (!loss.paid) this.#replacementsLeft -= 1;
      return verdict;
    }
    this.#allowed = Math.min(this.#allowed, loss.others);
    if (verdict === 'refused') {
      if (this.#refusals === 0) this.#worked = 0;
      this.#refusals += ACCIDENTS.has(code) ? 0.5 : 1;
      this.#worked = Math.max(this.#worked, loss.othersReading);
    }
    return verdict;
  }

  /**
   * To be told whenever the numbers change. Returns how many connections the server lets work at once when that has
   * become clear: it refused one, and nobody waits for an answer any more. `null` otherwise.
   */
  observe(reading: number, asking: number): number | null {
    if (this.#refusals === 0) return null;
    this.#worked = Math.max(this.#worked, reading);
    if (asking > 0 || this.#refusals < 1) return null;
    this.#refusals = 0;
    if (this.#worked >= this.#limit) return null;
    this.#limit = this.#worked;
    return this.#limit;
  }

  /** Why the transfer ended with bytes missing. */
  failure(): TransferError {
    const { holdMs } = this;
    const failure = this.#failure ?? failureOfNone(holdMs);
    if (holdMs === 0 && failure.retryAfterMs === null) return failure;
    // What is left of the wait, and of that of any connection.
    return new TransferError(failure.code, failure.detail, { retryAfterMs: holdMs === 0 ? null : Math.ceil(holdMs) });
  }

  #remember(error: TransferError, wasAccepted: boolean): void {
    // "Ignores ranges" would make the queue throw all bytes away; an ordinary failure lets it ask once more.
    if (error.code === 'server.rangeIgnored' && this.#failure !== null) return;
    // That an extra connection was turned down (403, say) says nothing about the file, a body that broke does.
    if (!wasAccepted && this.#failureWasAccepted) return;
    this.#failure = error;
    this.#failureWasAccepted ||= wasAccepted;
  }
}

/** No connection was lost, and yet bytes are missing: another transfer was told that the server wants no request. */
function failureOfNone(holdMs: number): TransferError {
  return holdMs > 0
    ? new TransferError('server.unavailable', 'it wants to be left alone')
    : new TransferError('network.truncated', 'the server sends no more');
}

import { deadlineAt, isPast, msUntil, type Deadline, type Moment } from '../../shared/moment.ts';
import type { HostHold } from './protocol.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { ResponseHead } from './response-verdict.ts';
import { TransferError } from './transfer-error.ts';

/** Waits are told in whole seconds. */
const SAME_WAIT_MS = 1000;

type Hold = { readonly deadline: Deadline; readonly isTooMany: boolean };

function systemNow(): Moment {
  return { wallMs: Date.now(), steadyMs: performance.now() };
}

/**
 * Hosts that asked to be left alone (Retry-After; RFC 9110, 10.2.3), of all transfers: until then no request goes there,
 * whoever wants to make it. Bytes that flow already go on. The queue starts nothing there either; this covers what runs,
 * what is redirected there, and what was under way when the server said so.
 */
export class HostHolds {
  readonly #now: () => Moment;
  readonly #holds = new Map<string, Hold>();

  constructor(now: () => Moment = systemNow) {
    this.#now = now;
  }

  /**
   * Takes note of an answer. What a host asked before is never shortened.
   * @returns how long the host wants to be left alone, in milliseconds; 0 when it does not say so, or said so before: when
   * several connections are turned down at once, each hears it.
   */
  noteAnswer(url: string, { status, headers }: ResponseHead): number {
    const waitMs = status >= 400 ? (parseRetryAfter(headers, this.#now().wallMs) ?? 0) : 0;
    const { host } = new URL(url);
    if (waitMs < this.#leftMs(host) + SAME_WAIT_MS) return 0;
    this.#hold({ host, waitMs }, status === 429);
    return waitMs;
  }

  /** Replaces everything with what the queue knows. */
  set(holds: readonly HostHold[]): void {
    this.#holds.clear();
    for (const hold of holds) this.#hold(hold, false);
  }

  /** How long nothing may be asked there, in milliseconds; 0 when it may. */
  waitMs(url: string): number {
    return this.#holds.size === 0 ? 0 : this.#leftMs(new URL(url).host);
  }

  /** @throws TransferError as if the server had said it once more, when nothing may be asked there now. */
  throwIfHeld(url: string): void {
    const waitMs = this.waitMs(url);
    if (waitMs === 0) return;
    const { host } = new URL(url);
    const code = this.#holds.get(host)?.isTooMany === true ? 'server.tooManyRequests' : 'server.unavailable';
    throw new TransferError(code, `${host} was not asked: it wants to be left alone`, { retryAfterMs: waitMs });
  }

  #hold({ host, waitMs }: HostHold, isTooMany: boolean): void {
    const now = this.#now();
    this.#holds.set(host, { deadline: deadlineAt(now, now.wallMs + waitMs, waitMs), isTooMany });
  }

  #leftMs(host: string): number {
    const hold = this.#holds.get(host);
    if (hold === undefined) return 0;
    const now = this.#now();
    if (!isPast(hold.deadline, now)) return Math.ceil(msUntil(hold.deadline, now));
    this.#holds.delete(host);
    return 0;
  }
}

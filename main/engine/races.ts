import type { Fetch } from './active-fetches.ts';
import type { ConnectionAllowance } from './connection-allowance.ts';
import type { MeasuredConnection } from './slow-connection.ts';

/** A connection with what is known of its speed. */
export type MeasuredFetch = MeasuredConnection & { readonly fetch: Fetch };

/** A connection that brought so much has paid for its request, whatever became of it. */
export const PAID_BYTES = 1024 * 1024;
/** Connections that race others, beyond the number there should be, at once; half of that number when it is more. */
const LEAST_RACES = 2;

/** Connections that race others which crawl or fell silent, and what their requests were worth. */
export class Races {
  readonly #allowance: Pick<ConnectionAllowance, 'mayReplace' | 'noteReplacement' | 'forgetReplacement'>;
  readonly #ask: (holder: Fetch) => void;

  /** @param options.ask asks for all that a connection has left. */
  constructor(options: {
    readonly allowance: Pick<ConnectionAllowance, 'mayReplace' | 'noteReplacement' | 'forgetReplacement'>;
    readonly ask: (holder: Fetch) => void;
  }) {
    this.#allowance = options.allowance;
    this.#ask = options.ask;
  }

  /** Whether another race may begin beside these connections, of which there should be `target`. */
  mayBegin(own: readonly Fetch[], target: number): boolean {
    const racing = own.filter(({ holder, isRace }) => holder !== null && isRace);
    return racing.length < Math.max(LEAST_RACES, target / 2) && this.#allowance.mayReplace(own.length);
  }

  /** Begins one. Returns whether it could. */
  begin({ fetch, replaceable }: MeasuredFetch): boolean {
    const { position, end } = fetch.connection;
    if (!replaceable || position >= end || end === Infinity) return false;
    this.#allowance.noteReplacement();
    this.#ask(fetch);
    return true;
  }

  /** A connection has brought bytes. */
  noteReceived(fetch: Fetch): void {
    if (fetch.connection.broughtBytes >= PAID_BYTES) this.#notePaid(fetch);
  }

  /** A connection has ended: the last bytes of a range are worth a request, however few they are. */
  noteEnd(fetch: Fetch): void {
    const { broughtBytes, position } = fetch.connection;
    if (broughtBytes > 0 && position === fetch.range.end) this.#notePaid(fetch);
  }

  #notePaid(fetch: Fetch): void {
    if (!fetch.isUnpaid) return;
    fetch.isUnpaid = false;
    this.#allowance.forgetReplacement();
  }
}

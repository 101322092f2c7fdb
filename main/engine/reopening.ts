import type { Fetch } from './active-fetches.ts';
import type { ConnectionAllowance } from './connection-allowance.ts';
import type { RangeDivision } from './range-division.ts';

/**
 * Replaces the connections to a host that read ahead of a limit which was set since they were opened by ones that do not
 * (`metered-socket.ts`). The first is asked for beside them, and only when it came they go, since the link may have worked only
 * once; they read nothing meanwhile.
 */
export class Reopening {
  readonly #division: Pick<RangeDivision, 'isAlone' | 'letGo'>;
  readonly #allowance: Pick<ConnectionAllowance, 'splitting' | 'mayReplace' | 'noteReplacement'>;
  readonly #ask: (holder: Fetch) => Fetch;
  /** Once after each change of the limits: a link that did not work again would be asked for ever. */
  #mayAsk = false;
  #newcomer: Fetch | null = null;

  /** @param options.ask asks for all that a connection has left. */
  constructor(options: {
    readonly division: Pick<RangeDivision, 'isAlone' | 'letGo'>;
    readonly allowance: Pick<ConnectionAllowance, 'splitting' | 'mayReplace' | 'noteReplacement'>;
    readonly ask: (holder: Fetch) => Fetch;
  }) {
    this.#division = options.division;
    this.#allowance = options.allowance;
    this.#ask = options.ask;
  }

  /** The limits have changed. */
  allow(): void {
    this.#mayAsk = true;
  }

  /** To be called when something has changed, with all connections to the host. */
  step(own: readonly Fetch[]): void {
    const reading = own.filter(({ connection }) => connection.accepted);
    // The limit may be gone before the newcomer comes, which would leave the others held for as long as it reads.
    if (!reading.some(({ connection }) => connection.readsAhead)) this.#release(own);
    const ahead = reading.filter((fetch) => fetch.connection.readsAhead && this.#division.isAlone(fetch));
    const [first] = ahead;
    if (first === undefined || first.connection.end === Infinity || !this.#allowance.splitting) return;
    if (reading.some(({ connection }) => !connection.readsAhead)) {
      for (const fetch of ahead) this.#division.letGo(fetch);
    } else if (this.#mayAsk && own.length === reading.length) {
      this.#mayAsk = false;
      this.#begin(first, ahead);
    }
  }

  /** One of the connections has ended. */
  noteEnd(fetch: Fetch, own: readonly Fetch[]): void {
    if (fetch !== this.#newcomer) return;
    this.#newcomer = null;
    this.#release(own);
  }

  #release(own: readonly Fetch[]): void {
    for (const { connection } of own) connection.goOn();
  }

  #begin(first: Fetch, ahead: readonly Fetch[]): void {
    if (this.#allowance.mayReplace(ahead.length)) {
      this.#allowance.noteReplacement();
      for (const { connection } of ahead) connection.hold();
      this.#newcomer = this.#ask(first);
    } else if (ahead.length > 1) {
      // There is no place for one more.
      this.#division.letGo(first);
    }
  }
}

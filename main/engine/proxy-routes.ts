import { waitOrAbort } from './abortable.ts';
import { DIRECT, type ProxyRoute } from '../../shared/proxy.ts';
import type { EngineEvent, ProxyAnswer } from './protocol.ts';
import { TransferError } from './transfer-error.ts';

/** An answer is used for so long; a system's proxies may change at any time, in milliseconds. */
const KEPT_MS = 10_000;

/**
 * The ways to each server. The engine knows no settings and no system: it asks the main thread, which does, once for all
 * requests of a moment. While nobody is to be asked, every way is direct.
 */
export class ProxyRoutes {
  readonly #post: (event: EngineEvent) => void;
  readonly #waiting = new Map<number, (answer: ProxyAnswer) => void>();
  #known = new Map<string, { readonly answer: Promise<ProxyAnswer>; readonly untilMs: number }>();
  #asks = false;
  #lastAsk = 0;

  constructor(post: (event: EngineEvent) => void) {
    this.#post = post;
  }

  /** Whether there is anybody to ask; what was known is forgotten. */
  setAsks(asks: boolean): void {
    this.#asks = asks;
    this.#known = new Map();
  }

  answer(ask: number, answer: ProxyAnswer): void {
    this.#waiting.get(ask)?.(answer);
    this.#waiting.delete(ask);
  }

  /** @throws TransferError `proxy.notSet`; the signal's reason when aborted. */
  async routesFor(url: string, signal: AbortSignal): Promise<readonly ProxyRoute[]> {
    if (!this.#asks) return [DIRECT];
    const { origin } = new URL(url);
    const known = this.#known.get(origin);
    const answer = known !== undefined && performance.now() < known.untilMs ? known.answer : this.#ask(origin);
    const found = await waitOrAbort(answer, signal);
    if (!found.ok) throw new TransferError('proxy.notSet', found.detail);
    return found.routes.length === 0 ? [DIRECT] : found.routes;
  }

  #ask(origin: string): Promise<ProxyAnswer> {
    const ask = (this.#lastAsk += 1);
    const { promise, resolve } = Promise.withResolvers<ProxyAnswer>();
    this.#waiting.set(ask, resolve);
    this.#known.set(origin, { answer: promise, untilMs: performance.now() + KEPT_MS });
    this.#post({ kind: 'proxyWanted', ask, origin });
    return promise;
  }
}

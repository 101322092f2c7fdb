import type { HostFact, HostFactKind } from '../../shared/host-fact.ts';
import type { HostHold } from '../engine/protocol.ts';
import { NO_TRAITS, type HostTraits } from '../engine/transfer-request.ts';
import type { HostStore } from '../store/host-store.ts';
import type { DownloadTable } from './download-table.ts';
import { deadlineAt, isPast, msUntil, type Deadline, type Moment } from '../../shared/moment.ts';
import { MAX_RETRY_AFTER_MS } from './retry-policy.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * How long a fact is believed, in milliseconds. Servers are reconfigured: a week keeps what is learned worth it and lets
 * nobody be stuck with it. A limit of connections is often only of a busy hour, and costs speed for as long as it holds.
 */
const BELIEVED_MS: Readonly<Record<Exclude<HostFactKind, 'asksToWait'>, number>> = {
  noRanges: 7 * DAY_MS,
  noConditions: 7 * DAY_MS,
  unstableEtag: 7 * DAY_MS,
  maxConnections: DAY_MS,
  // Only where the search begins; it goes on from there.
  paidConnections: 7 * DAY_MS,
};

export type HostMemoryInput = {
  readonly store: HostStore;
  readonly table: DownloadTable;
  readonly now: () => Moment;
};

/** What was learned about servers: kept in SQLite until it expires, and asked at every start. */
export class HostMemory {
  readonly #input: HostMemoryInput;
  readonly #facts = new Map<string, Map<HostFactKind, HostFact>>();
  /** Hosts that asked to be left alone. Also facts, but bounded by the steady clock too. */
  readonly #holds = new Map<string, Deadline>();
  /** Where the links of a host were last redirected to: that server answers, and the facts are of it. */
  readonly #answeredBy = new Map<string, string>();

  constructor(input: HostMemoryInput) {
    this.#input = input;
  }

  /** Takes over what the last process knew. @throws StoreError */
  load(): void {
    const now = this.#input.now();
    for (const fact of this.#input.store.loadAll()) {
      if (fact.expiresAtMs <= now.wallMs) continue;
      this.#put(fact);
      if (fact.kind === 'asksToWait') this.#hold(fact.host, fact.expiresAtMs);
    }
  }

  /** What is known of the server that answers the links of a host, and of the host itself. */
  traits(host: string): HostTraits {
    const answerer = this.#answeredBy.get(host) ?? host;
    // Asked for every waiting host in a turn; of most nothing is known.
    if (!this.#facts.has(host) && !this.#facts.has(answerer)) return NO_TRAITS;
    const known = new Map([...this.#known(host), ...this.#known(answerer)]);
    return {
      noRanges: known.has('noRanges'),
      noConditions: known.has('noConditions'),
      unstableEtag: known.has('unstableEtag'),
      maxConnections: known.get('maxConnections') ?? NO_TRAITS.maxConnections,
      paidConnections: known.get('paidConnections') ?? NO_TRAITS.paidConnections,
    };
  }

  /** Remembers a fact. Written with the next change. */
  learn(host: string, kind: HostFactKind, value: number): void {
    const { wallMs } = this.#input.now();
    if (kind === 'asksToWait') this.#askedToWait(host, value);
    else this.#stage({ host, kind, value, learnedAtMs: wallMs, expiresAtMs: wallMs + BELIEVED_MS[kind] });
  }

  /** The host that the links of a host lead to, as far as is known: mostly itself. */
  answererOf(host: string): string {
    return this.#answeredBy.get(host) ?? host;
  }

  /** Links of a host were answered by that one. */
  redirected(host: string, answeredBy: string): void {
    if (host === answeredBy) this.#answeredBy.delete(host);
    else this.#answeredBy.set(host, answeredBy);
  }

  /**
   * The host asked to be left alone (Retry-After; RFC 9110, 10.2.3): nothing is started there until then, also after a
   * restart. What it asked before is never shortened.
   */
  #askedToWait(host: string, delayMs: number): void {
    const { wallMs } = this.#input.now();
    const untilMs = wallMs + Math.min(delayMs, MAX_RETRY_AFTER_MS);
    if (delayMs <= 0 || untilMs <= (this.#holds.get(host)?.wallMs ?? 0)) return;
    this.#stage({ host, kind: 'asksToWait', value: 1, learnedAtMs: wallMs, expiresAtMs: untilMs });
    this.#hold(host, untilMs);
  }

  /** Whether the host, or the one that its links lead to, wants to be left alone. */
  isHeld(host: string): boolean {
    return this.heldUntilMs(host) !== null;
  }

  /** Until when, by the wall clock; `null` when it does not. */
  heldUntilMs(host: string): number | null {
    if (this.#holds.size === 0) return null;
    const own = this.#ownHold(host);
    const answerer = this.#ownHold(this.#answeredBy.get(host) ?? host);
    return own === null || answerer === null ? (own ?? answerer) : Math.max(own, answerer);
  }

  /** All of them, for the engine, which asks for further ranges by itself. */
  hostHolds(): HostHold[] {
    const now = this.#input.now();
    const holds = Array.from(this.#holds, ([host, deadline]) => ({ host, waitMs: msUntil(deadline, now) }));
    return holds.filter(({ waitMs }) => waitMs > 0);
  }

  /** How long each hold still lasts, in milliseconds; those that are over are forgotten. */
  holdsMs(): number[] {
    const now = this.#input.now();
    for (const [host, deadline] of this.#holds) if (isPast(deadline, now)) this.#holds.delete(host);
    return Array.from(this.#holds.values(), (deadline) => msUntil(deadline, now));
  }

  /** All that has not expired, by host. */
  list(): HostFact[] {
    const { wallMs } = this.#input.now();
    return [...this.#facts.values()]
      .flatMap((facts) => [...facts.values()])
      .filter((fact) => fact.expiresAtMs > wallMs)
      .toSorted((a, b) => (a.host < b.host ? -1 : Number(a.host > b.host)));
  }

  /** Forgets one host, or all for `null`. @throws StoreError; then nothing was forgotten. */
  forget(host: string | null): number {
    const forgotten = this.list().filter((fact) => host === null || fact.host === host).length;
    this.#input.store.forget(host);
    this.#input.table.dropHostFacts(host);
    for (const known of host === null ? [...this.#facts.keys()] : [host]) {
      this.#facts.delete(known);
      this.#holds.delete(known);
      this.#answeredBy.delete(known);
    }
    return forgotten;
  }

  #ownHold(host: string): number | null {
    const deadline = this.#holds.get(host);
    return deadline === undefined || isPast(deadline, this.#input.now()) ? null : deadline.wallMs;
  }

  #known(host: string): [HostFactKind, number][] {
    const { wallMs } = this.#input.now();
    const facts = [...(this.#facts.get(host)?.values() ?? [])];
    return facts.filter((fact) => fact.expiresAtMs > wallMs).map((fact) => [fact.kind, fact.value]);
  }

  #stage(fact: HostFact): void {
    this.#put(fact);
    this.#input.table.addHostFact(fact);
  }

  #put(fact: HostFact): void {
    const facts = this.#facts.get(fact.host);
    if (facts === undefined) this.#facts.set(fact.host, new Map([[fact.kind, fact]]));
    else facts.set(fact.kind, fact);
  }

  #hold(host: string, untilMs: number): void {
    this.#holds.set(host, deadlineAt(this.#input.now(), untilMs, MAX_RETRY_AFTER_MS));
  }
}

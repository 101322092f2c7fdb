import { hostLimitFor, type HostLimit } from '../../shared/host-limit.ts';
import type { SharedLimits } from './protocol.ts';
import { RateLimiter } from './rate-limiter.ts';

/**
 * Which limits hold for a download: its own, that of its host, that over all. Between hosts the line is shared evenly, or by the highest
 * priority that each has; a limit for a name and all names below it stands above the hosts it is for.
 */
export class LimiterTree {
  readonly #all = new RateLimiter({ bytesPerSecond: 0 });
  /** By the host of the limit. */
  readonly #limited = new Map<string, RateLimiter>();
  /** By the host of the links, with port: those that have downloads. */
  readonly #hosts = new Map<string, RateLimiter>();
  #limits: readonly HostLimit[] = [];

  /** Other limits from now on, also for what runs. */
  setLimits({ bytesPerSecond, hosts }: SharedLimits): void {
    this.#limits = hosts;
    this.#all.setLimit(bytesPerSecond);
    for (const limit of hosts) this.#limited.get(limit.host)?.setLimit(limit.bytesPerSecond);
    for (const [host, limiter] of this.#hosts) limiter.moveTo(this.#above(host));
    this.#tidy();
  }

  /** The limit of one download of a host. Ends with `close`. */
  open(host: string, own: { readonly bytesPerSecond: number; readonly weight: number }): OwnLimit {
    const known = this.#hosts.get(host);
    const parent = known ?? new RateLimiter({ bytesPerSecond: 0, parent: this.#above(host) });
    if (known === undefined) this.#hosts.set(host, parent);
    const limiter = new RateLimiter({ ...own, parent });
    const close = (): void => {
      limiter.close();
      this.#tidy();
    };
    return { limiter, close };
  }

  #above(host: string): RateLimiter {
    const limit = hostLimitFor(this.#limits, host);
    if (limit === null) return this.#all;
    const known = this.#limited.get(limit.host);
    const limiter = known ?? new RateLimiter({ bytesPerSecond: limit.bytesPerSecond, parent: this.#all });
    if (known === undefined) this.#limited.set(limit.host, limiter);
    return limiter;
  }

  /** Limits under which nothing downloads any more go; one that is needed again is made anew. */
  #tidy(): void {
    for (const limiters of [this.#hosts, this.#limited]) {
      for (const [host, limiter] of limiters) {
        if (!limiter.isEmpty) continue;
        limiter.close();
        limiters.delete(host);
      }
    }
  }
}

/** The limit of one download, and its end. */
export type OwnLimit = { readonly limiter: RateLimiter; readonly close: () => void };

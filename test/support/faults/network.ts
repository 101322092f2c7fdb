import type { Exchange } from '../fault-exchange.ts';

/** Faults of connections and of time. */
export const NETWORK_FAULTS = {
  /** Redirects to `to` with `status`, and asks for `retryAfter` before. */
  redirectLater: (exchange: Exchange): void => {
    exchange.response
      .writeHead(exchange.number('status', 302), {
        location: exchange.text('to', '/'),
        'retry-after': exchange.text('retryAfter', '1'),
      })
      .end();
  },
};

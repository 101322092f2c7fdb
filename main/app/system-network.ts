import { networkInterfaces } from 'node:os';
import { askWhetherMetered, createMeteredLine } from './metered-line.ts';
import type { Network } from './ports.ts';

/** How often the system is asked while someone listens, in milliseconds. Node is not told when a network comes. */
const ASK_EVERY_MS = 3000;

const line = createMeteredLine(() => askWhetherMetered(process.platform));

/** The network as Node can see it: any interface besides the loopback one that has an address. */
export const systemNetwork: Network = {
  isOnline: () => addresses() !== '',
  onChange: (listener) => {
    let known = addresses();
    const timer = setInterval(() => {
      const now = addresses();
      if (now === known) return;
      known = now;
      listener();
    }, ASK_EVERY_MS);
    timer.unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
  // Node is not told of this either; the queue notices by its clocks.
  onWake: () => ({ [Symbol.dispose]: () => {} }),
  isOnBattery: () => false,
  onPowerChange: () => ({ [Symbol.dispose]: () => {} }),
  isMetered: line.isMetered,
  onMeteredChange: line.onChange,
};

/** Link-local addresses count for nothing: a computer gives them to itself (RFC 3927; RFC 4291, 2.5.6). */
function addresses(): string {
  return interfaces()
    .filter(({ internal, address }) => !internal && !/^(?:169\.254\.|fe[89ab])/iu.test(address))
    .map(({ address }) => address)
    .toSorted()
    .join(' ');
}

function interfaces(): readonly { readonly internal: boolean; readonly address: string }[] {
  try {
    return Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  } catch {
    return [{ internal: false, address: 'unknown' }]; // Some sandboxes do not tell: then it counts as online.
  }
}

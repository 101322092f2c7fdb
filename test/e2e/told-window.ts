import type { BrowserContext } from 'playwright';
import type { CoreMessage, WindowRequest } from '../../shared/contract.ts';

/** Asks something of the next windows that only the desktop app asks: the page of `sluice serve` shows it all the same. */
export async function tellNextWindows(context: BrowserContext, request: WindowRequest): Promise<void> {
  const message: CoreMessage = { type: 'request', request };
  await context.routeWebSocket(/\/window$/u, (socket) => {
    socket.connectToServer().onMessage((sent) => {
      socket.send(sent);
      if (sent === JSON.stringify({ type: 'welcome' })) socket.send(JSON.stringify(message));
    });
  });
}

/** As in the middle of the minute that it lasts; the window itself ends nothing when it is over. */
const LEFT_MS = 45_000;

/** All is done, and the computer goes to sleep. */
export function sleepCountdown(): WindowRequest {
  return { kind: 'countdown', action: 'sleep', endsAtMs: Date.now() + LEFT_MS };
}

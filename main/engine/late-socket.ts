import type { Agent as HttpAgent } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { withoutBrackets, type Endpoint } from './certificate-trust.ts';
import { TransferError } from './transfer-error.ts';

type OnSocket = NonNullable<Parameters<HttpAgent['createConnection']>[1]>;

/** Node's agents take a socket that is not there yet by a callback. */
export async function handLate(opening: Promise<Duplex>, callback: OnSocket | undefined): Promise<void> {
  try {
    const socket = await opening;
    callback?.(null, socket);
  } catch (error) {
    // Its declaration wants a socket with an error too; Node's code looks at the error first (`_http_agent.js`).
    (callback as ((error: unknown) => void) | undefined)?.(error);
  }
}

/** `send-request.ts` measures a handshake from the moment in which the socket connects, which is over for one that comes late. */
export function boundHandshake(socket: TLSSocket, timeoutMs: number, detail: string): void {
  const bound = setTimeout(() => socket.destroy(new TransferError('network.timedOut', detail)), timeoutMs);
  const end = (): void => clearTimeout(bound);
  socket.once('secureConnect', end).once('close', end);
}

/** Where an agent is asked to connect to. */
export function endpointOf({ host, port }: Pick<RequestOptions, 'host' | 'port'>): Endpoint {
  return { host: withoutBrackets(host ?? ''), port: Number(port) };
}

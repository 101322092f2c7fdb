import { Agent as HttpsAgent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { trustSystemAuthorities } from './certificate-trust.ts';
import { boundHandshake, endpointOf, handLate } from './late-socket.ts';
import { MeteredSocket } from './metered-socket.ts';
import { createReadingAgents, type Agents, type OnTlsSocket } from './socket-reader.ts';
import { TransferError } from './transfer-error.ts';

const metered = new WeakMap<Duplex, MeteredSocket>();

/** What is read below the decryption of a socket that one of these agents made. */
export function meteredBelow(socket: Duplex): MeteredSocket | null {
  return metered.get(socket) ?? null;
}

/**
 * Agents for requests under a slow limit: over TLS, bytes are granted before they are read (`metered-socket.ts`). Without TLS
 * nothing is read below us, and they are the usual ones.
 *
 * @param connectTimeoutMs for the name and the connection together, and for the handshake.
 */
export function createMeteredAgents(options: AgentOptions, onTlsSocket: OnTlsSocket, connectTimeoutMs: number): Agents {
  const closing = new AbortController();

  async function connected(given: RequestOptions): Promise<MeteredSocket> {
    const { host, port } = endpointOf(given);
    const { family, lookup, localAddress } = given;
    const socket = new MeteredSocket({ host, port, family, lookup, localAddress });
    const timeout = AbortSignal.timeout(connectTimeoutMs);
    try {
      await socket.connected(AbortSignal.any([timeout, closing.signal]));
    } catch (error) {
      if (error !== timeout.reason) throw error;
      throw new TransferError('network.timedOut', `no connection within ${connectTimeoutMs / 1000} s`);
    }
    return socket;
  }

  class MeteredHttpsAgent extends HttpsAgent {
    override createConnection(
      ...[given, callback]: Parameters<HttpsAgent['createConnection']>
    ): ReturnType<HttpsAgent['createConnection']> {
      trustSystemAuthorities();
      const open = async (): Promise<Duplex> => {
        const below = await connected(given);
        // Passed on to `tls.connect`; its declaration does not say so.
        const passedOn: RequestOptions & { readonly socket: Duplex } = { ...given, socket: below };
        const socket = super.createConnection(passedOn);
        if (!(socket instanceof TLSSocket)) throw new TypeError('an https agent makes TLS sockets');
        metered.set(socket, below);
        // By itself TLS would only tell that the stream below it has ended.
        below.prependListener('error', (error: Error) => socket.destroy(error));
        onTlsSocket(socket, endpointOf(given));
        boundHandshake(socket, connectTimeoutMs, 'no handshake');
        return socket;
      };
      void handLate(open(), callback);
      return undefined;
    }

    override destroy(): void {
      closing.abort(new TransferError('network.reset', 'Sluice ends'));
      super.destroy();
    }
  }

  return { http: createReadingAgents(options, onTlsSocket).http, https: new MeteredHttpsAgent(options) };
}

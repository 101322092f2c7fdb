import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ProxyServer } from '../../shared/proxy.ts';
import { trustSystemAuthorities } from './certificate-trust.ts';
import { boundHandshake, endpointOf, handLate } from './late-socket.ts';
import { connectThroughProxy, connectToProxy } from './proxy-connection.ts';
import type { Agents, OnTlsSocket } from './socket-reader.ts';
import { TransferError } from './transfer-error.ts';

/**
 * Agents whose connections go through a proxy. TLS is spoken with the server through the proxy, which sees only the
 * server's name and port; certificates and their exceptions are the server's, as without a proxy. For http links and a
 * proxy that speaks HTTP, the socket leads to the proxy and the request has to carry the whole link. Node lets nobody read
 * past its streams on such sockets, so their bodies go through the parser.
 *
 * @param connectTimeoutMs for the proxy and its answer together, and for the handshake with the server.
 */
export function createProxyAgents(
  options: AgentOptions,
  onTlsSocket: OnTlsSocket,
  { proxy, connectTimeoutMs }: { readonly proxy: ProxyServer; readonly connectTimeoutMs: number },
): Agents {
  const closing = new AbortController();

  async function connected(connect: (signal: AbortSignal) => Promise<Socket>): Promise<Socket> {
    const timeout = AbortSignal.timeout(connectTimeoutMs);
    try {
      return await connect(AbortSignal.any([timeout, closing.signal]));
    } catch (error) {
      if (error !== timeout.reason) throw error;
      const detail = `proxy ${proxy.host}:${proxy.port}: no answer within ${connectTimeoutMs / 1000} s`;
      throw new TransferError('proxy.unreachable', detail);
    }
  }

  class ProxyHttpAgent extends HttpAgent {
    override createConnection(
      ...[given, callback]: Parameters<HttpAgent['createConnection']>
    ): ReturnType<HttpAgent['createConnection']> {
      const endpoint = endpointOf(given);
      void handLate(
        connected((signal) =>
          proxy.kind === 'socks5' ? connectThroughProxy(proxy, endpoint, signal) : connectToProxy(proxy, signal),
        ),
        callback,
      );
      return undefined;
    }

    override destroy(): void {
      closing.abort(new TransferError('network.reset', 'Sluice ends'));
      super.destroy();
    }
  }

  class ProxyHttpsAgent extends HttpsAgent {
    override createConnection(
      ...[given, callback]: Parameters<HttpsAgent['createConnection']>
    ): ReturnType<HttpsAgent['createConnection']> {
      trustSystemAuthorities();
      const endpoint = endpointOf(given);
      const open = async (): Promise<Socket> => {
        const tunnel = await connected((signal) => connectThroughProxy(proxy, endpoint, signal));
        // Passed on to `tls.connect`; its declaration does not say so.
        const options: RequestOptions & { readonly socket: Socket } = { ...given, socket: tunnel };
        const socket = super.createConnection(options);
        if (!(socket instanceof TLSSocket)) throw new TypeError('an https agent makes TLS sockets');
        onTlsSocket(socket, endpoint);
        boundHandshake(socket, connectTimeoutMs, 'no handshake through the proxy');
        return socket;
      };
      void handLate(open(), callback);
      return undefined;
    }
  }

  return { http: new ProxyHttpAgent(options), https: new ProxyHttpsAgent(options) };
}

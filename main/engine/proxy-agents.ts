import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ProxyServer } from '../../shared/proxy.ts';
import { trustSystemAuthorities, withoutBrackets, type Endpoint } from './certificate-trust.ts';
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
      void hand(
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
        boundHandshake(socket, connectTimeoutMs);
        return socket;
      };
      void hand(open(), callback);
      return undefined;
    }
  }

  return { http: new ProxyHttpAgent(options), https: new ProxyHttpsAgent(options) };
}

function endpointOf({ host, port }: Pick<RequestOptions, 'host' | 'port'>): Endpoint {
  return { host: withoutBrackets(host ?? ''), port: Number(port) };
}

/** Node's agents take a socket that is not there yet by a callback. */
async function hand(opening: Promise<Socket>, callback: OnSocket | undefined): Promise<void> {
  try {
    const socket = await opening;
    callback?.(null, socket);
  } catch (error) {
    // Its declaration wants a socket with an error too; Node's code looks at the error first (`_http_agent.js`).
    (callback as ((error: unknown) => void) | undefined)?.(error);
  }
}

type OnSocket = NonNullable<Parameters<HttpAgent['createConnection']>[1]>;

/** `send-request.ts` measures a handshake from the moment in which the socket connects, which is over here. */
function boundHandshake(socket: TLSSocket, timeoutMs: number): void {
  const bound = setTimeout(
    () => socket.destroy(new TransferError('network.timedOut', 'no handshake through the proxy')),
    timeoutMs,
  );
  const end = (): void => clearTimeout(bound);
  socket.once('secureConnect', end).once('close', end);
}

import { once } from 'node:events';
import { request } from 'node:http';
import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ProxyServer } from '../../shared/proxy.ts';
import { trustSystemAuthorities, type Endpoint } from './certificate-trust.ts';
import { askSocks5 } from './socks5.ts';
import { foreignCode, TransferError } from './transfer-error.ts';

/**
 * A socket to the proxy itself, for requests that carry the whole link (RFC 9112, 3.2.2). A proxy with TLS has to have a
 * certificate that can be verified: exceptions are for servers.
 * @throws TransferError `proxy.unreachable`; the signal's reason when aborted.
 */
export async function connectToProxy(proxy: ProxyServer, signal: AbortSignal): Promise<Socket> {
  return guarded(proxy, signal, async () => {
    const socket = openSocket(proxy);
    await using undo = new AsyncDisposableStack();
    undo.defer(() => void socket.destroy());
    await once(socket, proxy.kind === 'https' ? 'secureConnect' : 'connect', { signal });
    undo.move();
    return socket;
  });
}

/**
 * A socket that leads through the proxy to a server, as if there were no proxy.
 * @throws TransferError with one of the codes `proxy.…`; the signal's reason when aborted.
 */
export async function connectThroughProxy(
  proxy: ProxyServer,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await connectToProxy(proxy, signal);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => void socket.destroy());
  await guarded(proxy, signal, () =>
    proxy.kind === 'socks5'
      ? askSocks5(socket, endpoint, proxy.login, signal)
      : askForTunnel(socket, endpoint, proxy.login, signal),
  );
  undo.move();
  return socket;
}

/** The header by which a proxy knows its user (RFC 9110, 11.7.2). Never for a server. */
export function proxyLoginHeader(login: ProxyServer['login']): Readonly<Record<string, string>> {
  if (login === null) return {};
  const credentials = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${credentials}` };
}

function openSocket({ kind, host, port }: ProxyServer): Socket {
  if (kind !== 'https') return connectTcp({ host, port });
  trustSystemAuthorities();
  return connectTls({ host, port, ...(/^[\d.]+$|:/u.test(host) ? {} : { servername: host }) });
}

/** RFC 9110, 9.3.6. */
async function askForTunnel(
  socket: Socket,
  { host, port }: Endpoint,
  login: ProxyServer['login'],
  signal: AbortSignal,
): Promise<void> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const asking = request({
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, 'user-agent': 'Sluice', ...proxyLoginHeader(login) },
    createConnection: () => socket,
    signal,
  });
  // Node tells every answer to a CONNECT so, whatever its status.
  asking.once('connect', (answer, _socket, head) => {
    // Nobody speaks first in TLS but us; a proxy that did is none.
    if (head.length > 0) reject(new TransferError('proxy.unreachable', 'it sent bytes that nobody asked for'));
    else resolve(answer.statusCode ?? 0);
  });
  asking.once('error', reject);
  asking.end();
  const status = await promise;
  const detail = `HTTP ${status} to CONNECT ${authority}`;
  if (status === 407) throw new TransferError('proxy.login', detail);
  if (status >= 500) throw new TransferError('proxy.serverUnreachable', detail);
  if (status < 200 || status > 299) throw new TransferError('proxy.refused', detail);
}

/** Whatever goes wrong on the way to the proxy is the proxy's, not the server's. */
async function guarded<Value>(
  { host, port }: ProxyServer,
  signal: AbortSignal,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    const at = `proxy ${host}:${port}`;
    if (error instanceof TransferError) throw new TransferError(error.code, `${at}: ${error.detail}`);
    if (signal.aborted) throw signal.reason;
    const reason = foreignCode(error) ?? (error instanceof Error ? error.message : 'no reason given');
    throw new TransferError('proxy.unreachable', `${at}: ${reason}`);
  }
}

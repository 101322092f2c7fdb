import { once } from 'node:events';
import { isIPv4, isIPv6, type Socket } from 'node:net';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { ProxyServer } from '../../shared/proxy.ts';
import type { Endpoint } from './certificate-trust.ts';
import { TransferError } from './transfer-error.ts';

const VERSION = 5;
const METHOD = { none: 0, password: 2 } as const;
const LOGIN_VERSION = 1;
const CONNECT = 1;
const ADDRESS = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** RFC 1928, 6: what a reply other than 0 says. The numbers that are not here are trouble of the server or its network. */
const REPLIES: Readonly<Record<number, DownloadErrorCode>> = {
  2: 'proxy.refused',
  7: 'proxy.refused',
  8: 'proxy.refused',
};

/**
 * Has a SOCKS 5 proxy (RFC 1928, login by RFC 1929) connect a fresh socket with a server. Names are looked up by the
 * proxy, so that nobody here learns of them. Afterwards the socket is as if it led to the server.
 * @throws TransferError `proxy.login`, `proxy.refused`, `proxy.serverUnreachable`, `proxy.unreachable`; socket errors
 */
export async function askSocks5(
  socket: Socket,
  { host, port }: Endpoint,
  login: ProxyServer['login'],
  signal: AbortSignal,
): Promise<void> {
  const take = (bytes: number): Promise<Buffer> => takeBytes(socket, bytes, signal);
  const methods = login === null ? [METHOD.none] : [METHOD.none, METHOD.password];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await take(2);
  if (version !== VERSION) throw new TransferError('proxy.unreachable', 'it speaks no SOCKS 5');
  if (method === METHOD.password && login !== null) await logIn(socket, login, take);
  else if (method !== METHOD.none) throw new TransferError('proxy.login', 'SOCKS: no way to log in that it takes');
  socket.write(Buffer.from([VERSION, CONNECT, 0, ...addressBytes(host), port >> 8, port & 0xff]));
  const [, reply = 1, , type = 0] = await take(4);
  if (reply !== 0) throw new TransferError(REPLIES[reply] ?? 'proxy.serverUnreachable', `SOCKS reply ${reply}`);
  // Where the proxy's own end is: of no use, but it stands before the server's bytes.
  const [nameLength = 0] = type === ADDRESS.name ? await take(1) : [];
  await take((type === ADDRESS.ipv4 ? 4 : type === ADDRESS.ipv6 ? 16 : nameLength) + 2);
}

async function logIn(
  socket: Socket,
  { user, password }: NonNullable<ProxyServer['login']>,
  take: (bytes: number) => Promise<Buffer>,
): Promise<void> {
  const [name, secret] = [Buffer.from(user), Buffer.from(password)];
  if (name.length > 255 || secret.length > 255) throw new TransferError('proxy.login', 'SOCKS: the login is too long');
  socket.write(Buffer.from([LOGIN_VERSION, name.length, ...name, secret.length, ...secret]));
  const [, status] = await take(2);
  if (status !== 0) throw new TransferError('proxy.login', `SOCKS login status ${status}`);
}

function addressBytes(host: string): readonly number[] {
  if (isIPv4(host)) return [ADDRESS.ipv4, ...host.split('.').map(Number)];
  if (isIPv6(host)) return [ADDRESS.ipv6, ...ipv6Bytes(host)];
  const name = Buffer.from(host);
  if (name.length > 255) throw new TransferError('network.unknownHost', 'the name is too long');
  return [ADDRESS.name, name.length, ...name];
}

function ipv6Bytes(host: string): readonly number[] {
  // URL writes an address that ends in an IPv4 one in hexadecimal.
  const [head = '', tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [hexWords(head), hexWords(tail ?? '')];
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => 0);
  return [...first, ...zeros, ...last].flatMap((word) => [word >> 8, word & 0xff]);
}

function hexWords(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
}

/** Exactly so many bytes; what is behind them stays in the socket. */
async function takeBytes(socket: Socket, bytes: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const taken: unknown = socket.read(bytes);
    if (taken instanceof Buffer && taken.length === bytes) return taken;
    if (socket.readableEnded || socket.destroyed || taken instanceof Buffer) {
      throw new TransferError('proxy.unreachable', 'it closed the connection');
    }
    // At the end of the stream `readable` comes once more, and `read` gives what is left.
    await once(socket, 'readable', { signal });
  }
}

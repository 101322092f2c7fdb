import { request as sendHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as sendHttps } from 'node:https';
import { meteredBelow } from './metered-agents.ts';
import type { Metering } from './metered-socket.ts';
import { readHeadGently } from './read-head-gently.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Agents } from './socket-reader.ts';
import { TransferError } from './transfer-error.ts';

/** Four times the longest wait of a head for a limit, in milliseconds. */
const MOST_HEAD_PATIENCE_MS = 20_000;

/** One request as it goes out: to `url`, by one of the agents. */
export type OutgoingRequest = {
  readonly method: 'GET' | 'HEAD';
  /** Its credentials become a login, unless the headers have one. */
  readonly url: URL;
  /** Asked for in place of the link's path: the whole link, of a proxy. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly agents: Agents;
  /** Longest time for a name lookup, a TCP connection and a TLS handshake each, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest wait for the response headers, in milliseconds. */
  readonly responseTimeoutMs: number;
  /** While it limits, no more than a head is read before someone reads the body. Absent: nothing limits. */
  readonly limiter?: Pick<RateLimiter, 'readBytes' | 'reader'>;
};

/** What came of a request. An answer's `release` destroys the socket, unless the body was read to its end. */
export type Sent =
  | {
      readonly kind: 'answer';
      readonly incoming: IncomingMessage;
      /** What broke on the socket or in the parser, also behind a complete body; `null` while nothing did. */
      readonly socketError: () => unknown;
      /** Set when the limit is kept below it, on the socket. */
      readonly metering: Metering | undefined;
      readonly release: () => void;
    }
  | { readonly kind: 'error'; readonly error: unknown; readonly reusedSocket: boolean };

/**
 * Sends one request by Node's own client and waits for the head of its answer; its redirects, retries and bodies are others'
 * business. Nothing of a failed one is left.
 * @throws the signal's reason when aborted.
 */
export async function sendRequest(outgoing: OutgoingRequest, signal: AbortSignal): Promise<Sent> {
  signal.throwIfAborted();
  let request: ClientRequest;
  try {
    request = open(outgoing);
  } catch (error) {
    // A header or a path that Node refuses to send.
    return { kind: 'error', error, reusedSocket: false };
  }
  const { promise, resolve } = Promise.withResolvers<Sent | 'aborted'>();
  const abort = (): void => resolve('aborted');
  const fail = (error: unknown): void => resolve({ kind: 'error', error, reusedSocket: request.reusedSocket });
  let metering: Metering | undefined;
  const release = (): void => {
    metering?.close();
    request.destroy();
  };
  let socketError: unknown = null;
  // From the beginning and for good: a head and a broken body may come in one packet.
  request.on('error', (error) => {
    socketError ??= error;
    fail(error);
  });
  request.once('response', (incoming) => {
    metering?.limitBody();
    resolve({ kind: 'answer', incoming, socketError: () => socketError, metering, release });
  });
  // Node hands the socket over and tells nothing else.
  request.once('upgrade', (_incoming, socket) => {
    socket.destroy();
    fail(new TransferError('network.badResponse', 'HTTP 101 although no other protocol was asked for'));
  });
  const { limiter } = outgoing;
  if (limiter !== undefined) {
    readHeadGently(request, limiter);
    request.once('socket', (socket) => {
      metering = meteredBelow(socket)?.meter(limiter, headPatienceMs(outgoing));
    });
  }
  using _bound = boundPhases(request, outgoing, fail);
  signal.addEventListener('abort', abort, { once: true });
  request.end();
  const sent = await promise;
  signal.removeEventListener('abort', abort);
  if (sent === 'aborted' || sent.kind === 'error') release();
  if (sent === 'aborted') throw signal.reason;
  return sent;
}

/** How long the head of an answer may wait for a limit: well within the time bounds that run meanwhile. */
function headPatienceMs({ connectTimeoutMs, responseTimeoutMs }: OutgoingRequest): number {
  return Math.min(connectTimeoutMs, responseTimeoutMs, MOST_HEAD_PATIENCE_MS) / 4;
}

function open({ method, url, path, headers, agents }: OutgoingRequest): ClientRequest {
  const isTls = url.protocol === 'https:';
  const bare = new URL(url);
  // Node would decode them itself, and throw where a sign stands for nothing.
  bare.username = '';
  bare.password = '';
  const options = {
    method,
    headers,
    agent: isTls ? agents.https : agents.http,
    auth: loginOf(url),
    ...(path === undefined ? {} : { path }),
  };
  return isTls ? sendHttps(bare, options) : sendHttp(bare, options);
}

/** User and password of a link, which may hold signs that stand for nothing. */
function loginOf({ username, password }: URL): string | undefined {
  return username === '' && password === '' ? undefined : `${decoded(username)}:${decoded(password)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Bounds each phase on the way to an answer. One timer at a time, since most requests go over a connection that is there. */
function boundPhases(
  request: ClientRequest,
  { connectTimeoutMs, responseTimeoutMs, url }: OutgoingRequest,
  fail: (error: TransferError) => void,
): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const begin = (phase: string, boundMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => fail(new TransferError('network.timedOut', `no ${phase} within ${boundMs / 1000} s`)),
      boundMs,
    );
  };
  const beginAnswer = (): void => begin('answer', responseTimeoutMs);
  // A proxy's agent connects first and bounds that itself: whatever it misses must not last for ever.
  begin('connection', 3 * connectTimeoutMs + responseTimeoutMs);
  request.once('socket', (socket) => {
    if (!socket.connecting) {
      beginAnswer();
      return;
    }
    begin('address', connectTimeoutMs);
    socket.once('lookup', () => begin('connection', connectTimeoutMs));
    if (url.protocol === 'https:') socket.once('connect', () => begin('TLS handshake', connectTimeoutMs));
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', beginAnswer);
  });
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

import { request as sendHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as sendHttps } from 'node:https';
import got, { type Got, type Request, type RequestFunction } from 'got';
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
 * One request and nothing else: redirects must drop headers and give codes, the queue decides about retries, the bytes are the
 * file, and are counted where they are read: got sees none of them, and would make an error of each answer.
 */
const client = got.extend({
  followRedirect: false,
  throwHttpErrors: false,
  decompress: false,
  strictContentLength: false,
  retry: { limit: 0 },
  request: sendPlainly(),
});

/**
 * Of the options that got makes for Node only these say something: the agents have theirs, and Node copies all three dozen several times.
 * @param path asked for in place of the link's own.
 */
function sendPlainly(path?: string): RequestFunction {
  return (url, { method, headers, agent }, onAnswer) => {
    const send = url.protocol === 'https:' ? sendHttps : sendHttp;
    return send(url, { method, headers, agent, ...(path !== undefined && { path }) }, onAnswer);
  };
}

/** What all requests but for their links have in common, merged once: got takes as long for that as Node for sending one. */
const alike = new WeakMap<Agents, { readonly key: string; readonly client: Got }>();

function clientFor({ method, agents }: OutgoingRequest, headers: OutgoingRequest['headers']): Got {
  const key = JSON.stringify([method, headers]);
  const last = alike.get(agents);
  if (last?.key === key) return last.client;
  const made = client.extend({ method, headers, agent: agents });
  alike.set(agents, { key, client: made });
  return made;
}

/**
 * Sends one request and waits for the head of its answer: the only importer of got (`docs/decisions/http-client.md`). Redirects,
 * retries and bodies are others' business. Nothing of a failed one is left.
 * @throws the signal's reason when aborted.
 */
export async function sendRequest(outgoing: OutgoingRequest, signal: AbortSignal): Promise<Sent> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<Sent | 'aborted'>();
  let stream: Request;
  try {
    stream = open(outgoing);
  } catch (error) {
    return { kind: 'error', error, reusedSocket: false };
  }
  const abort = (): void => resolve('aborted');
  const fail = (error: unknown): void => resolve({ kind: 'error', error, reusedSocket: stream.reusedSocket ?? false });
  let metering: Metering | undefined;
  const release = (): void => {
    metering?.close();
    stream.destroy();
  };
  using undo = new DisposableStack();
  let socketError: unknown = null;
  stream.once('request', (native: ClientRequest) => {
    // From the beginning and for good: a head and a broken body may come in one packet.
    native.on('error', (error) => {
      socketError ??= error;
    });
    // Node hands the socket over and tells nothing else, and got would wait for ever.
    native.once('upgrade', (_incoming, socket) => {
      socket.destroy();
      fail(new TransferError('network.badResponse', 'HTTP 101 although no other protocol was asked for'));
    });
    const { limiter } = outgoing;
    if (limiter !== undefined) {
      readHeadGently(native, limiter);
      native.once('socket', (socket) => {
        metering = meteredBelow(socket)?.meter(limiter, headPatienceMs(outgoing));
      });
    }
    if (!undo.disposed) undo.use(boundPhases(native, outgoing, fail));
  });
  // Stays: after the answer came, got repeats errors of the body here, which `readBody` takes from their source.
  stream.on('error', fail);
  stream.once('response', (incoming: IncomingMessage) => {
    // got feeds its own stream with them, and while anyone listens to this no data flows.
    incoming.removeAllListeners('readable');
    metering?.limitBody();
    resolve({ kind: 'answer', incoming, socketError: () => socketError, metering, release });
  });
  signal.addEventListener('abort', abort, { once: true });
  undo.defer(() => signal.removeEventListener('abort', abort));
  const sent = await promise;
  if (sent === 'aborted' || sent.kind === 'error') release();
  if (sent === 'aborted') throw signal.reason;
  return sent;
}

/** How long the head of an answer may wait for a limit: well within the time bounds that run meanwhile. */
function headPatienceMs({ connectTimeoutMs, responseTimeoutMs }: OutgoingRequest): number {
  return Math.min(connectTimeoutMs, responseTimeoutMs, MOST_HEAD_PATIENCE_MS) / 4;
}

function open(outgoing: OutgoingRequest): Request {
  const { url, path } = outgoing;
  const bare = new URL(url);
  // got would decode them itself, and throw where a sign stands for nothing.
  bare.username = '';
  bare.password = '';
  const to = clientFor(outgoing, withLogin(outgoing));
  return path === undefined ? to.stream(bare) : to.stream(bare, { request: sendPlainly(path) });
}

/** A login that the link holds, unless there is one already. */
function withLogin({ url, headers }: OutgoingRequest): OutgoingRequest['headers'] {
  const login = loginOf(url);
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (login === undefined || isGiven) return headers;
  return { ...headers, authorization: `Basic ${Buffer.from(login).toString('base64')}` };
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
  let isOver = false;
  const begin = (phase: string, boundMs: number): void => {
    clearTimeout(timer);
    // A socket may connect after nobody wants the answer any more.
    if (isOver) return;
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
  return {
    [Symbol.dispose]: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

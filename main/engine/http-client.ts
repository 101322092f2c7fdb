import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { CertificateException } from '../../shared/host-fact.ts';
import { DIRECT, type ProxyRoute, type ProxyServer } from '../../shared/proxy.ts';
import type { TimelineEntry } from '../../shared/timeline.ts';
import { AgentPool } from './agent-pool.ts';
import { recordAnswer } from './answer-record.ts';
import { foreignCode, TransferError } from './transfer-error.ts';
import type { HostHolds } from './host-holds.ts';
import { toNetworkError } from './network-error.ts';
import { followRedirect, isRedirect, losesEncryption, MAX_REDIRECTS, type RequestTarget } from './redirect-policy.ts';
import { proxyLoginHeader } from './proxy-connection.ts';
import type { ProxyRoutes } from './proxy-routes.ts';
import { requestHeaders } from './request-headers.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { ResponseHead } from './response-verdict.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Metering } from './metered-socket.ts';
import { sendRequest, type OutgoingRequest, type Sent } from './send-request.ts';
import type { Recorder } from './transfer-recorder.ts';

/** With larger grants than this, what Node reads at once below TLS is no more than what was granted. */
const MOST_METERED_GRANT_BYTES = 64 * 1024;
/** The longest wait that is granted to a redirect with Retry-After, in milliseconds. */
const MAX_REDIRECT_WAIT_MS = 10_000;
/** Of longer paths only the beginning is kept in the timeline. */
const MAX_NOTED_PATH_LENGTH = 300;

/** How all requests of a transfer are made. */
export type RequestPolicy = {
  /** Longest time for a name lookup, a TCP connection and a TLS handshake each, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest wait for the response headers, in milliseconds. */
  readonly responseTimeoutMs: number;
  readonly certificates: readonly CertificateException[];
  /** Whether a redirect from https to http is followed. */
  readonly allowInsecureRedirect: boolean;
};

/** One GET, or a HEAD. */
export type HttpRequest = RequestPolicy & {
  readonly method?: 'GET' | 'HEAD';
  readonly target: RequestTarget;
  /** The Range header; `null` for a plain GET. */
  readonly range: string | null;
  readonly ifRange: string | null;
  /** While it limits, no more than a head is read before someone reads the body. Absent: nothing limits. */
  readonly limiter?: Pick<RateLimiter, 'readBytes' | 'reader'>;
};

/**
 * An answer whose body has not been read. The body is `incoming`, taken by `readBody`. `release` must be called by whoever
 * got the answer: it destroys the socket unless the body was read to its end.
 */
export type HttpAnswer = {
  readonly head: ResponseHead;
  /** Where the answer came from, after redirects: further requests for the same file go straight there. */
  readonly target: RequestTarget;
  readonly incoming: IncomingMessage;
  /** What broke on the socket or in the parser, also behind a complete body; `null` while nothing did. */
  readonly socketError: () => unknown;
  /** Set when the limit is kept below it, on the socket: then its bytes were granted already. */
  readonly metering?: Metering | undefined;
  /** More is read from its socket than a limit grants that was set since: a connection opened now would be metered. */
  readonly readsAhead?: () => boolean;
  /** From asking to its head, in milliseconds. */
  readonly waitedMs?: number;
  readonly release: () => void;
};

/**
 * Makes requests: by which way, with which agents, what of redirects and of kept connections that turn out dead. Who sends
 * them: `send-request.ts`. HTTP/1.1 always: one HTTP/2 connection would carry all segments.
 */
export class HttpClient implements Disposable {
  readonly #agents = new AgentPool();
  readonly #holds: HostHolds;
  readonly #proxies: Pick<ProxyRoutes, 'routesFor'> | null;

  /** @param proxies where to ask for the way to each server; `null` for the direct one always. */
  constructor(holds: HostHolds, proxies: Pick<ProxyRoutes, 'routesFor'> | null = null) {
    this.#holds = holds;
    this.#proxies = proxies;
  }

  /**
   * Sends a GET and follows redirects. The recorder is told each request and each redirect.
   * @throws TransferError for whatever kept an answer from coming, and when the host wants to be left alone; the signal's
   * reason when aborted.
   */
  async get(request: HttpRequest, signal: AbortSignal, recorder: Recorder): Promise<HttpAnswer> {
    let target = request.target;
    for (let redirects = 0; ; redirects += 1) {
      this.#holds.throwIfHeld(target.url);
      const answer = await this.#getOnce({ ...request, target }, signal, recorder);
      const waitMs = this.#holds.noteAnswer(target.url, answer.head);
      if (waitMs > 0) recorder.learn(target.url, 'asksToWait', waitMs);
      const location = answer.head.headers['location'];
      if (!isRedirect(answer.head.status, location)) return answer;
      // The body of a redirect is of no use, and may be endless.
      answer.release();
      if (redirects === MAX_REDIRECTS) throw new TransferError('server.tooManyRedirects', `${redirects} redirects`);
      const next = followRedirect(target, location);
      if (next === null) throw new TransferError('server.badRedirect', `HTTP ${answer.head.status} to no web address`);
      const [from, to] = [new URL(target.url).host, new URL(next.url).host];
      if (losesEncryption(target, next)) {
        const detail = `from https at ${from} to http at ${to}`;
        if (!request.allowInsecureRedirect) throw new TransferError('server.insecureRedirect', detail);
        recorder.note('insecureRedirectAllowed', detail);
      }
      recorder.note('redirected', `from ${from} to ${to}`);
      await waitBeforeRedirect(answer.head, signal);
      target = next;
    }
  }

  /** By the first of its routes that works: a proxy that is down is what the others are there for. */
  async #getOnce(request: HttpRequest, signal: AbortSignal, recorder: Recorder): Promise<HttpAnswer> {
    const routes = (await this.#proxies?.routesFor(request.target.url, signal)) ?? [DIRECT];
    let failure: TransferError | null = null;
    for (const route of routes) {
      try {
        return await this.#getBy(route, request, signal, recorder);
      } catch (error) {
        if (!(error instanceof TransferError) || error.code !== 'proxy.unreachable') throw error;
        failure = error;
      }
    }
    throw failure ?? new TransferError('proxy.notSet', 'no way to the server');
  }

  async #getBy(route: ProxyRoute, request: HttpRequest, signal: AbortSignal, recorder: Recorder): Promise<HttpAnswer> {
    const { connectTimeoutMs, certificates, limiter } = request;
    const isMetered = isSlow(limiter);
    const { kept, fresh } = this.#agents.agentsFor(
      route,
      { url: request.target.url, connectTimeoutMs, certificates, isMetered },
      recorder,
    );
    if (route.kind !== 'direct') recorder.note('proxied', `${route.kind} ${route.host}:${route.port}`);
    const outgoing = outgoingBy(route, request);
    const askedAtMs = performance.now();
    const first = await noted(request, recorder, () => sendRequest({ ...outgoing, agents: kept }, signal));
    if (first.kind === 'answer') return answerOf(first, { route, request, askedAtMs });
    // The server closed a kept connection just when we used it; a GET may be sent again (RFC 9112, 9.3.1).
    const staleSocket = first.reusedSocket && STALE_SOCKET.has(foreignCode(first.error) ?? '');
    if (!staleSocket) throw toNetworkError(first.error);
    const second = await noted(request, recorder, () => sendRequest({ ...outgoing, agents: fresh }, signal));
    if (second.kind === 'answer') return answerOf(second, { route, request, askedAtMs });
    throw toNetworkError(second.error);
  }

  /** Closes the kept sockets. */
  [Symbol.dispose](): void {
    this.#agents[Symbol.dispose]();
  }
}

/**
 * A proxy that speaks HTTP gets http links whole (RFC 9112, 3.2.2), and its login with them; it takes both off before it
 * passes the request on.
 */
function outgoingBy(route: ProxyRoute, request: HttpRequest): Omit<OutgoingRequest, 'agents'> {
  const { method = 'GET', target, connectTimeoutMs, responseTimeoutMs, limiter } = request;
  const url = new URL(target.url);
  const headers = requestHeaders(target.headers, request);
  const plain = { method, url, headers, connectTimeoutMs, responseTimeoutMs, ...(limiter && { limiter }) };
  if (!carriesWholeLink(route, url)) return plain;
  const path = `${url.origin}${url.pathname}${url.search}`;
  return { ...plain, path, headers: { ...headers, ...proxyLoginHeader(route.login) } };
}

function carriesWholeLink(route: ProxyRoute, url: URL): route is ProxyServer {
  return url.protocol === 'http:' && (route.kind === 'http' || route.kind === 'https');
}

/** Whether what is below TLS has to be metered. */
function isSlow(limiter: HttpRequest['limiter']): boolean {
  return limiter !== undefined && limiter.readBytes <= MOST_METERED_GRANT_BYTES;
}

/** @throws TransferError when it is a proxy's own. */
function answerOf(
  sent: Extract<Sent, { kind: 'answer' }>,
  { route, request, askedAtMs }: { route: ProxyRoute; request: HttpRequest; askedAtMs: number },
): HttpAnswer {
  const { incoming, socketError, metering, release } = sent;
  const { target, limiter } = request;
  const isTls = incoming.socket instanceof TLSSocket;
  const head = { status: incoming.statusCode ?? 0, headers: singleHeaders(incoming) };
  // In the name of the server a proxy asks for a login: it is the proxy's, since servers have another status for theirs.
  if (route.kind !== 'direct' && head.status === 407 && target.url.startsWith('http:')) {
    release();
    throw new TransferError('proxy.login', `proxy ${route.host}:${route.port}: HTTP 407`);
  }
  const readsAhead = (): boolean => route.kind === 'direct' && isTls && metering === undefined && isSlow(limiter);
  const waitedMs = performance.now() - askedAtMs;
  return { head, target, incoming, socketError, metering, readsAhead, waitedMs, release };
}

/** Makes a request a line of the timeline: no query, no headers but Range and the presence of a condition. */
async function noted(request: HttpRequest, recorder: Recorder, send: () => Promise<Sent>): Promise<Sent> {
  const { host, pathname } = new URL(request.target.url);
  const startedAtMs = performance.now();
  let sent: Sent | null = null;
  try {
    sent = await send();
    return sent;
  } finally {
    const atMs = Date.now();
    const entry: TimelineEntry = {
      kind: 'request',
      atMs,
      method: 'GET', // A HEAD is never of a transfer, and only transfers have a timeline.
      host,
      path: pathname.slice(0, MAX_NOTED_PATH_LENGTH),
      range: request.range,
      conditional: request.range !== null && request.ifRange !== null,
      status: sent?.kind === 'answer' ? (sent.incoming.statusCode ?? null) : null,
      // Neither status nor code: it was given up, since nobody wanted the answer any more.
      code: sent?.kind === 'error' ? toNetworkError(sent.error).code : null,
      durationMs: Math.round(performance.now() - startedAtMs),
    };
    recorder.entry(entry, sent?.kind === 'answer' ? recordAnswer(sent.incoming, atMs) : undefined);
  }
}

/** Waits when a redirect asks for it (RFC 9110, 10.2.3), but not longer than a person would. */
async function waitBeforeRedirect(head: ResponseHead, signal: AbortSignal): Promise<void> {
  const retryAfterMs = parseRetryAfter(head.headers, Date.now()) ?? 0;
  if (retryAfterMs === 0) return;
  await delay(Math.min(retryAfterMs, MAX_REDIRECT_WAIT_MS), undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}

const STALE_SOCKET: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** Headers as single values: Node joins what may be joined, and of the others only the first is meant. */
function singleHeaders(incoming: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

import type { AgentOptions } from 'node:https';
import type { CertificateException } from '../../shared/host-fact.ts';
import type { ProxyRoute } from '../../shared/proxy.ts';
import {
  acceptOnlyExceptions,
  endpointOf,
  exceptionsFor,
  watchCertificate,
  type Endpoint,
} from './certificate-trust.ts';
import { createMeteredAgents } from './metered-agents.ts';
import { createProxyAgents } from './proxy-agents.ts';
import { createReadingAgents, type Agents, type OnTlsSocket } from './socket-reader.ts';
import type { Recorder } from './transfer-recorder.ts';

/** Idle sockets kept per server, as many as a large batch has at a time, and for how long: segments and small files follow each other at once. */
const KEPT_SOCKETS = 64;
const KEPT_MS = 10_000;
const KEEPING = { keepAlive: true, maxFreeSockets: KEPT_SOCKETS, timeout: KEPT_MS, rejectUnauthorized: true };

/** What of a request decides about its agents. */
type AgentRequest = {
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly certificates: readonly CertificateException[];
  /** Under a slow limit: also what is below TLS is read as it is granted. Not through proxies. */
  readonly isMetered: boolean;
};

/** `kept`: connections are used again; `fresh`: none is, for the repetition after a kept one turned out dead. */
type AgentPair = { readonly kept: Agents; readonly fresh: Agents };

/** Which agents a request gets: by its route, and by the exceptions for its server. Disposing closes the kept sockets. */
export class AgentPool implements Disposable {
  /** By proxy and login, so that nobody comes to use a connection that another login opened. */
  readonly #pairs = new Map<string, AgentPair>();

  agentsFor(route: ProxyRoute, request: AgentRequest, recorder: Recorder): AgentPair {
    const exceptional = agentsForExceptions(route, request, recorder);
    if (exceptional !== null) return { kept: exceptional, fresh: exceptional };
    const { connectTimeoutMs, isMetered } = request;
    const isUsual = route.kind === 'direct' && !isMetered;
    const key = isUsual ? route.kind : JSON.stringify([route, connectTimeoutMs, isMetered]);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const pair = {
      kept: createAgents(route, request, KEEPING, watchCertificate),
      fresh: createAgents(route, request, { keepAlive: false, rejectUnauthorized: true }, watchCertificate),
    };
    this.#pairs.set(key, pair);
    return pair;
  }

  [Symbol.dispose](): void {
    for (const { kept, fresh } of this.#pairs.values()) {
      for (const agent of [kept.http, kept.https, fresh.http, fresh.https]) agent.destroy();
    }
  }
}

function createAgents(
  route: ProxyRoute,
  { connectTimeoutMs, isMetered }: AgentRequest,
  options: AgentOptions,
  onTlsSocket: OnTlsSocket,
): Agents {
  if (route.kind !== 'direct') return createProxyAgents(options, onTlsSocket, { proxy: route, connectTimeoutMs });
  if (isMetered) return createMeteredAgents(options, onTlsSocket, connectTimeoutMs);
  return createReadingAgents(options, onTlsSocket);
}

/**
 * Agents for a server that the user made an exception for; `null` for all others. A connection made under an exception is
 * used for one request and its TLS session is not kept, so that no transfer without the exception can come to use either.
 */
function agentsForExceptions(route: ProxyRoute, request: AgentRequest, recorder: Recorder): Agents | null {
  const url = new URL(request.url);
  const matching = url.protocol === 'https:' ? exceptionsFor(endpointOf(url), request.certificates, Date.now()) : [];
  if (matching.length === 0) return null;
  const onAccepted = ({ host, port }: Endpoint): void => recorder.note('certificateTrusted', `${host}:${port}`);
  return createAgents(
    route,
    request,
    { keepAlive: false, maxCachedSessions: 0, rejectUnauthorized: false },
    (socket, endpoint) => acceptOnlyExceptions(socket, endpoint, { exceptions: matching, onAccepted }),
  );
}

import { X509Certificate } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import type { CertificateException, UntrustedCertificate } from '../../shared/host-fact.ts';

/** Where a TLS connection goes. */
export type Endpoint = { readonly host: string; readonly port: number };

let systemTrusted = false;

/**
 * Makes this thread trust the authorities of the system (a company's own, say) besides Node's and those of
 * NODE_EXTRA_CA_CERTS. Once; it takes 30 to 60 ms, so it is called before the first TLS connection and not at start.
 */
export function trustSystemAuthorities(): void {
  if (systemTrusted) return;
  systemTrusted = true;
  try {
    // `default` has NODE_EXTRA_CA_CERTS in it.
    setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])]);
  } catch {
    // A store that cannot be read adds no trust: what only the system knows fails with words, everything else works.
  }
}

const untrusted = new WeakMap<Error, UntrustedCertificate>();

/** The certificate because of which a connection failed; `null` when it failed for another reason. */
export function untrustedCertificateOf(error: unknown): UntrustedCertificate | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const found = untrusted.get(at);
    if (found !== undefined) return found;
  }
  return null;
}

/** Remembers the certificate of a new connection until it is verified, so that a failure can tell which one it was. */
export function watchCertificate(socket: TLSSocket, endpoint: Endpoint): void {
  let certificate: Buffer | undefined;
  // Before Node's own listener, which destroys the socket and forgets the certificate when it cannot be verified.
  socket.prependOnceListener('secure', () => {
    // Not `getPeerX509Certificate`: after it Node's own check gets an empty certificate (24.21) and refuses every name.
    certificate = socket.getPeerCertificate().raw;
  });
  socket.once('secureConnect', () => {
    certificate = undefined;
  });
  socket.prependOnceListener('error', (error: Error) => {
    if (certificate !== undefined) {
      untrusted.set(error, describeCertificate(new X509Certificate(certificate), endpoint));
    }
  });
}

/**
 * Ends a connection whose certificate could not be verified unless an exception names exactly this host, this port and
 * this certificate. For sockets that were opened without Node's own refusal (`rejectUnauthorized: false`); it decides in
 * the same instant in which Node would, before a byte of a request is sent.
 */
export function acceptOnlyExceptions(
  socket: TLSSocket,
  endpoint: Endpoint,
  options: {
    readonly exceptions: readonly CertificateException[];
    readonly onAccepted: (endpoint: Endpoint) => void;
  },
): void {
  socket.prependOnceListener('secureConnect', () => {
    // Node says `true` only after chain, dates and name were verified.
    if (socket.authorized) return;
    const certificate = socket.getPeerX509Certificate();
    const sha256 = certificate === undefined ? null : sha256Of(certificate);
    const exceptions = exceptionsFor(endpoint, options.exceptions, Date.now());
    if (exceptions.some((exception) => exception.sha256 === sha256)) {
      options.onAccepted(endpoint);
      return;
    }
    // Node's declaration says Error, but it is the code of one (`onConnectSecure` in its lib/_tls_wrap.js).
    const code = String(socket.authorizationError);
    const error = Object.assign(new Error('the certificate cannot be verified'), { code });
    if (certificate !== undefined) untrusted.set(error, describeCertificate(certificate, endpoint));
    socket.destroy(error);
  });
}

/** The exceptions that hold for a host and port now. */
export function exceptionsFor(
  endpoint: Endpoint,
  exceptions: readonly CertificateException[],
  nowMs: number,
): readonly CertificateException[] {
  return exceptions.filter(
    ({ host, port, expiresAtMs }) => host === endpoint.host && port === endpoint.port && nowMs < expiresAtMs,
  );
}

/** Host and port of a link as exceptions name them. */
export function endpointOf(url: URL): Endpoint {
  return { host: withoutBrackets(url.hostname), port: Number(url.port === '' ? 443 : url.port) };
}

/** IPv6 addresses stand in brackets in links only. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/gu, '');
}

function sha256Of(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

const MAX_NAME_LENGTH = 80;

function describeCertificate(certificate: X509Certificate, { host, port }: Endpoint): UntrustedCertificate {
  return {
    host,
    port,
    sha256: sha256Of(certificate),
    subject: readableName(certificate.subject),
    issuer: readableName(certificate.issuer),
    validFromMs: toMs(certificate.validFrom),
    validToMs: toMs(certificate.validTo),
  };
}

/** A distinguished name in one line. Whoever made the certificate chose it: it must not be able to draw over other text. */
function readableName(name: string | undefined): string {
  return (name ?? '')
    .replace(/\n/gu, ', ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, MAX_NAME_LENGTH);
}

function toMs(date: string): number | null {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? null : ms;
}

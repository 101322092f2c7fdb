import type { DownloadErrorCode } from '../../shared/download-error.ts';
import type { UntrustedCertificate } from '../../shared/host-fact.ts';
import { untrustedCertificateOf } from './certificate-trust.ts';
import { foreignCode, TransferError } from './transfer-error.ts';

const CODES: Readonly<Record<string, DownloadErrorCode>> = {
  ENOTFOUND: 'network.unknownHost',
  ENODATA: 'network.unknownHost',
  ECONNREFUSED: 'network.refused',
  ECONNRESET: 'network.reset',
  ECONNABORTED: 'network.reset',
  EPIPE: 'network.reset',
  EHOSTUNREACH: 'network.unreachable',
  EHOSTDOWN: 'network.unreachable',
  ENETUNREACH: 'network.unreachable',
  ENETDOWN: 'network.unreachable',
  EADDRNOTAVAIL: 'network.unreachable',
  // Out of file descriptors: passes when other connections end.
  EMFILE: 'network.unreachable',
  ENFILE: 'network.unreachable',
  ETIMEDOUT: 'network.timedOut',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'network.timedOut',
  // The server speaks no TLS on this port, or none that we do.
  EPROTO: 'network.badResponse',
};

const PREFIXES: readonly (readonly [string, DownloadErrorCode])[] = [
  ['EAI_', 'network.unknownHost'],
  // llhttp: what came is not HTTP.
  ['HPE_', 'network.badResponse'],
  ['ERR_SSL_', 'network.badResponse'],
  ['ERR_TLS_CERT_', 'network.certificate'],
  ['CERT_', 'network.certificate'],
];

/**
 * Certificate verification results of OpenSSL as Node names them, apart from those that begin with `CERT_` and mean
 * nothing more special.
 */
const CERTIFICATE_CODES: Readonly<Record<string, DownloadErrorCode>> = {
  CERT_HAS_EXPIRED: 'network.certificateExpired',
  CERT_NOT_YET_VALID: 'network.certificateExpired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'network.certificateWrongHost',
  HOSTNAME_MISMATCH: 'network.certificateWrongHost',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'network.certificateUnknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'network.certificateUnknown',
  // The chain is not complete, or ends at nobody we know.
  UNABLE_TO_GET_ISSUER_CERT: 'network.certificateUnknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'network.certificateUnknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'network.certificateUnknown',
  UNABLE_TO_GET_CRL: 'network.certificate',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'network.certificate',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'network.certificate',
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 'network.certificate',
  ERROR_IN_CERT_NOT_AFTER_FIELD: 'network.certificate',
  INVALID_CA: 'network.certificate',
  INVALID_PURPOSE: 'network.certificate',
  PATH_LENGTH_EXCEEDED: 'network.certificate',
};

function codeFor(foreign: string): DownloadErrorCode | null {
  return (
    CERTIFICATE_CODES[foreign] ?? CODES[foreign] ?? PREFIXES.find(([prefix]) => foreign.startsWith(prefix))?.[1] ?? null
  );
}

/**
 * The only place where errors of sockets, DNS, TLS and the HTTP parser become codes. What is a `TransferError`
 * already stays as it is; what is unknown becomes `app.unexpected`.
 */
export function toNetworkError(error: unknown): TransferError {
  const ours = transferErrorIn(error);
  if (ours !== null) return ours;
  const foreign = foreignCode(error);
  const message = error instanceof Error ? error.message : 'not an error';
  const code = foreign === null ? null : codeFor(foreign);
  const certificate = untrustedCertificateOf(error);
  if (code !== null && certificate !== null && code.startsWith('network.certificate')) {
    return new TransferError(code, describeUntrusted(certificate, foreign ?? ''), { certificate });
  }
  return new TransferError(code ?? 'app.unexpected', foreign === null ? message : `${foreign}: ${message}`);
}

/** One that an agent threw may come back wrapped. */
function transferErrorIn(error: unknown): TransferError | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof TransferError) return at;
  }
  return null;
}

/** What a person needs to decide whether a certificate is the right one. */
function describeUntrusted(certificate: UntrustedCertificate, foreign: string): string {
  const { host, port, sha256, subject, issuer, validFromMs, validToMs } = certificate;
  const [from, to] = [validFromMs, validToMs].map((ms) =>
    ms === null ? '?' : new Date(ms).toISOString().slice(0, 10),
  );
  return `${foreign} at ${host}:${port}, SHA-256 ${sha256}, valid ${from} to ${to}, for ${subject}, from ${issuer}`;
}

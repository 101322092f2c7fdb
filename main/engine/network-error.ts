import type { DownloadErrorCode } from '../../shared/download-error.ts';
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

/** Certificate verification results of OpenSSL as Node names them, apart from those that begin with `CERT_`. */
const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'HOSTNAME_MISMATCH',
]);

function codeFor(foreign: string): DownloadErrorCode | null {
  if (CERTIFICATE_CODES.has(foreign)) return 'network.certificate';
  return CODES[foreign] ?? PREFIXES.find(([prefix]) => foreign.startsWith(prefix))?.[1] ?? null;
}

/**
 * The only place where errors of got, sockets, DNS, TLS and the HTTP parser become codes. What is a `TransferError`
 * already stays as it is; what is unknown becomes `app.unexpected`.
 */
export function toNetworkError(error: unknown): TransferError {
  if (error instanceof TransferError) return error;
  const foreign = foreignCode(error);
  const message = error instanceof Error ? error.message : 'not an error';
  const code = foreign === null ? null : codeFor(foreign);
  return new TransferError(code ?? 'app.unexpected', foreign === null ? message : `${foreign}: ${message}`);
}

import type { DownloadErrorCode, DownloadFailure } from '../../shared/download-error.ts';
import type { UntrustedCertificate } from '../../shared/host-fact.ts';

/**
 * The one error the engine throws on purpose: a failure with its stable code. Foreign errors become one in
 * `network-error.ts` and `disk-error.ts`; whatever else is thrown is a defect and is reported as `app.unexpected`.
 */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly code: DownloadErrorCode;
  /** For the curious: a status line, an errno. Holds no credentials and no query string. */
  readonly detail: string;
  /** Milliseconds the server asked to wait; `null` when it did not say. */
  readonly retryAfterMs: number | null;
  /** The certificate that could not be verified, when that is the failure. */
  readonly certificate: UntrustedCertificate | null;

  constructor(
    code: DownloadErrorCode,
    detail: string,
    options: { readonly retryAfterMs?: number | null; readonly certificate?: UntrustedCertificate } = {},
  ) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = withoutSecrets(detail);
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.certificate = options.certificate ?? null;
  }

  /** The failure as it is told to the queue. */
  get failure(): DownloadFailure {
    const { code, detail, certificate } = this;
    return certificate === null ? { code, detail } : { code, detail, certificate };
  }
}

const MAX_DETAIL_LENGTH = 300;

/** A text in which every link has lost user, password, query and fragment, cut to a length that fits a log line. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/:\/\/[^/\s?#]*@/gu, '://')
    .replace(/[?#][^\s'"]*/gu, '')
    .slice(0, MAX_DETAIL_LENGTH);
}

/** The `code` of a foreign error: its own, or that of the errors it wraps. */
export function foreignCode(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string' && at.code !== 'ERR_GOT_REQUEST_ERROR') return at.code;
    if (at instanceof AggregateError) return foreignCode(at.errors[0]);
  }
  return null;
}

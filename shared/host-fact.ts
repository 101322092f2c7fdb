/**
 * What was learned about a server and is worth remembering for a while.
 *
 * - `noRanges`: answers 200 to ranges.
 * - `noConditions`: answers 200 to any If-Range although the file is the same.
 * - `unstableEtag`: another ETag for each request, though the bytes are equal.
 * - `maxConnections`: refuses more than `value` connections at once.
 * - `paidConnections`: more than `value` connections for one download brought nothing.
 * - `asksToWait`: answered with Retry-After (RFC 9110, 10.2.3): nothing is started there until the fact expires.
 */
export const HOST_FACT_KINDS = [
  'noRanges',
  'noConditions',
  'unstableEtag',
  'maxConnections',
  'paidConnections',
  'asksToWait',
] as const;
export type HostFactKind = (typeof HOST_FACT_KINDS)[number];

/** One such fact. `host` has the port when it is not the scheme's own; `value` is 1 for those that are only true or not. */
export type HostFact = {
  readonly host: string;
  readonly kind: HostFactKind;
  readonly value: number;
  readonly learnedAtMs: number;
  readonly expiresAtMs: number;
};

/** A certificate that could not be verified, as a person needs it to decide. */
export type UntrustedCertificate = {
  /** The name or address that was connected to, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Of the certificate's DER form: 64 lower-case hex digits. */
  readonly sha256: string;
  /** Whom it is for and who signed it, as the certificate says; nothing of it is proved. */
  readonly subject: string;
  readonly issuer: string;
  /** Wall clock; `null` when it cannot be read. */
  readonly validFromMs: number | null;
  readonly validToMs: number | null;
};

/** A certificate that the user accepts from one host and port although it cannot be verified, until that expires. */
export type CertificateException = Pick<UntrustedCertificate, 'host' | 'port' | 'sha256'> & {
  readonly addedAtMs: number;
  readonly expiresAtMs: number;
};

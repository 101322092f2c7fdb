import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { UntrustedCertificate } from '../../shared/host-fact.ts';

/** More are not compared by anybody at once. */
const MOST_SHOWN = 5;

/** What the trust dialog shows, and whom its answer is for. */
export type TrustQuestion = {
  /** Each certificate once. */
  readonly shown: readonly UntrustedCertificate[];
  /** Downloads that are blocked by certificates that are not shown. */
  readonly moreCount: number;
  /** Downloads that are blocked by a certificate that is shown: the answer is for these alone. */
  readonly trustedIds: readonly DownloadId[];
  /** The failure that the dialog tells. */
  readonly first: DownloadFailure | undefined;
};

/** Reads it from the selected rows. */
export function certificatesOf(rows: readonly DownloadRow[]): TrustQuestion {
  const asking = rows.flatMap(({ id, state }) => {
    const failure = state.kind === 'blocked' ? state.failure : null;
    return failure?.certificate === undefined ? [] : [{ id, failure, certificate: failure.certificate }];
  });
  const byKey = new Map(asking.map(({ certificate }) => [certificateKey(certificate), certificate]));
  const shown = [...byKey.values()].slice(0, MOST_SHOWN);
  const shownKeys = new Set(shown.map(certificateKey));
  const trusted = asking.filter(({ certificate }) => shownKeys.has(certificateKey(certificate)));
  return {
    shown,
    moreCount: asking.length - trusted.length,
    trustedIds: trusted.map(({ id }) => id),
    first: asking[0]?.failure,
  };
}

/** What tells one certificate of one place from another. */
export function certificateKey({ host, port, sha256 }: UntrustedCertificate): string {
  return `${host} ${port} ${sha256}`;
}

import type { ByteRanges } from '../../shared/byte-range.ts';
import type { Checksum, ChecksumSource, HeaderField } from '../../shared/download.ts';
import type { CertificateException } from '../../shared/host-fact.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import type { PartStamp, Validators } from './file-facts.ts';

/** What a transfer is asked to do: where the file lies, how to fetch it, and what there is of it. The `start` of `protocol.ts` carries it. */

/** What is known about the host of the link and has not expired. */
export type HostTraits = {
  readonly noRanges: boolean;
  readonly noConditions: boolean;
  readonly unstableEtag: boolean;
  readonly maxConnections: number | null;
  /** How many connections paid for one download. */
  readonly paidConnections: number | null;
};

/** The traits of a host nothing is known of. */
export const NO_TRAITS: HostTraits = {
  noRanges: false,
  noConditions: false,
  unstableEtag: false,
  maxConnections: null,
  paidConnections: null,
};

/** What a start continues from. */
export type ResumePoint = {
  /** Exists on disk; the engine opens it and never creates it. */
  readonly partPath: string;
  readonly sizeBytes: number | null;
  readonly validators: Validators;
  /** As it was told with the first bytes; absent when that is not known. */
  readonly contentType?: string | null;
  /** Bytes known to be on disk. */
  readonly durable: ByteRanges;
  /** The link was exchanged: nothing but equal bytes proves that it leads to the same file, and it may not restart. */
  readonly isNewLink: boolean;
  /**
   * How the last run left the part file; `null` after an unclean stop. When the file is not like that, the engine asks
   * for its checksums (`unproved`) and fetches again what does not match.
   */
  readonly stamp: PartStamp | null;
};

/** What may be changed while a transfer runs. 0 bytes per second means no limit of its own. */
export type TransferBounds = {
  readonly maxConnections: number;
  /** Nobody said how many: as many as pay, up to the maximum. Otherwise the maximum, at once. */
  readonly isAutomatic: boolean;
  readonly limitBytesPerSecond: number;
  /** Its part of a limit that it shares, beside those of the others. */
  readonly weight: number;
};

/** Another link to the file of a transfer. */
export type MirrorRequest = {
  readonly url: string;
  /** Those that may go there. */
  readonly headers: readonly HeaderField[];
  readonly traits: HostTraits;
  /** As many as its host allows beside what else runs there. */
  readonly maxConnections: number;
};

export type TransferRequest = TransferBounds & {
  readonly url: string;
  readonly headers: readonly HeaderField[];
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly traits: HostTraits;
  /** Certificates that the user accepts although they cannot be verified. */
  readonly certificates: readonly CertificateException[];
  /** Redirects from https to http are followed; otherwise they fail as `server.insecureRedirect`. */
  readonly allowInsecureRedirect: boolean;
  /** A web page is taken as the file; otherwise one that cannot be it fails as `server.htmlInstead`. */
  readonly acceptHtml: boolean;
  /** Where the file lies too: asked at the same time when a hash will prove the result (`decisions/mirrors.md`). */
  readonly mirrors: readonly MirrorRequest[];
  readonly pieces: PieceHashes | null;
  /** Of a Metalink its files are wanted, and not itself. */
  readonly followMetalinks: boolean;
  readonly checksum: Checksum | null;
  /** Where else to find one; not found is `checksum.unavailable`. */
  readonly checksumFrom: ChecksumSource | null;
  /** `ProbeFacts.digest` of the answer that the bytes so far came with. */
  readonly digest: Checksum | null;
  /** `null` starts from the beginning: the engine probes, then waits for `destination`. */
  readonly resume: ResumePoint | null;
};

import type { Checksum } from '../../shared/download.ts';

/** What the engine learns of a file, and the queue keeps for the next start. */

/** What identifies one state of a file on a server (RFC 9110, 8.8). */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

/** What the first answer taught. */
export type ProbeFacts = {
  /** After redirects. Signed links expire, so a later start goes to the original URL. */
  readonly finalUrl: string;
  /** The raw name from Content-Disposition, or else from the URL; not yet safe. */
  readonly suggestedName: string;
  /** `null` when the server does not tell. */
  readonly sizeBytes: number | null;
  readonly acceptsRanges: boolean;
  readonly validators: Validators;
  readonly contentType: string | null;
  /** Of the whole file, when the server told one (Repr-Digest, RFC 9530). */
  readonly digest: Checksum | null;
};

/** Size and time of the part file when it was left at rest: another one means that someone else touched it. */
export type PartStamp = { readonly sizeBytes: number; readonly mtimeMs: number };

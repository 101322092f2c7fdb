import * as z from 'zod';
import { CATEGORIES } from './category.ts';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_SOURCES,
  MAX_MIRRORS,
  MAX_NAME_LENGTH,
  NAME_TAKEN_POLICIES,
  PRIORITIES,
  toChecksum,
} from './download.ts';
import { folderPath } from './folder-path.ts';
import { lazy } from './lazy.ts';
import { toPieceHashes } from './piece-hashes.ts';

/** One request header. */
export const headerSchema = lazy(() =>
  z.object({
    name: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~\w-]+$/u, 'a header name is a token (RFC 9110, 5.6.2)')
      .max(200),
    value: z
      .string()
      .regex(/^[\t\x20-\x7e\x80-\xff]*$/u, 'a header value is one line of Latin-1 text (RFC 9110, 5.5)')
      .max(8192),
  }),
);

export const checksumSchema = lazy(() =>
  z.object({ algorithm: z.enum(CHECKSUM_ALGORITHMS), hex: z.string() }).transform(({ algorithm, hex }, context) => {
    const checksum = toChecksum(algorithm, hex);
    if (checksum === null)
      context.addIssue('the checksum is not hexadecimal, or has the wrong length for its algorithm');
    return checksum ?? z.NEVER;
  }),
);

const pieceHashesSchema = lazy(() =>
  z
    .object({ algorithm: z.enum(CHECKSUM_ALGORITHMS), pieceBytes: z.int(), hex: z.string() })
    .transform((given, context) => {
      const pieces = toPieceHashes(given);
      if (pieces === null)
        context.addIssue('the hashes of pieces are cut off, too many, or of pieces that are too small');
      return pieces ?? z.NEVER;
    }),
);

/** What a caller may wish of a new download: the one truth for the window, the command line, the RPC and imports. */
export const newDownloadSchema = lazy(() =>
  z.object({
    /** As typed; parsed by `parseLink`. */
    url: z.string().max(20_000),
    /** Other links to the same file, as typed: the next one is tried when one fails. */
    mirrors: z.array(z.string().max(20_000)).max(MAX_MIRRORS).default([]),
    /** An absolute folder; the download folder when absent. */
    directory: folderPath().optional(),
    /** A wish: it is made safe, and numbered when the name is taken. */
    name: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
    headers: z.array(headerSchema()).max(100).default([]),
    connections: z.int().min(1).max(32).nullable().default(null),
    limitBytesPerSecond: z.int().min(0).nullable().default(null),
    maxAttempts: z.int().min(0).max(1000).nullable().default(null),
    retryWaitMs: z.int().min(0).max(3_600_000).nullable().default(null),
    checksum: checksumSchema().nullable().default(null),
    checksumFrom: z.enum(CHECKSUM_SOURCES).nullable().default(null),
    /** What the pieces of the file must hash to. */
    pieces: pieceHashesSchema().nullable().default(null),
    onNameTaken: z.enum(NAME_TAKEN_POLICIES).nullable().default(null),
    priority: z.enum(PRIORITIES).default('normal'),
    /** What the file is; `null` for what its name and the server say. */
    category: z.enum(CATEGORIES).nullable().default(null),
  }),
);
export type NewDownload = z.infer<ReturnType<typeof newDownloadSchema>>;
/** The same before its defaults are filled in: what a caller writes. */
export type NewDownloadInput = z.input<ReturnType<typeof newDownloadSchema>>;

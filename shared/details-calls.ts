import * as z from 'zod';
import type { ByteRanges } from './byte-range.ts';
import type { RefusedLink } from './contract.ts';
import type { ConnectionSnapshot } from './connection-snapshot.ts';
import { MAX_MIRRORS, CHECKSUM_ALGORITHMS, type Checksum, type DownloadId, type HeaderField } from './download.ts';
import { downloadIdSchema, downloadIdsSchema } from './id-schemas.ts';
import type { ServerAnswer } from './server-answer.ts';

/** The calls of the details of one download. */

export const detailsCallInputs = {
  /** Watches the bytes and connections of one download in the frames (`Frame.details`); none for `null`. */
  'view.details': () => z.object({ id: downloadIdSchema().nullable() }),
  /** How fast a download was, or all together for `null`. */
  'downloads.speed': () => z.object({ id: downloadIdSchema().nullable() }),
  /** What the server told of the file, and what was chosen for the download. */
  'downloads.facts': () => z.object({ id: downloadIdSchema() }),
  /** Hashes the file of a download that is not running. Takes as long as reading it does. */
  'downloads.checksum': () => z.object({ id: downloadIdSchema(), algorithm: z.enum(CHECKSUM_ALGORITHMS) }),
  /** Other bounds for single downloads; what runs keeps to them at once. `null` goes back to the settings. */
  'downloads.change': () =>
    z.object({
      ids: downloadIdsSchema(),
      connections: z.int().min(1).max(32).nullable().optional(),
      /** Bytes per second; 0 and `null` mean no limit of its own. */
      limitBytesPerSecond: z.int().min(0).nullable().optional(),
    }),
  /** Other links to the file, for what runs as well. Those to be removed as `downloads.facts` tells them. */
  'downloads.changeMirrors': () =>
    z.object({
      id: downloadIdSchema(),
      add: z.array(z.string().max(20_000)).max(MAX_MIRRORS).default([]),
      remove: z.array(z.string().max(20_000)).max(MAX_MIRRORS).default([]),
    }),
} as const;

export type DetailsCallOutputs = {
  'view.details': null;
  'downloads.speed': SpeedHistory;
  'downloads.facts': DownloadFacts;
  'downloads.checksum': { readonly hex: string };
  'downloads.change': { readonly changed: number };
  'downloads.changeMirrors': { readonly mirrors: readonly string[]; readonly refused: readonly RefusedLink[] };
};

/** Bytes per second over time, the newest last; since Sluice started. */
export type SpeedHistory = {
  /** Of the last minute, one a second. */
  readonly minute: readonly number[];
  /** Of all the time in which something ran, with the pauses left out. */
  readonly life: readonly number[];
  readonly lifeEveryMs: number;
};

/** The bytes of one download, and who brings more. */
export type DownloadDetails = {
  readonly id: DownloadId;
  /** What is on disk. What the connections have brought since lies between their `start` and `position`. */
  readonly durable: ByteRanges;
  readonly connections: readonly ConnectionSnapshot[];
};

/** What the server told of a file, and what was chosen for its download. No secrets. */
export type DownloadFacts = {
  /** `null` before the server was asked. */
  readonly server: {
    /** After redirects, without user, password and query. */
    readonly finalUrl: string;
    readonly contentType: string | null;
    readonly etag: string | null;
    readonly lastModified: string | null;
    readonly acceptsRanges: boolean;
    /** Of the whole file, when the server told one. */
    readonly digest: Checksum | null;
  } | null;
  /** The headers that are sent with each request; the values of those that may hold a login are left out. */
  readonly headers: readonly HeaderField[];
  /** The last one; `null` before the first. */
  readonly answer: ServerAnswer | null;
  readonly connections: number | null;
  readonly limitBytesPerSecond: number | null;
  /** What the finished file must hash to. */
  readonly checksum: Checksum | null;
  /** Other links to the file, without user and password. */
  readonly mirrors: readonly string[];
};

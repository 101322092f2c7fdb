import path from 'node:path';
import * as z from 'zod';
import type { ByteRanges } from '../../shared/byte-range.ts';
import { CATEGORIES } from '../../shared/category.ts';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_SOURCES,
  NAME_TAKEN_POLICIES,
  PRIORITIES,
  DEFAULT_OPTIONS,
  toDownloadId,
  type Checksum,
  type DownloadOptions,
  type HeaderField,
  type Priority,
} from '../../shared/download.ts';
import { DOWNLOAD_ERROR_CODES } from '../../shared/download-error.ts';
import { lazy } from '../../shared/lazy.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import { ANSWERS, type Answer } from '../../shared/question.ts';
import { RELOCATION_PROBLEMS } from '../../shared/relocation.ts';
import type { Download, Relocation } from './download-record.ts';
import { checkRow, isLink, isName } from './row-check.ts';
import { StoreError } from './store-error.ts';

/** The columns of `downloads`, as they come from and go to SQLite. */
export type DownloadColumns = {
  id: number;
  url: string;
  directory: string;
  wished_name: string | null;
  state: string;
  state_data: string;
  failures: number;
  added_at_ms: number;
  connections: number | null;
  limit_bytes_per_second: number | null;
  max_attempts: number | null;
  retry_wait_ms: number | null;
  checksum_algorithm: string | null;
  checksum_hex: string | null;
  checksum_from: string | null;
  on_name_taken: string | null;
  final_url: string | null;
  suggested_name: string | null;
  size_bytes: number | null;
  accepts_ranges: number | null;
  etag: string | null;
  last_modified: string | null;
  content_type: string | null;
  target_name: string | null;
  part_name: string | null;
  files_owned: number | null;
  files_placeholder: number | null;
  files_since_ms: number | null;
  files_replace: string | null;
  digest_algorithm: string | null;
  digest_hex: string | null;
  answers: string;
  is_new_link: number;
  part_size_bytes: number | null;
  part_mtime_ms: number | null;
  priority: string;
  position: number;
  mirrors: string;
  relocation: string | null;
  category: string | null;
  is_from_metalink: number;
};

/** A download's columns without its id, which SQLite gives. */
export function toColumns(download: Omit<Download, 'id'>): Omit<DownloadColumns, 'id'> {
  const { options, facts, reservation } = download;
  const { kind, ...stateData } = download.state;
  return {
    url: download.url,
    directory: download.directory,
    wished_name: download.wishedName,
    state: kind,
    state_data: JSON.stringify(stateData),
    failures: download.failures,
    added_at_ms: download.addedAtMs,
    connections: options.connections,
    limit_bytes_per_second: options.limitBytesPerSecond,
    max_attempts: options.maxAttempts,
    retry_wait_ms: options.retryWaitMs,
    checksum_algorithm: options.checksum?.algorithm ?? null,
    checksum_hex: options.checksum?.hex ?? null,
    checksum_from: options.checksumFrom,
    on_name_taken: options.onNameTaken,
    final_url: facts?.finalUrl ?? null,
    suggested_name: facts?.suggestedName ?? null,
    size_bytes: facts?.sizeBytes ?? null,
    accepts_ranges: facts === null ? null : Number(facts.acceptsRanges),
    etag: facts?.validators.etag ?? null,
    last_modified: facts?.validators.lastModified ?? null,
    content_type: facts?.contentType ?? null,
    target_name: reservation?.target ?? null,
    part_name: reservation?.part ?? null,
    files_owned: reservation === null ? null : Number(reservation.owned),
    files_since_ms: reservation?.sinceMs ?? null,
    files_placeholder: reservation === null ? null : Number(reservation.hasPlaceholder),
    files_replace: reservation?.replaces ?? null,
    digest_algorithm: facts?.digest?.algorithm ?? null,
    digest_hex: facts?.digest?.hex ?? null,
    answers: JSON.stringify(download.answers),
    is_new_link: Number(download.isNewLink),
    part_size_bytes: download.stamp?.sizeBytes ?? null,
    part_mtime_ms: download.stamp?.mtimeMs ?? null,
    priority: download.priority,
    position: download.position,
    mirrors: download.mirrors.length === 0 ? '[]' : JSON.stringify(download.mirrors),
    relocation: download.relocation === null ? null : JSON.stringify(download.relocation),
    category: download.category,
    is_from_metalink: Number(download.isFromMetalink),
  };
}

// Made once: a schema costs a hundred times as much to make as to use, and a list may have 100,000 rows.
const checksumSource = lazy(() => z.enum(CHECKSUM_SOURCES).nullable());
const nameTaken = lazy(() => z.enum(NAME_TAKEN_POLICIES).nullable());
const checksumAlgorithm = lazy(() => z.enum(CHECKSUM_ALGORITHMS));
const answers = lazy(() => z.array(z.enum(ANSWERS)));
const category = lazy(() => z.enum(CATEGORIES));
const stateRecord = lazy(() => z.record(z.string(), z.unknown()));

/**
 * A download from its rows.
 * @throws StoreError `damaged` when the columns do not fit together.
 */
export function fromColumns(row: DownloadColumns, headers: readonly HeaderField[], durable: ByteRanges): Download {
  checkRow(row);
  return {
    id: toDownloadId(row.id),
    url: row.url,
    mirrors: toMirrors(row),
    directory: row.directory,
    wishedName: row.wished_name,
    headers,
    options: toOptions(row),
    state: toState(row),
    priority: toPriority(row),
    position: row.position,
    failures: row.failures,
    addedAtMs: row.added_at_ms,
    facts:
      row.final_url === null
        ? null
        : {
            finalUrl: row.final_url,
            suggestedName: row.suggested_name ?? '',
            sizeBytes: row.size_bytes,
            acceptsRanges: row.accepts_ranges === 1,
            validators: { etag: row.etag, lastModified: row.last_modified },
            contentType: row.content_type,
            digest: toChecksum(row.digest_algorithm, row.digest_hex),
          },
    reservation:
      row.target_name === null || row.part_name === null
        ? null
        : {
            target: row.target_name,
            part: row.part_name,
            owned: row.files_owned === 1,
            sinceMs: row.files_since_ms ?? 0,
            hasPlaceholder: row.files_placeholder === 1,
            replaces: row.files_replace,
          },
    durable,
    answers: toAnswers(row),
    isNewLink: row.is_new_link === 1,
    stamp:
      row.part_size_bytes === null || row.part_mtime_ms === null
        ? null
        : { sizeBytes: row.part_size_bytes, mtimeMs: row.part_mtime_ms },
    relocation: toRelocation(row),
    category: row.category === null ? null : sound(row, category(), row.category),
    isFromMetalink: row.is_from_metalink === 1,
  };
}

function sound<Value>(row: DownloadColumns, schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new StoreError('damaged', `download ${row.id} has an unreadable option`);
  return parsed.data;
}

function toPriority(row: DownloadColumns): Priority {
  const known = PRIORITIES.find((priority) => priority === row.priority);
  if (known === undefined) throw new StoreError('damaged', `download ${row.id} has an unreadable option`);
  return known;
}

/** Most rows have none of their own, and share one object: a list may be long. */
function toOptions(row: DownloadColumns): DownloadOptions {
  const own = [
    row.connections, row.limit_bytes_per_second, row.max_attempts, row.retry_wait_ms, row.checksum_algorithm,
    row.checksum_from, row.on_name_taken,
  ]; // prettier-ignore
  if (own.every((option) => option === null)) return DEFAULT_OPTIONS;
  return {
    connections: row.connections,
    limitBytesPerSecond: row.limit_bytes_per_second,
    maxAttempts: row.max_attempts,
    retryWaitMs: row.retry_wait_ms,
    checksum: toChecksum(row.checksum_algorithm, row.checksum_hex),
    checksumFrom: row.checksum_from === null ? null : sound(row, checksumSource(), row.checksum_from),
    onNameTaken: row.on_name_taken === null ? null : sound(row, nameTaken(), row.on_name_taken),
  };
}

function toChecksum(algorithm: string | null, hex: string | null): Checksum | null {
  if (algorithm === null) return null;
  const known = checksumAlgorithm().safeParse(algorithm);
  if (!known.success) throw new StoreError('damaged', `a checksum of an unknown kind, ${algorithm}`);
  return { algorithm: known.data, hex: hex ?? '' };
}

const NO_MIRRORS: readonly string[] = [];
const mirrors = lazy(() => z.array(z.string().refine(isLink)));

function toMirrors(row: DownloadColumns): readonly string[] {
  if (row.mirrors === '[]') return NO_MIRRORS;
  try {
    return mirrors().parse(JSON.parse(row.mirrors));
  } catch (error) {
    throw new StoreError('damaged', `download ${row.id} has unreadable mirrors`, { cause: error });
  }
}

const folder = lazy(() => z.string().refine((text) => path.isAbsolute(text) && !text.includes('\0')));
const name = lazy(() => z.string().refine(isName));
const relocation = lazy((): z.ZodType<Relocation> =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('asked'), directory: folder(), name: name().nullable() }),
    z.object({
      kind: z.literal('moving'),
      directory: folder(),
      name: name(),
      target: name(),
      from: folder(),
      source: z.string(),
      draft: z.object({ name: name(), owned: z.boolean(), proven: z.string().nullable() }).nullable(),
      sinceMs: z.number(),
    }),
    z.object({
      kind: z.literal('failed'),
      directory: folder(),
      name: name().nullable(),
      problem: z.enum(RELOCATION_PROBLEMS),
    }),
  ]),
);

function toRelocation(row: DownloadColumns): Relocation | null {
  if (row.relocation === null) return null;
  try {
    return relocation().parse(JSON.parse(row.relocation));
  } catch (error) {
    throw new StoreError('damaged', `download ${row.id} has an unreadable place`, { cause: error });
  }
}

const NO_ANSWERS: readonly Answer[] = [];

function toAnswers(row: DownloadColumns): readonly Answer[] {
  if (row.answers === '[]') return NO_ANSWERS;
  try {
    return answers().parse(JSON.parse(row.answers));
  } catch (error) {
    throw new StoreError('damaged', `download ${row.id} has unreadable answers`, { cause: error });
  }
}

const errorCode = lazy(() => z.enum(DOWNLOAD_ERROR_CODES));
const certificate = lazy(() =>
  z.object({
    host: z.string(),
    port: z.int(),
    sha256: z.string(),
    subject: z.string(),
    issuer: z.string(),
    validFromMs: z.number().nullable(),
    validToMs: z.number().nullable(),
  }),
);
const failure = lazy(() => z.object({ code: errorCode(), detail: z.string(), certificate: certificate().optional() }));
const stateSchema = lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('retrying'), atMs: z.number(), attempt: z.number(), code: errorCode() }),
    z.object({ kind: z.literal('blocked'), failure: failure() }),
    z.object({ kind: z.literal('completed'), atMs: z.number() }),
    z.object({ kind: z.literal('failed'), failure: failure() }),
  ]),
);

/** Most rows of a long list are complete, and say nothing else; the schema takes ten times as long. */
function completedAtMs(row: DownloadColumns): number | null {
  const digits = row.state === 'completed' ? /^\{"atMs":(\d{1,15})\}$/u.exec(row.state_data)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}

function toState(row: DownloadColumns): DownloadState {
  switch (row.state) {
    case 'queued':
    case 'probing':
    case 'downloading':
    case 'pausing':
    case 'paused':
    case 'finishing':
      return { kind: row.state };
    default: {
      const atMs = completedAtMs(row);
      if (atMs !== null) return { kind: 'completed', atMs };
      try {
        return stateSchema().parse({
          kind: row.state,
          ...stateRecord().parse(JSON.parse(row.state_data)),
        });
      } catch (error) {
        throw new StoreError('damaged', `download ${row.id} is in an unreadable state`, { cause: error });
      }
    }
  }
}

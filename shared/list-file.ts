import * as z from 'zod';
import { foreignHeaders } from './foreign-headers.ts';
import { lazy } from './lazy.ts';
import { newDownloadSchema } from './new-download.ts';
import type { Steps } from './steps.ts';
import { settingFields, type Settings, type SettingsChange } from './settings.ts';
import { linesOf } from './text-lines.ts';
import { parseLink, withoutCredentials } from './url.ts';

/**
 * The list and the settings as one JSON file: `{"format": "sluice", "version": 1, ...}`. A newer version is refused; what an
 * older one lacks has its default.
 */
const VERSION = 1;

/** A download in such a file: what was wished for, and how far it was. */
export const listedDownloadSchema = lazy(() =>
  newDownloadSchema().extend({
    state: z.enum(['waiting', 'paused', 'completed']).default('paused'),
    addedAtMs: z.int().min(0).default(0),
    sizeBytes: z.int().min(0).nullable().default(null),
    /** The name of a completed one's file in its folder. */
    file: z.string().min(1).max(1000).nullable().default(null),
  }),
);
export type ListedDownload = z.infer<ReturnType<typeof listedDownloadSchema>>;

/** What a file is besides its downloads. */
export type ListFileHead = {
  readonly exportedAtMs: number;
  readonly hasSecrets: boolean;
  readonly settings: Partial<Settings>;
};

/** The file's text up to its downloads, and the end behind them; each download is one JSON text between commas. */
export function listFileFrame({ exportedAtMs, hasSecrets, settings }: ListFileHead): { start: string; end: string } {
  const head = JSON.stringify({ format: 'sluice', version: VERSION, exportedAtMs, hasSecrets, settings });
  return { start: `${head.slice(0, -1)},"downloads":[\n`, end: '\n]}\n' };
}

/** A download without user, password, cookies and whatever else may be a secret among its headers. Its query stays: it is the link. */
export function withoutListedSecrets(download: ListedDownload): ListedDownload {
  const mirrors = download.mirrors.map((mirror) => withoutCredentials(mirror));
  return { ...download, url: withoutCredentials(download.url), mirrors, headers: foreignHeaders(download.headers) };
}

export type ReadListFile =
  | {
      readonly ok: true;
      readonly downloads: readonly ListedDownload[];
      /** Downloads that cannot be read, by their number from 1. */
      readonly unreadable: readonly number[];
      readonly settings: SettingsChange;
      /** Settings of another version, or with values out of bounds. */
      readonly unknownSettings: readonly string[];
    }
  | { readonly ok: false; readonly reason: 'notJson' | 'notSluice' | 'newer' };

const fileSchema = lazy(() =>
  z.object({
    format: z.literal('sluice'),
    version: z.int().min(1),
    settings: z.record(z.string(), z.unknown()).default({}),
    downloads: z.array(z.unknown()).default([]),
  }),
);

/** Entries checked in one step: a few milliseconds. */
const ENTRIES_PER_STEP = 200;
/** Lines parsed in one step. */
const LINES_PER_STEP = 1000;

/** Reads such a file. One bad download or setting does not spoil the others. */
export function* readListFile(text: string): Steps<ReadListFile> {
  const json = (yield* readLineByLine(text)) ?? parseJson(text);
  if (json === undefined) return { ok: false, reason: 'notJson' };
  const file = fileSchema().safeParse(json);
  if (!file.success) return { ok: false, reason: 'notSluice' };
  if (file.data.version > VERSION) return { ok: false, reason: 'newer' };
  const downloads: ListedDownload[] = [];
  const unreadable: number[] = [];
  for (const [index, each] of file.data.downloads.entries()) {
    if (index % ENTRIES_PER_STEP === ENTRIES_PER_STEP - 1) yield 0.3 + (0.7 * index) / file.data.downloads.length;
    const parsed = listedDownloadSchema().safeParse(each);
    if (parsed.success && parseLink(parsed.data.url).ok) downloads.push(parsed.data);
    else unreadable.push(index + 1);
  }
  return { ok: true, downloads, unreadable, ...readSettings(file.data.settings) };
}

/**
 * The content of a file as `listFileFrame` makes it: its head in the first line, one download in each of the others. Parsed
 * line by line, since a long text as a whole would take too long for one step.
 * @returns `null` when its lines are others: someone else wrote it, or wrote it anew.
 */
function* readLineByLine(text: string): Steps<object | null> {
  const lines = linesOf(text);
  const head = lines.next();
  if (head.done === true || !head.value.text.endsWith('"downloads":[')) return null;
  const file = parseJson(`${head.value.text}]}`);
  if (typeof file !== 'object' || file === null) return null;
  const downloads: unknown[] = [];
  for (const { text: line, nextStart } of lines) {
    if (line === ']}') return { ...file, downloads };
    if (line === '') continue; // Without a download there is an empty line.
    const download = parseJson(line.endsWith(',') ? line.slice(0, -1) : line);
    if (download === undefined) return null;
    downloads.push(download);
    if (downloads.length % LINES_PER_STEP === 0) yield (0.3 * nextStart) / text.length;
  }
  return null; // Cut off: no JSON as a whole either.
}

function readSettings(given: Readonly<Record<string, unknown>>): {
  readonly settings: SettingsChange;
  readonly unknownSettings: readonly string[];
} {
  const settings: Record<string, unknown> = {};
  const unknownSettings: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const field = Object.entries(settingFields()).find(([known]) => known === name)?.[1];
    const parsed = field?.safeParse(value);
    if (parsed?.success === true) settings[name] = parsed.data;
    else unknownSettings.push(name);
  }
  // Each value has passed its own schema.
  return { settings, unknownSettings };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return undefined; // SyntaxError only: no JSON.
  }
}

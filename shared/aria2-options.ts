import { checksumSchema, newDownloadSchema, type NewDownload, type NewDownloadInput } from './new-download.ts';
import {
  CHECKSUM_ALGORITHMS as KNOWN_ALGORITHMS,
  MAX_NAME_LENGTH,
  type ChecksumAlgorithm,
  type NameTakenPolicy,
} from './download.ts';
import { settingsChangeSchema, type SettingsChange } from './settings.ts';

/** An option that cannot be used; the message is aria2's. */
export class Aria2OptionError extends Error {
  override readonly name = 'Aria2OptionError';
}

/** Option values as a client sent them: aria2 takes texts only; numbers and booleans are taken too, as their text. */
export type Aria2Options = Readonly<Record<string, unknown>>;

/** What `aria2.addUri` asks for. The folder in it has not been judged yet. */
export type AddWish = {
  readonly download: NewDownload;
  readonly paused: boolean;
  /** The place among those that wait, from 0; at the end without. */
  readonly position?: number;
};

const MAX_CONNECTIONS = 32;
/** aria2's names, and Sluice's own for what aria2 does not have. */
const CHECKSUM_ALGORITHMS: Readonly<Record<string, ChecksumAlgorithm>> = {
  'sha-1': 'sha1',
  'sha-224': 'sha224',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
  ...Object.fromEntries(KNOWN_ALGORITHMS.map((algorithm) => [algorithm, algorithm])),
};

/**
 * Reads the options of one download. Options that Sluice does not have are ignored, as aria2 ignores unknown ones; a
 * proxy is refused, since going without it would show the user's address to someone who should not see it.
 * @throws Aria2OptionError naming the option that cannot be used.
 */
export function readDownloadOptions(url: string, options: Aria2Options): AddWish {
  refuseProxies(options);
  const input: NewDownloadInput = {
    url,
    directory: textOption(options, 'dir'),
    name: textOption(options, 'out'),
    headers: readHeaders(options),
    connections: readConnections(options) ?? null,
    limitBytesPerSecond: readOption(options, 'max-download-limit', parseSize) ?? null,
    maxAttempts: readOption(options, 'max-tries', integerWithin(0, 1000)) ?? null,
    retryWaitMs: readOption(options, 'retry-wait', secondsToMs) ?? null,
    checksum: readOption(options, 'checksum', parseChecksum) ?? null,
    onNameTaken: readNameTaken(options) ?? null,
  };
  const parsed = newDownloadSchema().safeParse(input);
  if (parsed.success) return { download: parsed.data, paused: readOption(options, 'pause', parseBoolean) ?? false };
  const field = String(parsed.error.issues[0]?.path[0] ?? 'url');
  if (field === 'url') throw new Aria2OptionError('No URI to download.');
  throw badOption(OPTION_OF_FIELD[field] ?? field);
}

/** What `aria2.changeOption` can change of a download. The folder in it has not been judged yet. */
export type OptionChange = {
  readonly directory?: string | undefined;
  readonly name?: string | undefined;
  readonly connections?: number | undefined;
  readonly limitBytesPerSecond?: number | undefined;
};

/**
 * Reads a change of the options of one download. Options that cannot be changed later are ignored, as aria2 ignores unknown ones.
 * @throws Aria2OptionError naming the option that cannot be used.
 */
export function readOptionChange(options: Aria2Options): OptionChange {
  const directory = textOption(options, 'dir');
  const name = textOption(options, 'out');
  if (name !== undefined && name.length > MAX_NAME_LENGTH) throw badOption('out');
  return {
    directory,
    name,
    connections: readConnections(options),
    limitBytesPerSecond: readOption(options, 'max-download-limit', parseSize),
  };
}

const OPTION_OF_FIELD: Readonly<Record<string, string>> = { directory: 'dir', name: 'out', headers: 'header' };

/**
 * Reads a change of the global options. Options without a setting in Sluice are ignored, as aria2 ignores unknown ones.
 * The folder in it has not been judged yet.
 * @throws Aria2OptionError naming the option that cannot be used.
 */
export function readGlobalOptions(options: Aria2Options): SettingsChange {
  refuseProxies(options);
  const change = {
    downloadFolder: textOption(options, 'dir'),
    limitBytesPerSecond: readOption(options, 'max-overall-download-limit', parseSize),
    maxActiveDownloads: readOption(options, 'max-concurrent-downloads', integerWithin(1, 100)),
    connectionsPerDownload: readConnections(options),
    maxAttempts: readOption(options, 'max-tries', integerWithin(0, 1000)),
    onNameTaken: readNameTaken(options),
  };
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return settingsChangeSchema().parse(given);
}

/**
 * aria2 has two switches for a name that is taken: `allow-overwrite`, which wins, and `auto-file-renaming`. With both off it
 * ends the download with error 13, as Sluice does for `skip`.
 */
function readNameTaken(options: Aria2Options): NameTakenPolicy | undefined {
  const overwrites = readOption(options, 'allow-overwrite', parseBoolean);
  const renames = readOption(options, 'auto-file-renaming', parseBoolean);
  if (overwrites === true) return 'overwrite';
  if (renames === undefined) return undefined;
  return renames ? 'rename' : 'skip';
}

/** A size such as `1M` or `500K` in bytes; `null` when it is none. K is 1024, M is 1024 K; no fractions, as in aria2. */
export function parseSize(text: string): number | null {
  const match = /^\s*(\d+)([km]?)\s*$/iu.exec(text);
  if (match === null) return null;
  const unit = { '': 1, k: 1024, m: 1024 * 1024 }[(match[2] ?? '').toLowerCase()] ?? 1;
  const bytes = Number(match[1]) * unit;
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** `sha-256=HEX` as a checksum; `null` when it is none or its algorithm is not known. */
function parseChecksum(text: string): NewDownload['checksum'] {
  const [name = '', hex = ''] = text.split('=', 2);
  const parsed = checksumSchema().safeParse({ algorithm: CHECKSUM_ALGORITHMS[name.trim().toLowerCase()], hex });
  return parsed.success ? parsed.data : null;
}

function parseBoolean(text: string): boolean | null {
  if (text === 'true') return true;
  return text === 'false' ? false : null;
}

function integerWithin(min: number, max: number): (text: string) => number | null {
  return (text) => {
    const value = /^\s*\d{1,15}\s*$/u.test(text) ? Number(text) : -1;
    return value >= min && value <= max ? value : null;
  };
}

/** aria2's bound: 0 to 600 seconds. */
function secondsToMs(text: string): number | null {
  const seconds = integerWithin(0, 600)(text);
  return seconds === null ? null : seconds * 1000;
}

/**
 * Connections for one file: the smaller one of `split` and `max-connection-per-server`, where given, since Sluice uses
 * one server a file. `split` may be larger than Sluice's 32 and then means 32.
 */
function readConnections(options: Aria2Options): number | undefined {
  const split = readOption(options, 'split', integerWithin(1, Number.MAX_SAFE_INTEGER));
  const perServer = readOption(options, 'max-connection-per-server', integerWithin(1, MAX_CONNECTIONS));
  if (split === undefined && perServer === undefined) return undefined;
  return Math.min(split ?? MAX_CONNECTIONS, perServer ?? MAX_CONNECTIONS, MAX_CONNECTIONS);
}

/** `header` (a text or a list of texts), and the options that are headers by another name. */
function readHeaders(options: Aria2Options): { name: string; value: string }[] {
  const given: unknown = options['header'];
  const lines: readonly unknown[] = Array.isArray(given) ? given : [given];
  const headers = lines
    // The text form may hold several lines.
    .flatMap((text) => (typeof text === 'string' ? text.split('\n') : []))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw badOption('header');
      return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    });
  const agent = textOption(options, 'user-agent');
  const referer = textOption(options, 'referer');
  if (agent !== undefined) headers.push({ name: 'User-Agent', value: agent });
  if (referer !== undefined) headers.push({ name: 'Referer', value: referer });
  const user = textOption(options, 'http-user');
  if (user !== undefined) {
    const credentials = base64(`${user}:${textOption(options, 'http-passwd') ?? ''}`);
    headers.push({ name: 'Authorization', value: `Basic ${credentials}` });
  }
  return headers;
}

/** Of the UTF-8 bytes of a text (RFC 7617, 2.1). */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function refuseProxies(options: Aria2Options): void {
  for (const name of ['all-proxy', 'http-proxy', 'https-proxy']) {
    if (textOption(options, name) !== undefined) {
      throw new Aria2OptionError(`Sluice takes its proxy from its settings, not from the option '--${name}'.`);
    }
  }
}

/** The option's text; `undefined` when it is missing or empty. */
function textOption(options: Aria2Options, name: string): string | undefined {
  return readOption(options, name, (text) => text) || undefined;
}

/** @throws Aria2OptionError when the option is there and `parse` gives `null`. */
function readOption<Value>(
  options: Aria2Options,
  name: string,
  parse: (text: string) => Value | null,
): Value | undefined {
  const given = options[name];
  if (given === undefined) return undefined;
  const isPlain = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean';
  const value = isPlain ? parse(String(given)) : null;
  if (value === null) throw badOption(name);
  return value;
}

function badOption(name: string): Aria2OptionError {
  return new Aria2OptionError(`We encountered a problem while processing the option '--${name}'.`);
}

import type { Category } from '../../shared/category.ts';
import { CHECKSUM_ALGORITHMS, CHECKSUM_HEX_DIGITS, type HeaderField } from '../../shared/download.ts';
import type { HostChoices } from '../../shared/host-choices.ts';
import { checksumSchema, headerSchema, type NewDownloadInput } from '../../shared/new-download.ts';
import { OWN_HEADERS } from '../../shared/own-headers.ts';
import type { FoundLink } from './link-scan.ts';

/** The fields of the "Add" dialog below its links, as they are written there. */
export type AddOptions = {
  /** `null` until someone chose one: the download folder, or the one of a rule. */
  readonly directory: string | null;
  /** For a single link. */
  readonly name: string;
  readonly connections: string;
  /** In megabytes a second. */
  readonly limit: string;
  readonly userAgent: string;
  readonly referer: string;
  readonly cookies: string;
  /** One `Name: value` a line. */
  readonly headers: string;
  /** `sha256=HEX`, the digits alone, or `auto` for one that lies beside the link. For a single link. */
  readonly checksum: string;
  /** What the files are; `null` for what their names and servers say. */
  readonly category: Category | null;
};

export const NO_OPTIONS: AddOptions = {
  directory: null,
  name: '',
  connections: '',
  limit: '',
  userAgent: '',
  referer: '',
  cookies: '',
  headers: '',
  checksum: '',
  category: null,
};

/** The fields that may hold something wrong. */
export type WrongField = 'connections' | 'limit' | 'userAgent' | 'referer' | 'cookies' | 'headers' | 'checksum';

/** What holds for all links of the dialog. */
export type AddWish = Pick<NewDownloadInput, 'connections' | 'limitBytesPerSecond' | 'checksum' | 'checksumFrom'> & {
  readonly headers: readonly HeaderField[];
};

export type ReadOptions =
  | { readonly ok: true; readonly wish: AddWish }
  | { readonly ok: false; readonly field: WrongField };

const MEGABYTE = 1_000_000;

/** Reads the fields; the first that cannot be used is named. */
export function readAddOptions(options: AddOptions): ReadOptions {
  const connections = readNumber(options.connections, { scale: 1, least: 1, most: 32 });
  if (connections === undefined || !Number.isInteger(connections ?? 1)) return wrong('connections');
  const limit = readNumber(options.limit, { scale: MEGABYTE, least: 0, most: Number.MAX_SAFE_INTEGER });
  if (limit === undefined) return wrong('limit');
  const isAuto = options.checksum.trim().toLowerCase() === 'auto';
  const checksum = isAuto ? null : readChecksum(options.checksum);
  if (checksum === undefined) return wrong('checksum');
  const headers: HeaderField[] = [];
  for (const [field, text] of [
    ['headers', options.headers],
    ['cookies', fieldLine('Cookie', options.cookies)],
    ['referer', fieldLine('Referer', options.referer)],
    ['userAgent', fieldLine('User-Agent', options.userAgent)],
  ] as const) {
    const read = readHeaders(text);
    if (read === undefined) return wrong(field);
    headers.push(...read);
  }
  return {
    ok: true,
    wish: {
      connections,
      limitBytesPerSecond: limit === null ? null : Math.round(limit),
      checksum,
      checksumFrom: isAuto ? 'sibling' : null,
      headers,
    },
  };
}

function wrong(field: WrongField): ReadOptions {
  return { ok: false, field };
}

function fieldLine(name: string, value: string): string {
  return value.trim() === '' ? '' : `${name}: ${value.trim()}`;
}

/** `null` for nothing written, `undefined` for what is no such number. */
function readNumber(
  text: string,
  bounds: { readonly scale: number; readonly least: number; readonly most: number },
): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (!/^\d+(?:[.,]\d+)?$/u.test(trimmed)) return undefined;
  const value = Number(trimmed.replace(',', '.')) * bounds.scale;
  return value >= bounds.least && value <= bounds.most ? value : undefined;
}

/** Lines of `Name: value`; `undefined` when one is none, or is for Sluice to decide. */
function readHeaders(text: string): readonly HeaderField[] | undefined {
  const headers: HeaderField[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const parsed = headerSchema().safeParse({
      name: line.slice(0, Math.max(colon, 0)).trim(),
      value: line.slice(colon + 1).trim(),
    });
    if (!parsed.success) return undefined;
    const name = parsed.data.name.toLowerCase();
    if (name === 'host' || OWN_HEADERS.has(name)) return undefined;
    headers.push(parsed.data);
  }
  return headers;
}

/** Digits alone are of the usual algorithm with so many: what pages print below a link. */
const USUAL_BY_DIGITS: Readonly<Record<number, string>> = {
  32: 'md5',
  40: 'sha1',
  56: 'sha224',
  64: 'sha256',
  96: 'sha384',
  128: 'sha512',
};

/** `null` for nothing written, `undefined` for what is no checksum. */
function readChecksum(text: string): AddWish['checksum'] | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '') return null;
  const named = /^([a-z0-9-]+)\s*[=:]\s*([0-9a-f]+)$/u.exec(trimmed);
  const hex = named?.[2] ?? trimmed;
  const algorithm = named?.[1]?.replace('-', '') ?? USUAL_BY_DIGITS[hex.length];
  const known = CHECKSUM_ALGORITHMS.find((candidate) => candidate === algorithm);
  if (known === undefined || hex.length !== CHECKSUM_HEX_DIGITS[known]) return undefined;
  return checksumSchema().safeParse({ algorithm: known, hex }).data;
}

/** What is added for one link: its own headers, name and checksum count, unless the dialog says otherwise. */
export function toNewDownload(link: FoundLink, options: AddOptions, wish: AddWish): NewDownloadInput {
  const chosen = new Set(wish.headers.map((header) => header.name.toLowerCase()));
  const own = (link.headers ?? []).filter((header) => !chosen.has(header.name.toLowerCase()));
  const name = options.name.trim() === '' ? link.name : options.name.trim();
  const directory = options.directory?.trim() ?? '';
  return {
    url: link.url,
    ...wish,
    checksum: wish.checksum ?? link.checksum ?? null,
    ...(link.pieces === undefined || link.pieces === null ? {} : { pieces: link.pieces }),
    ...(link.mirrors === undefined ? {} : { mirrors: [...link.mirrors] }),
    headers: [...own, ...wish.headers],
    ...(name === undefined ? {} : { name }),
    ...(directory === '' ? {} : { directory }),
    ...(options.category === null ? {} : { category: options.category }),
  };
}

/** What is remembered for the next link of the same host. Cookies and other headers are not. */
export function toHostChoices(options: AddOptions, wish: AddWish): HostChoices {
  const directory = options.directory?.trim() ?? '';
  return {
    directory: directory === '' ? null : directory,
    connections: wish.connections ?? null,
    limitBytesPerSecond: wish.limitBytesPerSecond ?? null,
    userAgent: options.userAgent.trim(),
  };
}

/** Puts what was chosen the last time into the fields that nobody has written in. */
export function withChoices(options: AddOptions, choices: HostChoices): AddOptions {
  return {
    ...options,
    directory: options.directory ?? choices.directory,
    connections: options.connections || (choices.connections === null ? '' : String(choices.connections)),
    limit:
      options.limit || (choices.limitBytesPerSecond === null ? '' : String(choices.limitBytesPerSecond / MEGABYTE)),
    userAgent: options.userAgent || choices.userAgent,
  };
}

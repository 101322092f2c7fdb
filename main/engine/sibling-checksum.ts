import { CHECKSUM_HEX_DIGITS, type Checksum, type ChecksumAlgorithm } from '../../shared/download.ts';
import { readAnswerText } from './answer-text.ts';
import type { HttpAnswer } from './http-client.ts';
import { ask, type Asker } from './probe.ts';
import { percentDecoded } from './text-decoding.ts';
import { TransferError } from './transfer-error.ts';

/** A list of checksums of a large mirror has some ten thousand lines; more is not one. */
const MAX_BYTES = 1024 * 1024;
/** Longest time for all of them together, in milliseconds. */
const MAX_MS = 60_000;

const OWN: readonly (readonly [suffix: string, algorithm: ChecksumAlgorithm])[] = [
  ['.sha256', 'sha256'],
  ['.sha512', 'sha512'],
  ['.md5', 'md5'],
];
const LISTS: readonly (readonly [name: string, algorithm: ChecksumAlgorithm])[] = [
  ['SHA256SUMS', 'sha256'],
  ['SHA512SUMS', 'sha512'],
  ['MD5SUMS', 'md5'],
];

/**
 * The checksum that is published beside a link: `NAME.sha256` and its like, else `SHA256SUMS` and its like in the same
 * folder. Asked for as the file itself is: same headers to the same origin, redirects and certificates as for it.
 * @throws TransferError `checksum.unavailable` when there is none; the signal's reason when aborted.
 */
export async function fetchSiblingChecksum(asker: Asker, idleTimeoutMs: number): Promise<Checksum> {
  const name = fileNameOf(asker.target.url);
  const signal = AbortSignal.any([asker.signal, AbortSignal.timeout(MAX_MS)]);
  for (const sibling of name === '' ? [] : siblingsOf(asker.target.url)) {
    const text = await readSibling({ ...asker, signal, target: { ...asker.target, url: sibling.url } }, idleTimeoutMs);
    asker.signal.throwIfAborted();
    const hex = findChecksum(text ?? '', { name, ...sibling });
    if (hex !== null) return { algorithm: sibling.algorithm, hex };
  }
  throw new TransferError(
    'checksum.unavailable',
    `no ${name}.sha256, .sha512 or .md5, no SHA256SUMS, SHA512SUMS or MD5SUMS`,
  );
}

function fileNameOf(url: string): string {
  return percentDecoded(new URL(url).pathname.split('/').at(-1) ?? '');
}

type Sibling = {
  readonly url: string;
  readonly algorithm: ChecksumAlgorithm;
  /** It holds the checksum of this file alone, so that it need not say its name. */
  readonly isOwn: boolean;
};

/** Where to look, in this order. The query stays: it may hold what lets us in. */
export function siblingsOf(url: string): readonly Sibling[] {
  const beside = (change: (path: string) => string): string => {
    const link = new URL(url);
    link.pathname = change(link.pathname);
    return link.href;
  };
  return [
    ...OWN.map(([suffix, algorithm]) => ({ url: beside((path) => path + suffix), algorithm, isOwn: true })),
    ...LISTS.map(([list, algorithm]) => ({
      url: beside((path) => path.replace(/[^/]*$/u, list)),
      algorithm,
      isOwn: false,
    })),
  ];
}

/** The text of a sibling; `null` when there is none, or it is no text of a bearable size. */
async function readSibling(asker: Asker, idleTimeoutMs: number): Promise<string | null> {
  let answer: HttpAnswer | null = null;
  try {
    answer = await ask(asker, { range: null, ifRange: null });
    const { status, headers } = answer.head;
    const coding = headers['content-encoding'] ?? 'identity';
    if (status !== 200 || coding !== 'identity') return null;
    return await readAnswerText({ answer }, { maxBytes: MAX_BYTES, idleTimeoutMs, signal: asker.signal });
  } catch {
    // Whatever went wrong, there is no checksum from here; the caller looks whether it was told to stop.
    return null;
  } finally {
    answer?.release();
  }
}

/**
 * The checksum of a file in the text of a checksum file: lines of GNU's tools (`HEX  NAME`, `HEX *NAME`, with a backslash
 * before when the name has escapes) or BSD's (`SHA256 (NAME) = HEX`); `null` when the name is not there. Only the last part
 * of the names is compared. A file's own checksum file may hold nothing but the hash.
 */
export function findChecksum(
  text: string,
  wanted: { readonly name: string; readonly algorithm: ChecksumAlgorithm; readonly isOwn: boolean },
): string | null {
  const isRight = (hex: string): boolean => hex.length === CHECKSUM_HEX_DIGITS[wanted.algorithm];
  const entries: { readonly name: string | null; readonly hex: string }[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const gnu = /^(?<escaped>\\?)(?<hex>[0-9a-f]{32,128})(?:\s+\*?(?<name>\S.*))?$/iu.exec(line.trim())?.groups;
    const bsd = /^(?<kind>[\w-]+)\s*\((?<name>.+)\)\s*=\s*(?<hex>[0-9a-f]{32,128})$/iu.exec(line.trim())?.groups;
    const hex = (gnu?.['hex'] ?? bsd?.['hex'] ?? '').toLowerCase();
    if (!isRight(hex)) continue;
    if (bsd !== undefined && !isKind(bsd['kind'] ?? '', wanted.algorithm)) continue;
    const given = gnu?.['name'] ?? bsd?.['name'] ?? null;
    const name = gnu?.['escaped'] === '\\' ? unescaped(given ?? '') : given;
    entries.push({ name: name?.split(/[/\\]/u).at(-1) ?? null, hex });
  }
  const own = entries.find((entry) => entry.name === wanted.name);
  if (own !== undefined) return own.hex;
  const [only] = entries;
  return wanted.isOwn && entries.length === 1 && only?.name === null ? only.hex : null;
}

function isKind(kind: string, algorithm: ChecksumAlgorithm): boolean {
  return kind.toLowerCase().replaceAll('-', '') === algorithm;
}

function unescaped(name: string): string {
  return name.replaceAll(/\\([\\nr])/gu, (_whole, code: string) => ({ n: '\n', r: '\r' })[code] ?? '\\');
}

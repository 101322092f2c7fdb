import { InvalidArgumentError } from 'commander';
import { checksumSchema, type NewDownload } from '../../shared/new-download.ts';
import { CHECKSUM_ALGORITHMS, type Checksum, type HeaderField } from '../../shared/download.ts';
import { OWN_HEADERS } from '../../shared/own-headers.ts';
import { parseProxyAddress } from '../../shared/proxy.ts';

/*
 * What stands behind an option, from text to value. Each throws commander's InvalidArgumentError, whose message the user
 * reads after "option '…' argument '…' is invalid."
 */

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Bytes per second from `500K`, `2M`, `1.5M`, `0`; K is 1024 as in curl, wget and aria2. 0 means no limit. */
export function parseRate(text: string): number {
  const groups = /^(?<number>\d+(?:\.\d+)?)(?<unit>[kmg]?)$/iu.exec(text.trim())?.groups;
  const unit = UNITS[groups?.['unit']?.toLowerCase() ?? ''];
  const rate = Math.round(Number(groups?.['number'] ?? Number.NaN) * (unit ?? Number.NaN));
  if (!Number.isSafeInteger(rate)) {
    throw new InvalidArgumentError('Write bytes per second, such as 500K, 2M or 1.5M; 0 means no limit.');
  }
  // Something smaller than a byte a second was meant as slow, not as unlimited.
  return rate === 0 && Number(groups?.['number']) > 0 ? 1 : rate;
}

/** A SHA-256 in hexadecimal; colons and spaces between its digits are left out, as programs show it. */
export function parseSha256(text: string): string {
  const hex = text.replace(/[:\s]/gu, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/u.test(hex)) throw new InvalidArgumentError('Write the 64 hexadecimal digits of a SHA-256.');
  return hex;
}

/** The address of a proxy as it is, or `none`. */
export function parseProxyOption(text: string): string {
  const address = text.trim();
  if (address.toLowerCase() === 'none') return 'none';
  if (parseProxyAddress(address) !== null) return address;
  throw new InvalidArgumentError(
    'Write a proxy such as http://host:3128 or socks5://user:password@host:1080, or none.',
  );
}

/** `sha256=HEX`; also `sha-256`, as aria2 writes it; `auto` looks for one beside the link. */
export function parseChecksum(text: string): Checksum | 'auto' {
  if (text.trim().toLowerCase() === 'auto') return 'auto';
  const [name = '', hex = '', ...rest] = text.trim().split('=');
  const algorithm = name.toLowerCase().replace('-', '');
  if (rest.length > 0 || hex === '') {
    throw new InvalidArgumentError('Write ALGORITHM=HEX, such as sha256=9f86d0…, or auto.');
  }
  const known = CHECKSUM_ALGORITHMS.find((candidate) => candidate === algorithm);
  if (known === undefined) {
    throw new InvalidArgumentError(`Sluice knows ${CHECKSUM_ALGORITHMS.join(', ')}.`);
  }
  const parsed = checksumSchema().safeParse({ algorithm: known, hex });
  if (!parsed.success) {
    throw new InvalidArgumentError(`That is no ${known} checksum: it is too short, too long or not hexadecimal.`);
  }
  return parsed.data;
}

/** What the option `--checksum` asks of a download. */
export function checksumWish(given: Checksum | 'auto' | undefined): Pick<NewDownload, 'checksum' | 'checksumFrom'> {
  return given === 'auto'
    ? { checksum: null, checksumFrom: 'sibling' }
    : { checksum: given ?? null, checksumFrom: null };
}

/** A text that is not empty; `what` says what to write. */
export function someText(what: string): (text: string) => string {
  return (text) => {
    if (text.trim() === '') throw new InvalidArgumentError(`It is empty. Write ${what}, or leave the option out.`);
    return text;
  };
}

/** One more `-H "Name: value"`, behind those before. */
export function collectHeader(text: string, before: readonly HeaderField[]): readonly HeaderField[] {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0)).trim();
  const value = text.slice(colon + 1).trim();
  // RFC 9110, 5.5 and 5.6.2; the core checks the same again.
  if (!/^[!#$%&'*+.^_`|~\w-]+$/u.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/u.test(value)) {
    throw new InvalidArgumentError('Write one header as "Name: value".');
  }
  // The engine would leave it out (`OWN_HEADERS`); refused here, so that nobody wonders why it does nothing.
  if (name.toLowerCase() === 'host' || OWN_HEADERS.has(name.toLowerCase())) {
    throw new InvalidArgumentError(`Sluice sets the header ${name} itself. Leave it out.`);
  }
  return [...before, { name, value }];
}

/** A whole number within bounds, both included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/u.test(text.trim()) ? Number(text) : Number.NaN;
    if (Number.isNaN(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** One more id of a download, behind those before. */
export function collectId(text: string, before: readonly number[] | undefined): readonly number[] {
  if (!/^[1-9]\d{0,15}$/u.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError('The number of a download is in the first column of `sluice list`.');
  }
  return [...(before ?? []), Number(text)];
}

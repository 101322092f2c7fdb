import { SaxesParser, type SaxesTagNS } from 'saxes';
import { runAtOnce, type Steps } from './steps.ts';
import { CHECKSUM_HEX_DIGITS, MAX_MIRRORS, MAX_NAME_LENGTH, toChecksum, type Checksum } from './download.ts';
import { MAX_PIECES, toPieceHashes, type PieceHashes } from './piece-hashes.ts';
import { parseLink } from './url.ts';

/** A file that a Metalink names. */
export type MetalinkFile = {
  /** Without folders, and otherwise as it was written: it is made safe like any other wish. */
  readonly name: string;
  /** Links by http and https, the preferred first; at least one. */
  readonly links: readonly [string, ...string[]];
  /** The strongest that Sluice knows. */
  readonly checksum: Checksum | null;
  /** What its pieces must hash to, by the strongest that Sluice knows; `null` when they are cut off or too many as well. */
  readonly pieces: PieceHashes | null;
  /** As it is said to be; `null` when it is not said, or not as a number. */
  readonly sizeBytes: number | null;
};

export type ReadMetalink =
  | {
      readonly ok: true;
      readonly files: readonly MetalinkFile[];
      /** Of each file without a link that Sluice can follow, one that it cannot; `metalink:NAME` when there is none at all. */
      readonly unusable: readonly string[];
    }
  | { readonly ok: false; readonly reason: 'notMetalink' | 'damaged' };

const NAMESPACE = 'urn:ietf:params:xml:ns:metalink';
/** Of version 3, which came before the RFC and has the same facts in other places (http://www.metalinker.org/Metalink_3.0_Spec.pdf). */
const NAMESPACE_3 = 'http://www.metalinker.org/';
/** Where version 3 has what version 4 has. */
const AS_IN_VERSION_4: Readonly<Record<string, string>> = {
  'metalink/files/file': 'metalink/file',
  'metalink/files/file/size': 'metalink/file/size',
  'metalink/files/file/resources/url': 'metalink/file/url',
  'metalink/files/file/verification/hash': 'metalink/file/hash',
  'metalink/files/file/verification/pieces': 'metalink/file/pieces',
  'metalink/files/file/verification/pieces/hash': 'metalink/file/pieces/hash',
};
/** A Metalink nests five deep, and other vocabularies in it are small. Looking up where an element stands takes longer the deeper it is. */
const MAX_DEPTH = 64;
/** As many as a list may have. */
const MAX_FILES = 100_000;
/** A priority that is missing is the last one (RFC 5854, 4.2.16). */
const LAST_PRIORITY = 999_999;
/** By their names in IANA's registry of hash functions, the strongest first. */
const HASHES = { 'sha-512': 'sha512', 'sha-384': 'sha384', 'sha-256': 'sha256', 'sha-1': 'sha1', md5: 'md5' } as const;

/** Whether a text may be a Metalink. A comment ends at its first `-->`, or one text of many comments could be read in countless ways. */
export function looksLikeMetalink(text: string): boolean {
  return /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:\w+:)?metalink[\s>]/u.test(
    text.slice(0, 10_000),
  );
}

/**
 * Reads a Metalink of version 4 (RFC 5854) or 3. What it says is a stranger's word: names lose their folders, links are parsed, a document
 * type is refused (with it entities could grow for ever), and so are elements that nest without end and files without number; of
 * pieces that are cut off or too many none is used.
 */
export function readMetalink(text: string): ReadMetalink {
  return runAtOnce(readMetalinkInSteps(text));
}

/** Characters parsed in one step: some milliseconds. */
const CHARACTERS_PER_STEP = 32_768;

/** The same in steps: a Metalink of thousands of files takes the better part of a second. */
export function* readMetalinkInSteps(text: string): Steps<ReadMetalink> {
  if (!looksLikeMetalink(text)) return { ok: false, reason: 'notMetalink' };
  const reader = new Reader();
  try {
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('doctype', () => {
      throw new Error('a document type');
    });
    parser.on('opentag', (tag) => reader.open(tag));
    parser.on('text', (content) => reader.text(content));
    parser.on('cdata', (content) => reader.text(content));
    parser.on('closetag', (tag) => reader.close(tag));
    for (let start = text.startsWith('\uFEFF') ? 1 : 0; start < text.length; start += CHARACTERS_PER_STEP) {
      parser.write(text.slice(start, start + CHARACTERS_PER_STEP));
      yield start / text.length;
    }
    parser.close();
  } catch {
    return { ok: false, reason: 'damaged' };
  }
  return reader.isMetalink ? { ok: true, ...reader.result() } : { ok: false, reason: 'notMetalink' };
}

type Draft = {
  readonly name: string;
  readonly links: { readonly url: string; readonly priority: number }[];
  /** Links that Sluice cannot follow. */
  readonly refused: string[];
  readonly hashes: Map<string, string>;
  readonly pieces: PiecesDraft[];
  sizeBytes: number | null;
};

/** The hashes of one `pieces` element, in their order (RFC 5854, 4.2.12). */
type PiecesDraft = { readonly type: string; readonly pieceBytes: number; readonly hexes: string[] };

/** Collects files out of the elements as they come. */
class Reader {
  readonly #files: Draft[] = [];
  readonly #path: string[] = [];
  #text = '';
  isMetalink = false;

  open(tag: SaxesTagNS): void {
    // Elements of other vocabularies are skipped with all that is in them.
    this.#path.push(tag.uri === NAMESPACE || tag.uri === NAMESPACE_3 ? tag.local : '?');
    this.#text = '';
    if (this.#path.length > MAX_DEPTH || this.#files.length > MAX_FILES) throw new Error('no bounds');
    const path = this.#place();
    if (path === 'metalink') this.isMetalink = true;
    if (path === 'metalink/file') {
      const name = attributeOf(tag, 'name').split(/[/\\]/u).at(-1) ?? '';
      const facts = { links: [], refused: [], hashes: new Map(), pieces: [], sizeBytes: null };
      this.#files.push({ name: name.slice(0, MAX_NAME_LENGTH), ...facts });
    }
    if (path === 'metalink/file/pieces') {
      const type = hashName(attributeOf(tag, 'type'));
      this.#files.at(-1)?.pieces.push({ type, pieceBytes: Number(attributeOf(tag, 'length')), hexes: [] });
    }
  }

  text(content: string): void {
    this.#text += content;
  }

  close(tag: SaxesTagNS): void {
    const path = this.#place();
    this.#path.pop();
    const file = this.#files.at(-1);
    const content = this.#text.trim();
    this.#text = '';
    if (file === undefined) return;
    if (path === 'metalink/file/pieces/hash') {
      const hexes = file.pieces.at(-1)?.hexes;
      // One more than may be is enough to know that they are too many.
      if (hexes !== undefined && hexes.length <= MAX_PIECES) hexes.push(content);
    }
    if (path === 'metalink/file/size') file.sizeBytes = sizeOf(content);
    if (path === 'metalink/file/hash') file.hashes.set(hashName(attributeOf(tag, 'type')), content);
    if (path !== 'metalink/file/url') return;
    const link = parseLink(content);
    const priority = priorityOf(tag);
    // Version 3 lists torrents among the links to the file (version 4 has another element for them).
    if (link.ok && attributeOf(tag, 'type') !== 'bittorrent') file.links.push({ url: link.url, priority });
    else file.refused.push(content);
  }

  #place(): string {
    const path = this.#path.join('/');
    return AS_IN_VERSION_4[path] ?? path;
  }

  result(): { readonly files: readonly MetalinkFile[]; readonly unusable: readonly string[] } {
    const files: MetalinkFile[] = [];
    const unusable: string[] = [];
    for (const { name, links, refused, hashes, pieces, sizeBytes } of this.#files) {
      const [first, ...others] = links.toSorted((a, b) => a.priority - b.priority).map(({ url }) => url);
      if (first === undefined) unusable.push(refused[0] ?? `metalink:${name}`);
      else if (name === '') unusable.push('metalink:');
      // Large projects list hundreds of mirrors; the preferred ones will do.
      else {
        const known = [first, ...others.slice(0, MAX_MIRRORS)] as const;
        files.push({ name, links: known, checksum: strongest(hashes), pieces: strongestPieces(pieces), sizeBytes });
      }
    }
    return { files, unusable };
  }
}

/** 1 is best; in version 3 a preference of 100 is. */
function priorityOf(tag: SaxesTagNS): number {
  const preference = Number(attributeOf(tag, 'preference'));
  return Number(attributeOf(tag, 'priority')) || (preference > 0 ? LAST_PRIORITY - preference : LAST_PRIORITY);
}

/** Octets, in digits (RFC 5854, 4.2.14). */
function sizeOf(content: string): number | null {
  return /^\d{1,15}$/u.test(content) ? Number(content) : null;
}

/** By its name in IANA's registry; version 3 writes `sha1` for `sha-1`. */
function hashName(type: string): string {
  return type.toLowerCase().replace(/^sha(?=\d)/u, 'sha-');
}

function attributeOf(tag: SaxesTagNS, name: string): string {
  return tag.attributes[name]?.value.trim() ?? '';
}

function strongest(hashes: ReadonlyMap<string, string>): Checksum | null {
  for (const [name, algorithm] of Object.entries(HASHES)) {
    const checksum = toChecksum(algorithm, hashes.get(name) ?? '');
    if (checksum !== null) return checksum;
  }
  return null;
}

function strongestPieces(drafts: readonly PiecesDraft[]): PieceHashes | null {
  for (const [name, algorithm] of Object.entries(HASHES)) {
    for (const { type, pieceBytes, hexes } of drafts) {
      const isWhole = hexes.every((hex) => hex.length === CHECKSUM_HEX_DIGITS[algorithm]);
      if (type !== name || !isWhole) continue;
      const pieces = toPieceHashes({ algorithm, pieceBytes, hex: hexes.join('') });
      if (pieces !== null) return pieces;
    }
  }
  return null;
}

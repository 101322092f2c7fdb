import { countPattern, expandPattern, hasPattern } from '../../shared/batch-pattern.ts';
import { takeCurlCommands, type CurlRefusal } from '../../shared/curl-command.ts';
import type { Checksum, HeaderField } from '../../shared/download.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import { looksLikeMetalink, readMetalinkInSteps, type ReadMetalink } from '../../shared/metalink.ts';
import type { PieceHashes } from '../../shared/piece-hashes.ts';
import { runInSteps } from '../../shared/steps.ts';
import { splitLines } from '../../shared/text-lines.ts';
import { findLinks, parseLink, type LinksInText, type ParsedLink } from '../../shared/url.ts';

/** Lines scanned in one go: about 3 ms, so that typing and painting go on between. */
const LINES_PER_STEP = 1000;

/** More links than patterns may make in one dialog: a slip of a digit, not a wish. */
const MAX_PATTERN_LINKS = 100_000;

/** A link of a text, with what the text says besides it. */
export type FoundLink = Extract<ParsedLink, { ok: true }> & {
  /** Of a curl command. */
  readonly headers?: readonly HeaderField[];
  /** Of a curl command, a Metalink, or of what a browser called the file that was dragged. */
  readonly name?: string;
  /** Of a Metalink: other links to the same file, and what it must hash to. */
  readonly mirrors?: readonly string[];
  readonly checksum?: Checksum | null;
  readonly pieces?: PieceHashes | null;
  /** Of a Metalink: how large the file is said to be. */
  readonly sizeBytes?: number | null;
};

/** Something that looks meant as a link and is not taken. */
export type RefusedLine = {
  readonly input: string;
  readonly reason: DownloadErrorCode | `curl.${CurlRefusal}` | 'pattern.tooMany' | 'metalink.damaged';
};

/** What texts hold. */
export type LinkScan = {
  /** Each once, in order. */
  readonly links: readonly FoundLink[];
  readonly refused: readonly RefusedLine[];
  /** Links that stood there again. */
  readonly repeats: number;
  /** Links with a pattern in them, and how many links these make, whether or not they are made. */
  readonly patterns: { readonly count: number; readonly links: number };
  /** A curl command wanted to go without checking certificates (`-k`). */
  readonly wantedInsecure: boolean;
};

export const NO_LINKS: LinkScan = {
  links: [],
  refused: [],
  repeats: 0,
  patterns: { count: 0, links: 0 },
  wantedInsecure: false,
};

export type ScanInput = {
  readonly texts: readonly string[];
  /** What browsers called files that were dragged, by their links. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether `[1-9]` and `{a,b}` make several links of one. */
  readonly expands: boolean;
  /** Lets the window work; resolves soon. */
  readonly pause: () => Promise<void>;
};

/**
 * Finds the links of long texts without holding up the window: some lines, then a pause.
 * @throws the signal's reason when the texts are not wanted any more.
 */
export async function scanLinks(input: ScanInput, signal: AbortSignal): Promise<LinkScan> {
  const found = new Findings(input.names);
  const others: string[] = [];
  for (const text of input.texts) {
    if (!looksLikeMetalink(text)) others.push(text);
    else found.takeMetalink(text, await runInSteps(readMetalinkInSteps(text), { pause: input.pause, signal }));
  }
  const plain = others.map((text) => found.takeCurl(text)).map((text) => found.takePatterns(text, input.expands));
  let isFirst = true;
  for (const piece of plain.flatMap((text) => splitLines(text, LINES_PER_STEP))) {
    if (!isFirst) await input.pause();
    signal.throwIfAborted();
    isFirst = false;
    found.add(findLinks(piece));
  }
  return found.result();
}

/** What was found so far. */
class Findings {
  readonly #names: ReadonlyMap<string, string>;
  readonly #links = new Map<string, FoundLink>();
  readonly #refused = new Map<string, RefusedLine>();
  #repeats = 0;
  #patterns = 0;
  #patternLinks = 0;
  #wantedInsecure = false;

  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  /** Takes the files of a Metalink that was read. */
  takeMetalink(text: string, read: ReadMetalink): void {
    if (!read.ok) {
      const input = text.trim().slice(0, 200);
      this.#refused.set(input, { input, reason: 'metalink.damaged' });
      return;
    }
    for (const { name, links, checksum, pieces, sizeBytes } of read.files) {
      const [first, ...mirrors] = links;
      const link = parseLink(first);
      if (link.ok) this.#put({ ...link, name, mirrors, checksum, pieces, sizeBytes });
    }
    for (const word of read.unusable) {
      const link = parseLink(word);
      if (!link.ok) this.#refused.set(link.input, { input: link.input, reason: link.code });
    }
  }

  /** Takes the curl commands out of a text; @returns the rest of it. */
  takeCurl(text: string): string {
    const { commands, rest } = takeCurlCommands(text);
    for (const command of commands) {
      if (!command.ok) {
        this.#refused.set(command.input, { input: command.input, reason: `curl.${command.reason}` });
        continue;
      }
      const link = parseLink(command.url);
      this.#wantedInsecure ||= command.wantedInsecure;
      if (!link.ok) this.#refused.set(link.input, { input: link.input, reason: link.code });
      else this.#put({ ...link, headers: command.headers, ...(command.name === null ? {} : { name: command.name }) });
    }
    return rest;
  }

  /** Puts the links that patterns make in their place; @returns the text with them. */
  takePatterns(text: string, expands: boolean): string {
    if (!hasPattern(text)) return text;
    return text.replaceAll(/[^\s]+/gu, (word) => {
      if (!/^(?:https?:\/\/|[\w-]+\.)/iu.test(word) || !hasPattern(word)) return word;
      const count = countPattern(word);
      this.#patterns += 1;
      this.#patternLinks += count;
      if (!expands) return word;
      if (this.#patternLinks <= MAX_PATTERN_LINKS) return [...expandPattern(word)].join('\n');
      this.#refused.set(word, { input: word.slice(0, 200), reason: 'pattern.tooMany' });
      return '';
    });
  }

  add(found: LinksInText): void {
    this.#repeats += found.repeats;
    for (const link of found.links) this.#put(link);
    for (const line of found.refused) this.#refused.set(line.input, { input: line.input, reason: line.code });
  }

  result(): LinkScan {
    return {
      links: [...this.#links.values()],
      refused: [...this.#refused.values()],
      repeats: this.#repeats,
      patterns: { count: this.#patterns, links: this.#patternLinks },
      wantedInsecure: this.#wantedInsecure,
    };
  }

  #put(link: FoundLink): void {
    if (this.#links.has(link.url)) {
      this.#repeats += 1;
      return;
    }
    const name = link.name ?? this.#names.get(link.url);
    this.#links.set(link.url, name === undefined ? link : { ...link, name });
  }
}

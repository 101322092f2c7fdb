import path from 'node:path';
import type { NewDownload } from '../../shared/new-download.ts';
import { MAX_MIRRORS, type Checksum, type HeaderField, type NameTakenPolicy } from '../../shared/download.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import { parseLink } from '../../shared/url.ts';
import { checksumWish } from './option-parsers.ts';
import type { LinkInput } from './link-file.ts';
import type { GetAnswers } from './get-answers.ts';

/** The options of `sluice get`, parsed. */
export type GetOptions = GetAnswers & {
  readonly dir?: string;
  readonly output?: string;
  /** Where more links stand, one a line. */
  readonly inputFile?: string;
  /** All links are of one file. */
  readonly mirrors?: boolean;
  /** Files at once. */
  readonly parallel?: number;
  readonly connections?: number;
  /** Bytes per second, 0 for none. */
  readonly limit?: number;
  /** `auto`: looked for beside the link, in `NAME.sha256`, `SHA256SUMS` and the like. */
  readonly checksum?: Checksum | 'auto';
  readonly onChanged?: 'restart' | 'keep-both';
  readonly onNameTaken?: Exclude<NameTakenPolicy, 'ask'>;
  /** Another link to the file that an earlier run of this command began. */
  readonly newLink?: string;
  readonly header: readonly HeaderField[];
  readonly maxTries?: number;
  /** An address that `parseProxyAddress` takes, or `none`. */
  readonly proxy?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
};

/** What is wrong with the options together, or `null`. */
export function optionProblem(
  urls: readonly unknown[],
  options: Pick<GetOptions, 'output' | 'checksum' | 'newLink'>,
): string | null {
  if (options.newLink !== undefined) {
    if (urls.length > 1) return 'A new link can be given for one link only. Use one command for each.';
    const link = parseLink(options.newLink);
    if (!link.ok) return `--new-link: ${ERROR_WORDS[link.code].what} ${ERROR_WORDS[link.code].todo}`;
  }
  if (options.checksum !== undefined && options.checksum !== 'auto' && urls.length > 1) {
    return 'A checksum can be given for one link only. Use one command for each.';
  }
  if (options.output === undefined) return null;
  if (urls.length > 1)
    return 'A name (-o) can be given for one link only. Use one command for each, or -d for a folder.';
  if (options.output === '-') return 'Sluice writes to files only, not to stdout: give a name behind -o.';
  return /(?:^|[/\\])\.{0,2}$/u.test(options.output)
    ? `${options.output} is a folder: give it with -d, and a name with -o.`
    : null;
}

/** An argument that is no link, and why in words. */
export type RefusedInput = { readonly input: string; readonly code: DownloadErrorCode; readonly message: string };

/** A link that can be fetched, and what was given for its file alone; see `LinkInput`. */
export type WishedLink = Omit<LinkInput, 'text'> & { readonly url: string };

/** The links of the command, each once, and those that are none. */
export function readLinks(inputs: readonly LinkInput[]): {
  readonly links: readonly WishedLink[];
  readonly refused: readonly RefusedInput[];
} {
  const links = new Map<string, WishedLink>();
  const refused: RefusedInput[] = [];
  const urlOf = (text: string): string | null => {
    const link = parseLink(text);
    if (link.ok) return link.url;
    const { what, todo } = ERROR_WORDS[link.code];
    refused.push({ input: link.input, code: link.code, message: `${what} ${todo}` });
    return null;
  };
  for (const { text, mirrors, ...given } of inputs) {
    const [url, ...others] = [text, ...mirrors].map(urlOf).filter((one) => one !== null);
    if (url !== undefined) links.set(url, { ...given, url, mirrors: others });
  }
  return { links: [...links.values()], refused };
}

/** Where the file goes. `-o` may hold a folder, as people know it from curl and wget; it is taken from `-d` on. */
export function placeFor(options: Pick<GetOptions, 'dir' | 'output'>): {
  readonly directory: string;
  readonly name: string | null;
} {
  const base = path.resolve(options.dir ?? '.');
  if (options.output === undefined) return { directory: base, name: null };
  return { directory: path.resolve(base, path.dirname(options.output)), name: path.basename(options.output) };
}

/** One link as the core takes it. */
export function toWish(
  { url, mirrors, checksum, pieces }: Pick<WishedLink, 'url' | 'mirrors' | 'checksum' | 'pieces'>,
  place: { readonly directory: string; readonly name: string | null },
  options: Pick<GetOptions, 'header' | 'checksum'>,
): NewDownload {
  return {
    url,
    directory: place.directory,
    ...(place.name === null ? {} : { name: place.name }),
    headers: [...options.header],
    // These three are settings of this run, so that the next run of the same command may change them.
    connections: null,
    limitBytesPerSecond: null,
    maxAttempts: null,
    retryWaitMs: null,
    ...checksumWish(options.checksum ?? checksum ?? undefined),
    onNameTaken: null,
    priority: 'normal',
    category: null,
    mirrors: mirrors.slice(0, MAX_MIRRORS),
    pieces,
  };
}

import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import type { Category } from '../../shared/category.ts';
import { MAX_LINKS_PER_CALL, type RefusedLink } from '../../shared/contract.ts';
import type { NewDownloadInput } from '../../shared/new-download.ts';
import {
  MAX_MIRRORS,
  type Checksum,
  type DownloadId,
  type HeaderField,
  type NameTakenPolicy,
  type Priority,
} from '../../shared/download.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import { findLinks, forLog } from '../../shared/url.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { checksumWish } from './option-parsers.ts';
import { asMirrors, bareLink, readLinkFile, type LinkInput } from './link-file.ts';
import { errorLine, type Output } from './output.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';

/** The options of `sluice add`, parsed. */
export type AddOptions = RemoteOptions & {
  readonly dir?: string;
  /** Where more links stand, one a line. */
  readonly inputFile?: string;
  /** All links are of one file. */
  readonly mirrors?: boolean;
  readonly output?: string;
  readonly connections?: number;
  readonly limit?: number;
  readonly checksum?: Checksum | 'auto';
  readonly onNameTaken?: NameTakenPolicy;
  readonly header: readonly HeaderField[];
  readonly maxTries?: number;
  readonly priority: Priority;
  readonly category?: Category;
  readonly paused?: boolean;
};

/** Above this many, links are counted and no longer listed. */
const MAX_LISTED = 20;

/** `sluice add`: hands links to the running Sluice. A link `-` stands for the links in the text on stdin. */
export async function runAdd(inputs: readonly string[], options: AddOptions, output: Output): Promise<ExitCode> {
  const listed = options.inputFile === undefined ? null : await readLinkFile(options.inputFile);
  if (listed?.ok === false) {
    output.say(errorLine(listed.message));
    return EXIT.usage;
  }
  const { links: given, refused: refusedLines } = await collectLinks(inputs);
  const all = [...given.map(bareLink), ...(listed?.inputs ?? [])];
  const links = options.mirrors === true ? asMirrors(all) : all;
  if (options.output !== undefined && links.length !== 1) {
    output.say(errorLine('A name (-o) can be given for one link only.'));
    return EXIT.usage;
  }
  if (links.length === 0 && refusedLines.length === 0) {
    output.say(errorLine('There are no links in the text.'));
    return EXIT.usage;
  }
  return withRunning(options, output, async (client) => {
    const ids: DownloadId[] = [];
    const added: string[] = [];
    const refused: RefusedLink[] = [...refusedLines];
    for (const batch of inBatches(links)) {
      const downloads = batch.map((link) => toNewDownload(link, options));
      const reply = await client.call('downloads.add', { downloads, paused: options.paused === true });
      if (!reply.ok) {
        if (added.length > 0) output.say(errorLine(`Only the first ${added.length} links were added.`));
        return tellRefusal(reply, output);
      }
      refused.push(...reply.value.refused);
      reply.value.ids.forEach((id, index) => {
        if (id === null) return;
        ids.push(id);
        added.push(batch[index]?.text ?? '');
      });
    }
    tellAdded({ ids, added, refused }, options, output);
    return refused.length === 0 ? EXIT.ok : EXIT.usage;
  });
}

async function collectLinks(
  inputs: readonly string[],
): Promise<{ readonly links: readonly string[]; readonly refused: readonly RefusedLink[] }> {
  const links: string[] = [];
  const refused: RefusedLink[] = [];
  for (const input of inputs) {
    if (input !== '-') {
      links.push(input);
      continue;
    }
    const found = findLinks(await readText(process.stdin));
    links.push(...found.links.map((link) => link.url));
    refused.push(...found.refused.map((link) => ({ input: link.input, code: link.code })));
  }
  return { links, refused };
}

/** A message to the core holds at most 32 MiB (`main/server`). */
const MAX_BATCH_CHARACTERS = 8 * 1024 * 1024;
/** What a link's options take in JSON, at a guess on the safe side for a few headers. */
const OPTION_CHARACTERS = 500;

function* inBatches(links: readonly LinkInput[]): Generator<readonly LinkInput[]> {
  let batch: LinkInput[] = [];
  let characters = 0;
  for (const link of links) {
    const size = [link.text, ...link.mirrors, link.pieces?.hex].join('').length + OPTION_CHARACTERS;
    if (batch.length > 0 && (characters + size > MAX_BATCH_CHARACTERS || batch.length >= MAX_LINKS_PER_CALL)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(link);
    characters += size;
  }
  if (batch.length > 0) yield batch;
}

function toNewDownload({ text, name, mirrors, checksum, pieces }: LinkInput, options: AddOptions): NewDownloadInput {
  const wishedName = name ?? options.output;
  return {
    // The core refuses longer ones, and more mirrors, as a whole call; cut, this one is refused by itself.
    url: text.slice(0, 20_000),
    mirrors: mirrors.slice(0, MAX_MIRRORS).map((mirror) => mirror.slice(0, 20_000)),
    ...(options.dir === undefined ? {} : { directory: path.resolve(options.dir) }),
    ...(wishedName === undefined ? {} : { name: wishedName }),
    headers: [...options.header],
    connections: options.connections ?? null,
    limitBytesPerSecond: options.limit ?? null,
    maxAttempts: options.maxTries ?? null,
    ...checksumWish(options.checksum ?? checksum ?? undefined),
    pieces,
    onNameTaken: options.onNameTaken ?? null,
    priority: options.priority,
    category: options.category ?? null,
  };
}

function tellAdded(
  result: {
    readonly ids: readonly DownloadId[];
    readonly added: readonly string[];
    readonly refused: readonly RefusedLink[];
  },
  options: AddOptions,
  output: Output,
): void {
  for (const { input, code } of result.refused.slice(0, MAX_LISTED)) {
    output.say(errorLine(`${input || '(empty)'}: ${ERROR_WORDS[code].what} ${ERROR_WORDS[code].todo}`));
  }
  const unlisted = result.refused.length - MAX_LISTED;
  if (unlisted > 0) output.say(errorLine(`and ${unlisted} more that are not links`));
  if (options.json === true) {
    output.result(JSON.stringify({ ids: result.ids, refused: result.refused }));
  } else if (result.ids.length > MAX_LISTED) {
    output.result(`Added ${result.ids.length} downloads: ${result.ids[0]} to ${result.ids.at(-1)}`);
  } else {
    result.ids.forEach((id, index) => output.result(`Added ${id}: ${forLog(result.added[index] ?? '')}`));
  }
}

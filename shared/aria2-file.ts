import { MAX_MIRRORS } from './download.ts';
import { Aria2OptionError, readDownloadOptions } from './aria2-options.ts';
import type { ListedDownload } from './list-file.ts';
import type { Steps } from './steps.ts';
import { linesOf } from './text-lines.ts';
import { parseLink } from './url.ts';

/**
 * aria2's input file and the session it saves (aria2c.1, "Input File"): a line of links to one file with tabs between them,
 * and below it lines that begin with white space and hold `option=value`. Options that Sluice does not have are ignored.
 */
export type ReadAria2File = {
  readonly downloads: readonly ListedDownload[];
  /** Entries that cannot be taken, by their link; `detail` is aria2's message about an option, or empty. */
  readonly refused: readonly { readonly input: string; readonly detail: string }[];
};

/** Entries read in one step: a few milliseconds. */
const ENTRIES_PER_STEP = 200;
/** So much of a text tells what it is, in characters. */
const MOST_LOOKED_AT = 500_000;

/** Whether a text is such a file: an option below a link, or links with tabs between them. */
export function isAria2File(whole: string): boolean {
  const text = whole.slice(0, MOST_LOOKED_AT);
  return /^\S+:\S+.*\n(?:#.*\n)*[ \t]+[a-z][a-z\d-]*=/mu.test(text) || /^https?:\S+\t\s*https?:\S/imu.test(text);
}

/** Reads one. */
export function* readAria2File(text: string, nowMs: number): Steps<ReadAria2File> {
  const downloads: ListedDownload[] = [];
  const refused: { input: string; detail: string }[] = [];
  let number = 0;
  for (const { links, options, share } of entriesIn(text)) {
    number += 1;
    if (number % ENTRIES_PER_STEP === 0) yield share;
    const link = links.find((candidate) => parseLink(candidate).ok);
    if (link === undefined) {
      refused.push({ input: (links[0] ?? '').slice(0, 200), detail: '' });
      continue;
    }
    const others = links.filter((other) => other !== link);
    const mirrors = others.filter((other) => parseLink(other).ok).slice(0, MAX_MIRRORS);
    // The download can do without them, and whoever lists a mirror wants to know that it is not one here.
    for (const other of others.filter((each) => !mirrors.includes(each))) {
      refused.push({ input: other.slice(0, 200), detail: '' });
    }
    try {
      const { download, paused } = readDownloadOptions(link, options);
      const state = paused ? 'paused' : 'waiting';
      downloads.push({ ...download, mirrors, state, addedAtMs: nowMs, sizeBytes: null, file: null });
    } catch (error) {
      if (!(error instanceof Aria2OptionError)) throw error;
      refused.push({ input: link.slice(0, 200), detail: error.message });
    }
  }
  return { downloads, refused };
}

type Entry = {
  readonly links: readonly string[];
  readonly options: Record<string, string | string[]>;
  /** Of the text, up to its end. */
  share: number;
};

function* entriesIn(text: string): Generator<Entry, void> {
  let entry: Entry | null = null;
  for (const { text: line, nextStart } of linesOf(text)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (!/^\s/u.test(line)) {
      if (entry !== null) yield entry;
      const links = line.split('\t').map((link) => link.trim());
      entry = { links: links.filter((link) => link !== ''), options: {}, share: 0 };
    } else if (entry !== null) addOption(entry.options, line);
    if (entry !== null) entry.share = nextStart / text.length;
  }
  if (entry !== null) yield entry;
}

function addOption(options: Entry['options'], line: string): void {
  const [, name = '', value = ''] = /^\s+([a-z][a-z\d-]*)=(.*)$/u.exec(line) ?? [];
  if (name === '') return;
  // `header` and a few others may be given several times; of the rest the last one counts.
  if (name === 'header') options[name] = [...[options[name] ?? []].flat(), value];
  else options[name] = value;
}

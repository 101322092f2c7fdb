import { assertNever } from './assert-never.ts';
import { ERROR_WORDS, NOTE_WORDS, STATE_WORDS, TIMELINE_WORDS } from './words.ts';
import type { TimelineEntry } from './timeline.ts';

/** How a line of a timeline looks: `problem` tells of something that went wrong. */
export type TimelineTone = 'request' | 'state' | 'note' | 'problem';

/** The tone of an entry. */
export function timelineTone(entry: TimelineEntry): TimelineTone {
  if (entry.kind === 'note') return 'note';
  const isRefused = entry.kind === 'request' && entry.status !== null && entry.status >= 400;
  return entry.code !== null || isRefused ? 'problem' : entry.kind;
}

/**
 * One entry in words, without its time.
 * @param formatBytes an amount of bytes as the reader writes it.
 */
export function timelineText(entry: TimelineEntry, formatBytes: (bytes: number) => string): string {
  switch (entry.kind) {
    case 'request':
      return requestText(entry);
    case 'state': {
      const why = entry.code === null ? '' : `. ${ERROR_WORDS[entry.code].what}`;
      const held =
        entry.durableBytes === 0 ? '' : `, ${TIMELINE_WORDS.held.replace('{size}', formatBytes(entry.durableBytes))}`;
      return `${STATE_WORDS[entry.state]}${held}${why}${inBrackets(entry.detail)}`;
    }
    case 'note':
      return NOTE_WORDS[entry.note] + (entry.detail === '' ? '' : `: ${entry.detail}`);
    default:
      return assertNever(entry);
  }
}

function requestText(entry: Extract<TimelineEntry, { kind: 'request' }>): string {
  const range = entry.range ?? TIMELINE_WORDS.wholeFile;
  const condition = entry.conditional ? `, ${TIMELINE_WORDS.conditional}` : '';
  const unanswered = entry.code === null ? TIMELINE_WORDS.notWanted : TIMELINE_WORDS.noAnswer;
  const outcome = entry.status === null ? unanswered : String(entry.status);
  const why = entry.code === null ? '' : `. ${ERROR_WORDS[entry.code].what}`;
  const took = `${Math.round(entry.durationMs)} ms`;
  return `${entry.method} ${entry.host}${entry.path} (${range}${condition}) → ${outcome}, ${took}${why}`;
}

function inBrackets(detail: string): string {
  return detail === '' ? '' : ` (${detail})`;
}

/**
 * A whole timeline as a text for a bug report: one line for each entry, its time as ISO 8601.
 * @param title the first line, such as the download's name.
 */
export function timelineReport(
  title: string,
  entries: readonly TimelineEntry[],
  formatBytes: (bytes: number) => string,
): string {
  const lines = entries.map((entry) => `${new Date(entry.atMs).toISOString()}  ${timelineText(entry, formatBytes)}`);
  return [title, ...lines].join('\n');
}

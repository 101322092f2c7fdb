import { assertNever } from './assert-never.ts';
import type { DownloadErrorCode } from './download-error.ts';
import { fillText } from './fill-text.ts';
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
      const state = STATE_WORDS[entry.state];
      const size = formatBytes(entry.durableBytes);
      const what = entry.durableBytes === 0 ? state : fillText(TIMELINE_WORDS.held, { state, size });
      return withDetail(withReason(what, entry.code), entry.detail);
    }
    case 'note':
      return entry.detail === ''
        ? NOTE_WORDS[entry.note]
        : fillText(TIMELINE_WORDS.note, { note: NOTE_WORDS[entry.note], detail: entry.detail });
    default:
      return assertNever(entry);
  }
}

function requestText(entry: Extract<TimelineEntry, { kind: 'request' }>): string {
  const range = entry.range ?? TIMELINE_WORDS.wholeFile;
  const unanswered = entry.code === null ? TIMELINE_WORDS.notWanted : TIMELINE_WORDS.noAnswer;
  const outcome = entry.status === null ? unanswered : String(entry.status);
  const request = fillText(TIMELINE_WORDS.request, {
    method: entry.method,
    address: `${entry.host}${entry.path}`,
    range: entry.conditional ? fillText(TIMELINE_WORDS.conditional, { range }) : range,
    outcome,
    milliseconds: String(Math.round(entry.durationMs)),
  });
  return withReason(request, entry.code);
}

function withReason(what: string, code: DownloadErrorCode | null): string {
  return code === null ? what : fillText(TIMELINE_WORDS.because, { what, why: ERROR_WORDS[code].what });
}

function withDetail(what: string, detail: string): string {
  return detail === '' ? what : fillText(TIMELINE_WORDS.detailed, { what, detail });
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

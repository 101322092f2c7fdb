import type { DownloadStateKind } from '../../shared/download-state.ts';
import type { CheckProgress } from '../../shared/work-progress.ts';
import { bytesText, percentOf, speedText, timeLeftText } from './number-text.ts';
import { columnsOf, fit, padEnd, padStart, printable } from './terminal-text.ts';

/** One file at one moment, as the progress display needs it. */
export type FileProgress = {
  readonly name: string;
  readonly state: DownloadStateKind;
  readonly sizeBytes: number | null;
  readonly receivedBytes: number;
  /** What earlier runs had fetched. */
  readonly continuedBytes: number;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
  /** How far the check of its file is; `null` while there is none. */
  readonly check: CheckProgress | null;
  /** When the next try comes, and why; `null` unless it waits for one. */
  readonly retry: { readonly waitMs: number; readonly attempt: string; readonly reason: string } | null;
};

const GAP = '  ';
const WIDEST_BAR = 40;
const NARROWEST_BAR = 8;
/** Of the room that name and bar share. */
const BAR_SHARE = 0.4;
const WIDEST_NAME = 40;
const NARROWEST_NAME = 12;

/**
 * The line of one file on a terminal: name, percent, bar, size, speed, time left. What does not fit goes, the least
 * needed first: the bar, then the time, then the size; the name and the percent stay.
 */
export function progressLine(file: FileProgress, columns: number, style: { readonly unicode: boolean }): string {
  const percent = shownPercent(file);
  const percentText = percent === null ? '' : `${padStart(String(percent), 3)}%`;
  const size = sizeText(file);
  const isMoving = file.state === 'downloading' && file.check === null;
  const doing = file.check === null ? stateText(file.state) : 'checking';
  const speed = padStart(isMoving ? speedText(file.bytesPerSecond) : doing, 10);
  const left = padStart(timeLeftText(file.secondsLeft), 7);
  const name = printable(file.name);
  if (file.retry !== null) return retryLine({ name, percentText, columns, retry: file.retry });
  const layouts = [
    [percentText, size, speed, left],
    [percentText, size, speed],
    [percentText, speed],
    [percentText],
  ].map((parts) => parts.filter((part) => part !== '').join('  '));
  for (const rest of layouts) {
    const room = columns - columnsOf(rest) - GAP.length;
    if (room < NARROWEST_NAME) continue;
    const barRoom = Math.min(Math.floor((room - GAP.length) * BAR_SHARE), WIDEST_BAR);
    if (percent === null || barRoom < NARROWEST_BAR) {
      return `${padEnd(name, Math.min(room, WIDEST_NAME))}${GAP}${rest}`;
    }
    const nameColumns = Math.min(room - GAP.length - barRoom, WIDEST_NAME);
    const bar = barText(percent / 100, barRoom, style.unicode);
    return `${padEnd(name, nameColumns)}${GAP}${bar}${GAP}${rest}`;
  }
  return fit(`${name} ${percentText}`, columns);
}

/** While it waits for another try, the time counts down where size and speed were: it is no line that stays. */
function retryLine(row: {
  readonly name: string;
  readonly percentText: string;
  readonly columns: number;
  readonly retry: NonNullable<FileProgress['retry']>;
}): string {
  const { waitMs, attempt, reason } = row.retry;
  const wait = waitMs <= 0 ? 'now' : `in ${timeLeftText(waitMs / 1000)}`;
  const when = `try ${attempt} ${wait}`;
  const rest = [row.percentText, when].filter((part) => part !== '').join('  ');
  const room = row.columns - columnsOf(rest) - GAP.length;
  if (room < NARROWEST_NAME) return fit(`${row.name} ${when}`, row.columns);
  const nameColumns = Math.min(columnsOf(row.name), room, WIDEST_NAME);
  return fit(`${padEnd(row.name, nameColumns)}${GAP}${rest}  ${reason}`, row.columns);
}

/** Of a file that is checked, how much of the check is done. */
function shownPercent({ check, receivedBytes, sizeBytes }: FileProgress): number | null {
  return check === null ? percentOf(receivedBytes, sizeBytes) : percentOf(check.doneBytes, check.totalBytes);
}

function sizeText(file: FileProgress): string {
  const text =
    file.sizeBytes === null
      ? bytesText(file.receivedBytes)
      : `${bytesText(file.receivedBytes)}/${bytesText(file.sizeBytes)}`;
  return padStart(text, 17);
}

function stateText(state: DownloadStateKind): string {
  switch (state) {
    case 'queued':
      return 'waiting';
    case 'probing':
      return 'connecting';
    case 'retrying':
      return 'retrying';
    case 'finishing':
      return 'finishing';
    case 'pausing':
    case 'paused':
      return 'stopping';
    case 'downloading':
    case 'blocked':
    case 'completed':
    case 'failed':
      return '';
  }
}

/** A bar of exactly so many columns. */
export function barText(share: number, columns: number, unicode: boolean): string {
  const full = Math.max(Math.min(Math.floor(share * columns), columns), 0);
  return unicode ? '━'.repeat(full) + '─'.repeat(columns - full) : '#'.repeat(full) + '.'.repeat(columns - full);
}

/** Between two plain lines of one file, in milliseconds, when no tenth was passed. */
const PLAIN_INTERVAL_MS = 5000;

/** What was last said about a file in plain lines. */
export type SaidSoFar = { readonly tenth: number; readonly atMs: number };

/**
 * The next plain line for a file, for logs and pipes: at every tenth that was passed and every 5 s; `null` when there is
 * nothing new to say.
 */
export function nextPlainLine(
  file: FileProgress,
  said: SaidSoFar,
  nowMs: number,
): { readonly line: string; readonly said: SaidSoFar } | null {
  if (file.check !== null) {
    if (nowMs - said.atMs < PLAIN_INTERVAL_MS) return null;
    const line = `${printable(file.name)}: checking, ${shownPercent(file) ?? 0}%`;
    return { line, said: { ...said, atMs: nowMs } };
  }
  if (file.state !== 'downloading') return null;
  const percent = percentOf(file.receivedBytes, file.sizeBytes);
  const tenth = percent === null ? said.tenth : Math.floor(percent / 10);
  const isNews = tenth > said.tenth && tenth < 10;
  if (!isNews && nowMs - said.atMs < PLAIN_INTERVAL_MS) return null;
  const share = percent === null ? '' : `${percent}%, `;
  const left = file.secondsLeft === null ? '' : `, ${timeLeftText(file.secondsLeft)} left`;
  const line = `${printable(file.name)}: ${share}${sizeText(file).trim()}, ${speedText(file.bytesPerSecond)}${left}`;
  return { line, said: { tenth, atMs: nowMs } };
}

import type { DownloadRow, ProgressRow } from '../../shared/download.ts';
import type { CheckProgress } from '../../shared/work-progress.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { failedWords } from '../../shared/failed-words.ts';
import { relocationText } from '../../shared/relocation-text.ts';
import { ERROR_WORDS, STATE_WORDS } from '../../shared/words.ts';
import { isUsualWait, waitText } from '../../shared/wait-reason.ts';
import type { Formats } from './formats.ts';
import { fill, words } from './words.ts';

/** How a row looks beyond its words: `calm` has nothing to say, `warn` helps itself, `alert` needs the user. */
export type RowTone = 'calm' | 'running' | 'done' | 'warn' | 'alert';

/** What a bar shows: a share of 1, `busy` when the size is not known, or nothing. */
export type RowBar =
  | { readonly kind: 'share'; readonly share: number }
  /** The parts that are there, as pairs of shares. */
  | { readonly kind: 'segments'; readonly shares: readonly number[] }
  | { readonly kind: 'busy' }
  | { readonly kind: 'none' };

/** Everything a row shows, in words. */
export type RowText = {
  readonly tone: RowTone;
  readonly state: string;
  /** State and sentence in a few words, where there is no room for both; `null` when the state says enough. */
  readonly brief: string | null;
  readonly size: string;
  /** The size alone, for a narrow window. */
  readonly sizeShort: string;
  readonly speed: string;
  readonly timeLeft: string;
  /** One sentence about what went wrong and what to do; empty when nothing did. */
  readonly note: string;
  readonly bar: RowBar;
};

/** The words of one row. `progress` is missing for the moment between a row and its first numbers. */
export function describeRow(row: DownloadRow, progress: ProgressRow | undefined, formats: Formats): RowText {
  const received = progress?.receivedBytes ?? 0;
  const share = row.sizeBytes === null || row.sizeBytes === 0 ? null : Math.min(received / row.sizeBytes, 1);
  const base = {
    tone: 'calm',
    state: STATE_WORDS[row.state.kind],
    brief: null,
    size: describeSize(row, received, formats),
    sizeShort: row.sizeBytes === null ? describeSize(row, received, formats) : formats.bytes(row.sizeBytes),
    speed: '',
    timeLeft: '',
    note: relocationText(row, '') ?? '',
    bar: barOf(row, share),
  } as const satisfies RowText;

  const check = progress?.check ?? null;
  const isAtWork = row.state.kind === 'probing' || row.state.kind === 'downloading';
  if (check !== null && isAtWork) return { ...base, ...checkText(check, formats) };

  switch (row.state.kind) {
    case 'queued': {
      if (row.waitsFor === null) return base;
      const note = waitText(row.waitsFor, formats.clock);
      if (!isUsualWait(row.waitsFor)) return { ...base, tone: 'warn', note };
      return { ...base, note, brief: row.waitsFor.kind === 'lettingGo' ? null : words.row.waitsForPlace };
    }
    case 'paused':
    case 'pausing':
      return base;
    case 'probing':
      return { ...base, tone: 'running' };
    case 'finishing':
      return { ...base, tone: 'running', bar: { kind: 'share', share: 1 } };
    case 'downloading':
      return {
        ...base,
        tone: 'running',
        state:
          share === null ? base.state : fill(words.row.percent, { state: base.state, percent: formats.percent(share) }),
        speed: progress === undefined ? '' : formats.speed(progress.bytesPerSecond),
        timeLeft: describeTimeLeft(progress, formats),
        bar: share === null ? { kind: 'busy' } : barOf(row, share),
      };
    case 'retrying': {
      const note = fill(words.row.retryAt, {
        what: ERROR_WORDS[row.state.code].what,
        time: formats.clock(row.state.atMs),
      });
      return { ...base, tone: 'warn', note };
    }
    case 'failed':
      return { ...base, tone: 'alert', note: fill(words.row.problem, failedWords(row.state.failure.code)) };
    case 'blocked':
      return { ...base, tone: 'alert', note: fill(words.row.problem, ERROR_WORDS[row.state.failure.code]) };
    case 'completed':
      return { ...base, tone: 'done', bar: { kind: 'none' }, ...movingText(row, share, formats) };
    default:
      return assertNever(row.state);
  }
}

/** What is told while the file is read and compared with what it must be. */
function checkText(
  { doneBytes, totalBytes, bytesPerSecond }: CheckProgress,
  formats: Formats,
): Pick<RowText, 'tone' | 'state' | 'speed' | 'timeLeft' | 'bar'> {
  const share = totalBytes === 0 ? 1 : Math.min(doneBytes / totalBytes, 1);
  return {
    tone: 'running',
    state: fill(words.row.percent, { state: words.row.checking, percent: formats.percent(share) }),
    speed: formats.speed(bytesPerSecond),
    timeLeft: bytesPerSecond > 0 ? formats.timeLeft(Math.ceil((totalBytes - doneBytes) / bytesPerSecond)) : '',
    bar: { kind: 'share', share },
  };
}

/** What is told of a complete file that is on its way to another folder, or could not go. */
function movingText(
  row: DownloadRow,
  share: number | null,
  formats: Formats,
): Partial<Pick<RowText, 'tone' | 'note' | 'brief' | 'bar'>> {
  const percent = formats.percent(share ?? 0);
  const note = relocationText(row, percent);
  if (note === null) return {};
  if (row.relocation?.kind === 'failed') return { tone: 'alert', note };
  const brief = fill(words.row.moving, { percent });
  return { tone: 'running', note, brief, bar: share === null ? { kind: 'busy' } : { kind: 'share', share } };
}

function barOf({ segments }: DownloadRow, share: number | null): RowBar {
  if (segments.length > 0) return { kind: 'segments', shares: segments };
  return share === null || share === 0 ? { kind: 'none' } : { kind: 'share', share };
}

function describeTimeLeft(progress: ProgressRow | undefined, formats: Formats): string {
  const seconds = progress?.secondsLeft ?? null;
  return seconds === null ? '' : formats.timeLeft(seconds);
}

function describeSize(row: DownloadRow, received: number, formats: Formats): string {
  if (row.sizeBytes === null) return received > 0 ? formats.bytes(received) : '';
  const size = formats.bytes(row.sizeBytes);
  if (row.state.kind === 'completed' || received === 0 || received >= row.sizeBytes) return size;
  return fill(words.row.sizeOf, { received: formats.bytes(received), size });
}

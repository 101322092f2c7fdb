import type { DownloadId } from '../../shared/download.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import type { DownloadFailure } from '../../shared/download-error.ts';
import type { Answer } from '../../shared/question.ts';
import { FRAME_INTERVAL_MS } from '../../shared/progress-frame.ts';
import { forLog } from '../../shared/url.ts';
import type { SluiceApp } from '../app/app-interface.ts';
import { rowName, targetPath } from '../app/download-row.ts';
import type { Download } from '../store/download-record.ts';
import { failureWords, nextAttemptText, retryWords } from './get-words.ts';
import { bytesText, durationText, speedText } from './number-text.ts';
import type { StoreTrouble } from './store-trouble.ts';
import type { ProgressDisplay } from './progress-display.ts';
import type { FileProgress } from './progress-line.ts';
import { printable } from './terminal-text.ts';

export type GetWatch = {
  readonly app: SluiceApp;
  readonly ids: readonly DownloadId[];
  /** Complete since an earlier run. */
  readonly done: ReadonlySet<DownloadId>;
  readonly display: ProgressDisplay;
  /** What the options of the command answer to a question; `null` for nothing. */
  readonly answerTo: (failure: DownloadFailure) => Answer | null;
  /** Taken names are left alone, as was asked for: that is no failure. */
  readonly skipsTakenNames: boolean;
  readonly complain: (text: string) => void;
  readonly showPaths: boolean;
  readonly trouble: StoreTrouble;
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
};

/**
 * Shows the downloads until every one has come to an end, until `signal` is aborted, or the store cannot be written. A link to
 * a Metalink becomes its files: they are shown as well.
 */
export async function watchGet(watch: GetWatch): Promise<void> {
  const { app, ids, display, trouble, signal } = watch;
  const all = new Set<DownloadId>(ids);
  const open = new Set<DownloadId>(ids);
  const starts = new Map<DownloadId, { readonly atMs: number; readonly receivedBytes: number }>();
  /** The failures that were told, by the time of the next try: rows are looked at many times while they wait. */
  const toldRetries = new Map<DownloadId, number>();
  const answered = new Set<string>();
  const session = app.openSession(() => undefined);
  const allEnded = Promise.withResolvers<void>();

  function look(id: DownloadId): void {
    const download = app.queue.get(id);
    if (!open.has(id) || download === undefined) return;
    const { state } = download;
    switch (state.kind) {
      case 'probing':
      case 'downloading':
        if (!starts.has(id)) {
          starts.set(id, { atMs: performance.now(), receivedBytes: app.queue.progressOf(download).receivedBytes });
        }
        return;
      case 'retrying':
        if (toldRetries.get(id) !== state.atMs) {
          toldRetries.set(id, state.atMs);
          noteRetry(watch, download, state);
        }
        return;
      case 'blocked':
        if (answer(id, state.failure)) return;
        end(id, download);
        return;
      case 'completed':
      case 'failed':
        end(id, download);
        return;
      case 'queued':
      case 'pausing':
      case 'paused':
      case 'finishing':
        return;
    }
  }

  function end(id: DownloadId, download: Download): void {
    open.delete(id);
    tellEnd(watch, download, starts.get(id));
    if (open.size === 0) allEnded.resolve();
  }

  /** Gives the answer that the options hold, once: what is asked again is not what was meant. */
  function answer(id: DownloadId, failure: DownloadFailure): boolean {
    const given = watch.answerTo(failure);
    const key = `${id} ${failure.code}`;
    if (given === null || answered.has(key)) return false;
    answered.add(key);
    void session.call('downloads.answer', { ids: [id], answer: given });
    return true;
  }

  function redraw(): void {
    // Also the changes that could not be committed: on a full disk, the failure itself is one of them.
    for (const id of open) look(id);
    if (trouble.isHopeless()) allEnded.resolve();
    const files = new Map<number, FileProgress>();
    for (const id of open) {
      const download = app.queue.get(id);
      if (download !== undefined && download.state.kind !== 'queued') {
        files.set(id, toProgress(app, download, starts.get(id)?.receivedBytes ?? 0));
      }
    }
    display.update(files, performance.now(), { ended: all.size - open.size, total: all.size });
  }

  using _events = app.onDownloadEvent(({ id }) => {
    trouble.isOver();
    // The store is of this command alone: what is new came out of a Metalink.
    if (!all.has(id)) {
      all.add(id);
      open.add(id);
    }
    look(id);
  });
  // Also what keeps the process alive: the core's own timers do not.
  const timer = setInterval(redraw, FRAME_INTERVAL_MS);
  signal.addEventListener('abort', () => allEnded.resolve(), { once: true });
  try {
    for (const id of ids) look(id);
    if (open.size === 0 || signal.aborted) return;
    await allEnded.promise;
  } finally {
    clearInterval(timer);
    session.close();
  }
}

function toProgress(app: SluiceApp, download: Download, continuedBytes: number): FileProgress {
  const { receivedBytes, bytesPerSecond, secondsLeft, check } = app.queue.progressOf(download);
  const sizeBytes = download.facts?.sizeBytes ?? null;
  return {
    name: rowName(download),
    state: download.state.kind,
    sizeBytes,
    receivedBytes,
    continuedBytes,
    bytesPerSecond,
    secondsLeft,
    check,
    retry: download.state.kind === 'retrying' ? toRetry(app, download.state) : null,
  };
}

type Retrying = Extract<Download['state'], { kind: 'retrying' }>;

function noteRetry({ app, display }: GetWatch, download: Download, { code, atMs, attempt: failures }: Retrying): void {
  const attempt = nextAttemptText(failures, app.queue.settings().maxAttempts);
  const words = retryWords({ code, atMs, nowMs: Date.now(), attempt });
  display.note(`${printable(rowName(download))}: ${words}`);
}

function toRetry(app: SluiceApp, { code, atMs, attempt: failures }: Retrying): NonNullable<FileProgress['retry']> {
  return {
    waitMs: atMs - Date.now(),
    attempt: nextAttemptText(failures, app.queue.settings().maxAttempts),
    reason: ERROR_WORDS[code].what,
  };
}

/** Whether a download ended because there is a file of its name. */
export function isTakenName(state: Download['state']): boolean {
  return (state.kind === 'failed' || state.kind === 'blocked') && state.failure.code === 'disk.nameTaken';
}

function tellEnd(
  { done, display, complain, showPaths, skipsTakenNames, app }: GetWatch,
  download: Download,
  start: { readonly atMs: number; readonly receivedBytes: number } | undefined,
): void {
  const { state } = download;
  if (skipsTakenNames && isTakenName(state)) {
    display.say(`${printable(rowName(download))}: skipped, there is a file of that name already`);
    return;
  }
  if (state.kind === 'failed' || state.kind === 'blocked') {
    // Errors are told in quiet mode too.
    display.end();
    complain(`${forLog(download.url)}: ${failureWords(state.failure)}`);
    return;
  }
  const name = printable(rowName(download));
  const { receivedBytes } = app.queue.progressOf(download);
  if (done.has(download.id)) {
    display.say(`${name}: complete since an earlier run`);
  } else {
    const tookMs = start === undefined ? 0 : performance.now() - start.atMs;
    const newBytes = receivedBytes - (start?.receivedBytes ?? 0);
    const speed = tookMs > 0 ? `, ${speedText((newBytes / tookMs) * 1000)}` : '';
    display.say(`${name}: done, ${bytesText(receivedBytes)} in ${durationText(tookMs)}${speed}`);
  }
  const file = targetPath(download);
  if (showPaths && file !== null) display.result(file);
}

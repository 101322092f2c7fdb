import type { StateCounts } from '../../shared/window-frame.ts';
import { toDownloadId, type DownloadRow, type ProgressRow } from '../../shared/download.ts';
import { failedWords } from '../../shared/failed-words.ts';
import { ERROR_WORDS, STATE_WORDS } from '../../shared/words.ts';
import { waitText } from '../../shared/wait-reason.ts';
import { questionOf } from '../../shared/question.ts';
import { relocationText } from '../../shared/relocation-text.ts';
import { questionLines } from './answer-names.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { bytesText, clockText, percentOf, speedText, timeLeftText } from './number-text.ts';
import type { Output } from './output.ts';
import { tellNoDownload, tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { printable } from './terminal-text.ts';

/** `sluice status ID`: everything about one download. */
export function runDownloadStatus(number: number, options: RemoteOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const reply = await client.call('downloads.get', { id: toDownloadId(number) });
    if (!reply.ok) {
      return reply.code === 'call.notFound' ? tellNoDownload(number, output) : tellRefusal(reply, output);
    }
    const { row, progress } = reply.value;
    if (options.json === true) output.result(JSON.stringify({ ...row, progress }));
    else for (const line of downloadLines(row, progress)) output.result(line);
    return EXIT.ok;
  });
}

/** `sluice status`: the running Sluice as a whole. */
export function runStatus(options: RemoteOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client, record) => {
    const info = await client.call('app.info', {});
    if (!info.ok) return tellRefusal(info, output);
    const watched = await client.call('view.watch', { view: {}, ranges: [] });
    if (!watched.ok) return tellRefusal(watched, output);
    const frame = await client.firstFrame;
    if (frame === null) return tellRefusal({ code: 'call.closing', detail: '' }, output);
    const { counts, failedMoves, totals } = frame;
    const { version, dataFolder, downloadFolder } = info.value;
    if (options.json === true) {
      const { port, pid, startedAtMs } = record;
      output.result(
        JSON.stringify({ version, pid, port, startedAtMs, dataFolder, downloadFolder, counts, failedMoves, totals }),
      );
      return EXIT.ok;
    }
    output.result(`Sluice ${version} is running on port ${record.port} (process ${record.pid}).`);
    output.result(`Downloads:  ${countsText(counts)}`);
    const needing = counts.blocked + counts.failed + failedMoves;
    if (needing > 0) output.result(`Needs you:  ${needing}, see: sluice list --filter attention`);
    const left = totals.secondsLeft === null ? '' : `, ${timeLeftText(totals.secondsLeft)} left`;
    output.result(`Speed:      ${speedText(totals.bytesPerSecond)}${left}`);
    output.result(`Files go to ${downloadFolder}`);
    output.result(`Data is in  ${dataFolder}`);
    return EXIT.ok;
  });
}

function countsText(counts: StateCounts): string {
  // Every key of the counts is a kind of state, and every kind has words.
  const kinds = Object.keys(STATE_WORDS) as (keyof StateCounts)[];
  const parts = kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${STATE_WORDS[kind].toLowerCase()}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function downloadLines(row: DownloadRow, progress: ProgressRow): string[] {
  const percent = percentOf(progress.receivedBytes, row.sizeBytes);
  const size = row.sizeBytes === null ? 'unknown' : bytesText(row.sizeBytes);
  return [
    `Name:    ${printable(row.name)}`,
    `Folder:  ${printable(row.directory)}`,
    `Link:    ${row.url}`,
    `State:   ${checkText(progress) ?? stateText(row)}`,
    `Size:    ${size}`,
    `Done:    ${bytesText(progress.receivedBytes)}${percent === null ? '' : ` (${percent}%)`}`,
    ...(row.state.kind === 'downloading' && progress.check === null
      ? [
          `Speed:   ${speedText(progress.bytesPerSecond)} over ${progress.connections} connections`,
          `Left:    ${timeLeftText(progress.secondsLeft)}`,
        ]
      : []),
    ...answerLines(row),
  ];
}

/** How the question of a download is answered, and which certificate would be trusted. */
function answerLines(row: DownloadRow): readonly string[] {
  const code = questionOf(row);
  if (code === null) return [];
  const { id, state } = row;
  const certificate = state.kind === 'blocked' ? state.failure.certificate : undefined;
  const shown =
    certificate === undefined
      ? []
      : [
          `Server:  ${printable(certificate.host)}:${certificate.port}`,
          `SHA-256: ${certificate.sha256}`,
          `For:     ${printable(certificate.subject)}, signed by ${printable(certificate.issuer)}`,
        ];
  const lines = questionLines(id, code).map((line, index) => `${index === 0 ? 'Answer:  ' : ' '.repeat(9)}${line}`);
  return [...shown, ...lines];
}

function checkText({ check }: ProgressRow): string | null {
  if (check === null) return null;
  const percent = percentOf(check.doneBytes, check.totalBytes) ?? 0;
  return `Checking: ${percent}% of the file, ${speedText(check.bytesPerSecond)}`;
}

function stateText(row: DownloadRow): string {
  const { state, waitsFor } = row;
  const word = STATE_WORDS[state.kind];
  switch (state.kind) {
    case 'failed':
    case 'blocked': {
      const { code } = state.failure;
      const { what, todo } = state.kind === 'failed' ? failedWords(code) : ERROR_WORDS[code];
      const detail = state.failure.detail === '' ? '' : ` (${printable(state.failure.detail)})`;
      return `${word}. ${what} ${todo}${detail}`;
    }
    case 'retrying':
      return `${word} at ${clockText(state.atMs)}. ${ERROR_WORDS[state.code].what}`;
    case 'completed': {
      const about = questionOf(row) === null ? null : relocationText(row, '');
      return `${word} at ${new Date(state.atMs).toISOString()}${about === null ? '' : `. ${printable(about)}`}`;
    }
    case 'queued':
      return waitsFor === null ? word : `${word}. ${waitText(waitsFor, clockText)}`;
    case 'probing':
    case 'downloading':
    case 'pausing':
    case 'paused':
    case 'finishing':
      return word;
  }
}

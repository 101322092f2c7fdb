import { MAX_WATCHED_ROWS, type ViewSort } from '../../shared/contract.ts';
import type { ViewFilter } from '../../shared/view-filter.ts';
import type { DownloadRow, ProgressRow } from '../../shared/download.ts';
import { relocationText } from '../../shared/relocation-text.ts';
import { ERROR_WORDS, STATE_WORDS } from '../../shared/words.ts';
import { answersTo, questionOf } from '../../shared/question.ts';
import { waitText } from '../../shared/wait-reason.ts';
import { answerCommand } from './answer-names.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { bytesText, clockText, percentOf, speedText, timeLeftText } from './number-text.ts';
import type { Output } from './output.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { formatTable, type TableColumn } from './text-table.ts';
import { columnsOf, fit, printable } from './terminal-text.ts';

/** The options of `sluice list`, parsed. */
export type ListOptions = RemoteOptions & {
  readonly filter: ViewFilter;
  readonly sort: ViewSort;
  readonly search?: string;
};

const NAME_COLUMN: TableColumn = { title: 'Name', align: 'left' };
const COLUMNS: readonly TableColumn[] = [
  { title: 'ID', align: 'right' },
  { title: 'State', align: 'left' },
  { title: 'Done', align: 'right' },
  { title: 'Size', align: 'right' },
  { title: 'Speed', align: 'right' },
  { title: 'Left', align: 'right' },
];
/** A name gets at least so much of the terminal before another column does. */
const NAME_ROOM = 20;

/** `sluice list`: the downloads of the running Sluice. */
export function runList(options: ListOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const rows: DownloadRow[] = [];
    const progress = new Map<number, ProgressRow>();
    const view = { filter: options.filter, search: options.search ?? '', sort: options.sort, descending: false };
    for (let total = 1; rows.length < total;) {
      const reply = await client.call('downloads.list', { view, start: rows.length, count: MAX_WATCHED_ROWS });
      if (!reply.ok) return tellRefusal(reply, output);
      // Fewer than before when some were removed meanwhile.
      if (reply.value.rows.length === 0) break;
      total = reply.value.total;
      rows.push(...reply.value.rows);
      for (const row of reply.value.progress) progress.set(row.id, row);
    }
    if (options.json === true) {
      output.result(JSON.stringify({ downloads: rows.map((row) => ({ ...row, progress: progress.get(row.id) })) }));
      return EXIT.ok;
    }
    if (rows.length === 0) {
      output.say('No downloads.');
      return EXIT.ok;
    }
    for (const line of listLines(rows, progress, output.resultIsTerminal ? output.columns() : null))
      output.result(line);
    return EXIT.ok;
  });
}

/**
 * The table of the downloads. Equal names are told apart by their hosts. Why one does not go on stands below
 * it on a terminal, where it would be cut, and in a column of its own for other programs.
 * @param width of the terminal; `null` for other programs.
 */
export function listLines(
  rows: readonly DownloadRow[],
  progress: ReadonlyMap<number, ProgressRow>,
  width: number | null,
): string[] {
  const reasons = rows.map((row) => reasonOf(row, progress.get(row.id)));
  let columns = [...COLUMNS];
  let cells = rows.map((row) => [...toCells(row, progress.get(row.id))]);
  if (new Set(rows.map((row) => row.name)).size < rows.length) {
    const withHost = cells.map((row, index) => [...row, rows[index]?.host ?? '']);
    const columnsWithHost: TableColumn[] = [...columns, { title: 'Host', align: 'left' }];
    const widest = Math.max(...formatTable(columnsWithHost, withHost, null).map(columnsOf));
    if (width === null || width - widest >= NAME_ROOM) [columns, cells] = [columnsWithHost, withHost];
  }
  if (width === null && reasons.some((reason) => reason !== null)) {
    columns.push({ title: 'Reason', align: 'left' });
    cells.forEach((row, index) => row.push(reasons[index] ?? ''));
  }
  columns.push(NAME_COLUMN);
  cells.forEach((row, index) => row.push(printable(rows[index]?.name ?? '')));
  const [title = '', ...lines] = formatTable(columns, cells, width);
  const below = (index: number): string[] => {
    const reason = reasons[index] ?? null;
    return width === null || reason === null ? [] : [fit(REASON_INDENT + reason, width)];
  };
  return [title, ...lines.flatMap((line, index) => [line, ...below(index)])];
}

const REASON_INDENT = ' '.repeat(6);

/** Why a download failed, waits for its next try, needs the user, or where its file goes; for a question, the command of the likely answer. */
function reasonOf(row: DownloadRow, progress: ProgressRow | undefined): string | null {
  const { id, state, waitsFor } = row;
  if (waitsFor !== null) return waitText(waitsFor, clockText);
  if (state.kind === 'retrying') return `${ERROR_WORDS[state.code].what} Next try at ${clockText(state.atMs)}.`;
  if (state.kind === 'failed') return ERROR_WORDS[state.failure.code].what;
  const what =
    state.kind === 'blocked'
      ? ERROR_WORDS[state.failure.code].what
      : relocationText(row, `${percentOf(progress?.receivedBytes ?? 0, row.sizeBytes) ?? 0}%`);
  const question = questionOf(row);
  if (question === null) return what;
  const [likely] = answersTo(question);
  return `${what}${likely === undefined ? '' : ` → ${answerCommand(id, likely)}`}`;
}

function toCells(row: DownloadRow, progress: ProgressRow | undefined): readonly string[] {
  const received = progress?.receivedBytes ?? 0;
  const check = progress?.check ?? null;
  const arrived = row.state.kind === 'completed' ? 100 : percentOf(received, row.sizeBytes);
  const percent = check === null ? arrived : percentOf(check.doneBytes, check.totalBytes);
  const isMoving = row.state.kind === 'downloading' && check === null;
  return [
    String(row.id),
    check === null ? STATE_WORDS[row.state.kind] : 'Checking',
    percent === null ? (received > 0 ? bytesText(received) : '') : `${percent}%`,
    row.sizeBytes === null ? '' : bytesText(row.sizeBytes),
    isMoving || check !== null ? speedText((check ?? progress)?.bytesPerSecond ?? 0) : '',
    isMoving ? timeLeftText(progress?.secondsLeft ?? null) : '',
  ];
}

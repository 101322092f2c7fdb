import { MAX_WATCHED_ROWS, type ViewFilter } from '../../shared/contract.ts';
import type { DownloadRow, ProgressRow } from '../../shared/download.ts';
import { STATE_WORDS } from '../../shared/locales/en.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { bytesText, percentOf, speedText, timeLeftText } from './number-text.ts';
import type { Output } from './output.ts';
import { tellRefusal, withRunning, type RemoteOptions } from './remote.ts';
import { formatTable, type TableColumn } from './text-table.ts';
import { printable } from './terminal-text.ts';

/** The options of `sluice list`, parsed. */
export type ListOptions = RemoteOptions & { readonly filter: ViewFilter; readonly search?: string };

const COLUMNS: readonly TableColumn[] = [
  { title: 'ID', align: 'right' },
  { title: 'State', align: 'left' },
  { title: 'Done', align: 'right' },
  { title: 'Size', align: 'right' },
  { title: 'Speed', align: 'right' },
  { title: 'Left', align: 'right' },
  { title: 'Name', align: 'left' },
];

/** `sluice list`: the downloads of the running Sluice, oldest first. */
export function runList(options: ListOptions, output: Output): Promise<ExitCode> {
  return withRunning(options, output, async (client) => {
    const rows: DownloadRow[] = [];
    const progress = new Map<number, ProgressRow>();
    const view = { filter: options.filter, search: options.search ?? '', sort: 'added', descending: false } as const;
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
    const cells = rows.map((row) => toCells(row, progress.get(row.id)));
    const width = output.resultIsTerminal ? output.columns() : null;
    for (const line of formatTable(COLUMNS, cells, width)) output.result(line);
    return EXIT.ok;
  });
}

function toCells(row: DownloadRow, progress: ProgressRow | undefined): readonly string[] {
  const received = progress?.receivedBytes ?? 0;
  const percent = row.state.kind === 'completed' ? 100 : percentOf(received, row.sizeBytes);
  const isMoving = row.state.kind === 'downloading';
  return [
    String(row.id),
    STATE_WORDS[row.state.kind],
    percent === null ? (received > 0 ? bytesText(received) : '') : `${percent}%`,
    row.sizeBytes === null ? '' : bytesText(row.sizeBytes),
    isMoving ? speedText(progress?.bytesPerSecond ?? 0) : '',
    isMoving ? timeLeftText(progress?.secondsLeft ?? null) : '',
    printable(row.name),
  ];
}

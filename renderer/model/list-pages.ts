import type { ViewSpec } from '../../shared/contract.ts';
import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import type { CoreClient } from './core-client.ts';
import { FIRST_WATCHED_RANGE, type RowRange } from './row-window.ts';

const ROWS_PER_PAGE = FIRST_WATCHED_RANGE.end;

/**
 * Rows at places that no watched range covers, page by page. Rows that move meanwhile may be missed or come twice; ids
 * are what is used of them, so twice does no harm.
 * @returns `null` when a page did not come.
 */
export async function fetchRows(
  client: CoreClient,
  view: ViewSpec,
  range: RowRange,
): Promise<readonly DownloadRow[] | null> {
  const rows: DownloadRow[] = [];
  for (let start = range.start; start < range.end; start += ROWS_PER_PAGE) {
    const count = Math.min(ROWS_PER_PAGE, range.end - start);
    const page = await client.call('downloads.list', { view, start, count });
    if (!page.ok) return null;
    rows.push(...page.value.rows);
    if (page.value.rows.length < count) break;
  }
  return rows;
}

/** The rows of these ids: those at hand first, the rest found by going through the view. */
export async function fetchRowsOf(
  ids: readonly DownloadId[],
  ports: {
    readonly client: CoreClient;
    readonly view: ViewSpec;
    readonly total: number;
    readonly rowOf: (id: DownloadId) => DownloadRow | undefined;
  },
): Promise<readonly DownloadRow[]> {
  const known = ids.map((id) => ports.rowOf(id)).filter((row) => row !== undefined);
  if (known.length === ids.length) return known;
  const wanted = new Set(ids);
  const all = (await fetchRows(ports.client, ports.view, { start: 0, end: ports.total })) ?? known;
  return all.filter((row) => wanted.has(row.id));
}

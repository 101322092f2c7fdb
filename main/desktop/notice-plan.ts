import type { DownloadRow } from '../../shared/download.ts';
import { countText } from '../../shared/fill-text.ts';
import { questionOf } from '../../shared/question.ts';
import { relocationText } from '../../shared/relocation-text.ts';
import { DESKTOP_WORDS, ERROR_WORDS, type PluralForms } from '../../shared/words.ts';

/** What a notification offers besides being clicked, which always shows the window. */
export type NoticeAction = 'open' | 'showInFolder' | 'retry';

/** One notification of the system. */
export type NoticePlan = {
  readonly title: string;
  readonly body: string;
  /** About one download; `null` when it is about several, and then there are no actions. */
  readonly row: DownloadRow | null;
  readonly actions: readonly NoticeAction[];
};

/**
 * What to tell about downloads that ended or ask something, all of one moment together: a batch of a thousand small files
 * is one notification, not a thousand. Pure.
 */
export function planNotices(rows: readonly DownloadRow[]): readonly NoticePlan[] {
  const asking = rows.filter((row) => row.state.kind === 'failed' || questionOf(row) !== null);
  const finished = rows.filter((row) => row.state.kind === 'completed' && !asking.includes(row));
  return [
    ...planGroup(finished, finishedNotice, DESKTOP_WORDS.manyFinished),
    ...planGroup(asking, askingNotice, DESKTOP_WORDS.manyAsking),
  ];
}

function planGroup(
  rows: readonly DownloadRow[],
  one: (row: DownloadRow) => NoticePlan,
  many: PluralForms,
): readonly NoticePlan[] {
  const [first] = rows;
  if (first === undefined) return [];
  if (rows.length === 1) return [one(first)];
  const title = countText(many, rows.length);
  return [
    {
      title,
      body: rows
        .slice(0, 3)
        .map((row) => row.name)
        .join(', '),
      row: null,
      actions: [],
    },
  ];
}

function finishedNotice(row: DownloadRow): NoticePlan {
  return { title: DESKTOP_WORDS.finished, body: row.name, row, actions: ['open', 'showInFolder'] };
}

function askingNotice(row: DownloadRow): NoticePlan {
  const { state } = row;
  const failure = state.kind === 'blocked' || state.kind === 'failed' ? state.failure : null;
  const what = failure === null ? relocationText(row, '') : ERROR_WORDS[failure.code].what;
  // What is blocked asks a question that the window shows; only what has failed can simply be tried again.
  return { title: row.name, body: what ?? '', row, actions: state.kind === 'failed' ? ['retry'] : [] };
}

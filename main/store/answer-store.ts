import * as z from 'zod';
import type { DownloadId } from '../../shared/download.ts';
import { lazy } from '../../shared/lazy.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import type { Database } from './database.ts';

/** The last answer to one download. */
export type NewAnswer = { readonly id: DownloadId; readonly answer: ServerAnswer };

/** The table `answers`: what the server answered last to each download. It goes with its download. */
export type AnswerStore = {
  /** `null` when none came yet, or when it cannot be read. */
  readonly ofDownload: (id: DownloadId) => ServerAnswer | null;
  /** Call inside a transaction. */
  readonly put: (added: NewAnswer) => void;
};

/** The answer store of an open database; throws SQLite's own errors. */
export function createAnswerStore(database: Database): AnswerStore {
  const select = database
    .prepare<[DownloadId], string>('SELECT answer FROM server_answers WHERE download_id = ?')
    .pluck();
  const upsert = database.prepare<[DownloadId, string]>(
    'INSERT INTO server_answers (download_id, answer) VALUES (?, ?) ON CONFLICT (download_id) DO UPDATE SET answer = excluded.answer',
  );
  return {
    ofDownload: (id) => readAnswer(select.get(id) ?? 'null'),
    put: ({ id, answer }) => void upsert.run(id, JSON.stringify(answer)),
  };
}

const answerSchema = lazy(() =>
  z.object({
    atMs: z.number(),
    statusLine: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    isCut: z.boolean(),
  }),
);

/** One of another version says nothing, as no answer does. */
function readAnswer(json: string): ServerAnswer | null {
  try {
    return answerSchema().safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null; // SyntaxError only.
  }
}

import type { DownloadRow } from '../../shared/download.ts';
import { relocationText } from '../../shared/relocation-text.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import { questionOf } from '../../shared/question.ts';
import { fill, plural, words } from '../format/words.ts';

/** Collects what happened in one frame and tells it in one sentence. */
export type Milestones = {
  readonly note: (before: DownloadRow, after: DownloadRow) => void;
  /**
   * The sentence for all noted since the last time; `null` when nothing worth telling happened.
   * @param finishedCount how many more are completed than before: rows that this window does not watch finish, too.
   * @param news completed rows that the window did not have before: what is quick is finished when it is first seen.
   */
  readonly take: (finishedCount: number, news: readonly DownloadRow[]) => Milestone | null;
};

/** What to tell; `finished` is the one download that it is about, when it is complete and there is no other news. */
export type Milestone = { readonly sentence: string; readonly finished: DownloadRow | null };

export function createMilestones(): Milestones {
  let finished: DownloadRow[] = [];
  let failed: { readonly name: string; readonly what: string }[] = [];
  return {
    note(before, after) {
      if (questionOf(after) !== null && after.relocation?.kind === 'failed' && before.relocation?.kind !== 'failed') {
        failed.push({ name: after.name, what: relocationText(after, '') ?? '' });
      }
      if (before.state.kind === after.state.kind) return;
      if (after.state.kind === 'completed') finished.push(after);
      if (after.state.kind === 'failed' || after.state.kind === 'blocked') {
        failed.push({ name: after.name, what: ERROR_WORDS[after.state.failure.code].what });
      }
    },
    take(finishedCount, news) {
      // Old rows that were scrolled into sight are no news; then there are more of them than finished.
      if (finished.length === 0 && news.length === finishedCount) finished = [...news];
      const sentences = failed.map((failure) => fill(words.messages.failed, failure));
      const [first] = finished;
      const count = Math.max(finished.length, finishedCount);
      const only = count === 1 && failed.length === 0 ? (first ?? null) : null;
      if (count === 1 && first !== undefined) sentences.unshift(fill(words.messages.finished, { name: first.name }));
      else if (count > 0) sentences.unshift(plural(words.messages.finishedMany, count));
      finished = [];
      failed = [];
      return sentences.length === 0 ? null : { sentence: sentences.join(' '), finished: only };
    },
  };
}

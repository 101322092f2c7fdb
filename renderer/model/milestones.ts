import type { DownloadRow } from '../../shared/download.ts';
import { ERROR_WORDS } from '../../shared/words.ts';
import { fill, plural, words } from '../format/words.ts';

/** Collects what happened in one frame and tells it in one sentence. */
export type Milestones = {
  readonly note: (before: DownloadRow, after: DownloadRow) => void;
  /**
   * The sentence for all noted since the last time; `null` when nothing worth telling happened.
   * @param finishedCount how many more are completed than before: rows that this window does not watch finish, too.
   */
  readonly take: (finishedCount: number) => string | null;
};

export function createMilestones(): Milestones {
  let finished: DownloadRow[] = [];
  let failed: { readonly name: string; readonly what: string }[] = [];
  return {
    note(before, after) {
      if (before.state.kind === after.state.kind) return;
      if (after.state.kind === 'completed') finished.push(after);
      if (after.state.kind === 'failed' || after.state.kind === 'blocked') {
        failed.push({ name: after.name, what: ERROR_WORDS[after.state.failure.code].what });
      }
    },
    take(finishedCount) {
      const sentences = failed.map((failure) => fill(words.messages.failed, failure));
      const [first] = finished;
      const count = Math.max(finished.length, finishedCount);
      if (count === 1 && first !== undefined) sentences.unshift(fill(words.messages.finished, { name: first.name }));
      else if (count > 0) sentences.unshift(plural(words.messages.finishedMany, count));
      finished = [];
      failed = [];
      return sentences.length === 0 ? null : sentences.join(' ');
    },
  };
}

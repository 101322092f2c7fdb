import { assertNever } from '../../shared/assert-never.ts';
import { ADDRESS_REFUSED } from '../../shared/download-error.ts';
import type { DownloadState } from '../../shared/download-state.ts';
import { answersTo, questionOf, type Answer, type Asking } from '../../shared/question.ts';

/** An answer that is given at once; the others lead to a dialog of their own (`commandOfAnswer`). */
export type AnswerAction = `answer:${Exclude<Answer, 'newLink' | 'cancel'>}`;

/** What a user can do to a download. */
export type RowAction =
  | 'open'
  | 'pause'
  | 'resume'
  | 'retry'
  | 'restart'
  | 'verify'
  | 'repair'
  | 'newLink'
  | 'details'
  | 'showInFolder'
  | 'rename'
  | 'moveTo'
  | 'category'
  | 'stopMove'
  | 'copyLink'
  | 'remove'
  | AnswerAction;

const ALWAYS: readonly RowAction[] = [
  'details', 'showInFolder', 'rename', 'moveTo', 'category', 'copyLink', 'remove',
]; // prettier-ignore

/** What makes sense for a row, the most likely first. The core has the last word. */
export function rowActions(row: Asking): readonly RowAction[] {
  const { state } = row;
  switch (state.kind) {
    case 'queued':
    case 'probing':
    case 'downloading':
      return ['pause', ...ALWAYS];
    case 'finishing':
      return ALWAYS;
    case 'pausing':
      return ['resume', ...ALWAYS];
    case 'paused':
      return ['resume', 'restart', 'newLink', 'verify', ...ALWAYS];
    case 'retrying':
      return ['retry', 'restart', 'pause', 'newLink', ...ALWAYS];
    case 'blocked': {
      const answers = answerActions(row);
      // Of some questions it is an answer.
      const restart: readonly RowAction[] = answers.includes('answer:restart') ? [] : ['restart'];
      const more: readonly RowAction[] = [...restart, 'pause', 'newLink', 'verify', ...ALWAYS];
      return [...answers, ...more.filter((action) => !answers.includes(action))];
    }
    case 'failed':
      return ['retry', 'restart', 'newLink', 'verify', ...ALWAYS];
    case 'completed':
      return ['open', ...answerActions(row), 'restart', 'verify', ...ALWAYS];
    default:
      return assertNever(state);
  }
}

/** What may be answered to a row that asks, the likely answer first; empty for all others. */
export function answerActions(row: Asking): readonly RowAction[] {
  const question = questionOf(row);
  return question === null ? [] : answersTo(question).map(actionOfAnswer);
}

function actionOfAnswer(answer: Answer): RowAction {
  // A new link has to be typed, and what leaves the list is asked about.
  if (answer === 'newLink') return 'newLink';
  return answer === 'cancel' ? 'remove' : `answer:${answer}`;
}

/** The answer that an action gives; `null` for one that answers nothing. */
export function answerOfAction(action: RowAction): Answer | null {
  if (action === 'newLink') return 'newLink';
  if (action === 'remove') return 'cancel';
  // What stands behind the colon is an answer by its type.
  return isAnswerAction(action) ? (action.slice('answer:'.length) as Answer) : null;
}

/** Whether an action is an answer that is given at once. */
export function isAnswerAction(action: RowAction): action is AnswerAction {
  return action.startsWith('answer:');
}

/** The one thing a row that needs the user offers as a button; `null` for rows that need nothing. */
export function neededAction(row: Asking): RowAction | null {
  if (row.state.kind !== 'failed') return answerActions(row)[0] ?? null;
  // The words of these ask for another link.
  return ADDRESS_REFUSED.has(row.state.failure.code) ? 'newLink' : 'retry';
}

/** Whether a row has more answers than its button gives, apart from removing it. */
export function hasOtherAnswers(row: Asking): boolean {
  return answerActions(row).filter((action) => action !== 'remove').length > 1;
}

const QUICK: ReadonlySet<RowAction> = new Set(['open', 'pause', 'resume', 'retry', 'remove']);

/** What a row shows as buttons when it is pointed at; the rest is in its menu. */
export function quickActions(row: Asking): readonly RowAction[] {
  const { state } = row;
  if (state.kind === 'blocked') return ['remove'];
  const needed = neededAction(row);
  const isQuick = (action: RowAction): boolean =>
    QUICK.has(action) || (action === 'showInFolder' && state.kind === 'completed');
  return rowActions(row).filter((action) => action !== needed && isQuick(action));
}

/** What Enter does in a row. */
export function enterAction(row: Asking): RowAction | null {
  return row.state.kind === 'completed' ? 'open' : neededAction(row);
}

const TOGGLES: ReadonlySet<RowAction> = new Set(['pause', 'resume', 'retry', 'answer:retry']);

/** What Space does in a row: it starts what stands and stops what moves. */
export function toggleAction(row: Asking): RowAction | null {
  return rowActions(row).find((action) => TOGGLES.has(action)) ?? null;
}

/** Whether a download has no place in the order any more in which downloads start. */
export function hasEnded(state: DownloadState): boolean {
  return state.kind === 'completed' || state.kind === 'failed';
}

/** Whether a download waits for another link to its file. */
export function asksForNewLink(row: Asking): boolean {
  return answerActions(row).includes('newLink');
}

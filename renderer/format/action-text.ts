import { answerWords } from '../../shared/answer-words.ts';
import { questionOf, type Asking } from '../../shared/question.ts';
import type { IconName } from '../components/icon.tsx';
import { answerActions, answerOfAction, isAnswerAction, type RowAction } from '../model/row-actions.ts';
import { words } from './words.ts';

/** What a button or a menu says for an action; in a row that asks the words of its question. */
export function actionLabel(action: RowAction, row: Asking | undefined): string {
  const answer = answerOfAction(action);
  const question = row === undefined ? null : questionOf(row);
  const isAnswer = row !== undefined && action !== 'remove' && answerActions(row).includes(action);
  if (answer !== null && question !== null && isAnswer) return answerWords(question, answer).label;
  if (!isAnswerAction(action)) return words.actions[action];
  // An answer without its question: the words that it has for most.
  return answer === null ? '' : answerWords('app.unexpected', answer).label;
}

/** The picture of an action. */
export function actionIcon(action: RowAction): IconName {
  if (action === 'restart') return 'retry';
  if (action === 'moveTo') return 'showInFolder';
  if (action === 'category') return 'other';
  if (action === 'stopMove') return 'close';
  if (!isAnswerAction(action)) return action;
  switch (action) {
    case 'answer:retry':
    case 'answer:restart':
      return 'retry';
    case 'answer:trust':
      return 'trust';
    case 'answer:keepBoth':
    case 'answer:rename':
      return 'copies';
    case 'answer:skip':
      return 'skip';
    case 'answer:leave':
      return 'close';
    case 'answer:allow':
    case 'answer:accept':
    case 'answer:overwrite':
      return 'completed';
  }
}

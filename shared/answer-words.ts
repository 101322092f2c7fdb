import type { AnswerWords } from './locales/en/answers.ts';
import type { Answer, QuestionCode } from './question.ts';
import { COMMON_ANSWER_WORDS, SPECIAL_ANSWER_WORDS } from './words.ts';

/** The words of one answer to one question. */
export function answerWords(code: QuestionCode, answer: Answer): AnswerWords {
  // Only some pairs are in the table.
  const special: Readonly<Record<string, AnswerWords | undefined>> = SPECIAL_ANSWER_WORDS;
  return special[`${code} ${answer}`] ?? COMMON_ANSWER_WORDS[answer];
}

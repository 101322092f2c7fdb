import { answerWords } from '../../shared/answer-words.ts';
import { ANSWERS, answersTo, type Answer, type QuestionCode } from '../../shared/question.ts';

/** An answer as it is written on the command line: `keepBoth` is `keep-both`. */
export function answerName(answer: Answer): string {
  return answer.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

/** The answer of that name; `null` when there is none. */
export function answerOfName(name: string): Answer | null {
  return ANSWERS.find((answer) => answerName(answer) === name.toLowerCase()) ?? null;
}

/** The command that gives an answer. */
export function answerCommand(id: number, answer: Answer): string {
  return answer === 'newLink' ? `sluice new-link ${id} URL` : `sluice answer ${id} ${answerName(answer)}`;
}

/** How a question can be answered: one line for each answer, the likely one first. */
export function questionLines(id: number, code: QuestionCode): readonly string[] {
  const commands = answersTo(code).map((answer) => ({ answer, command: answerCommand(id, answer) }));
  const width = Math.max(...commands.map(({ command }) => command.length));
  return commands.map(({ answer, command }) => `${command.padEnd(width)}  ${answerWords(code, answer).what}`);
}

/** Every answer with what it does for most questions, for the help. */
export function answerHelpLines(): readonly string[] {
  const width = Math.max(...ANSWERS.map((answer) => answerName(answer).length));
  return ANSWERS.filter((answer) => answer !== 'newLink').map(
    (answer) => `  ${answerName(answer).padEnd(width)}  ${answerWords('app.unexpected', answer).what}`,
  );
}

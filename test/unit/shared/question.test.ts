import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DOWNLOAD_ERROR_CODES, errorRow } from '../../../shared/download-error.ts';
import { ANSWERS, answersTo, type QuestionCode } from '../../../shared/question.ts';

describe('questions', () => {
  test('every code that asks offers at least two answers, and each answer belongs to some code', () => {
    const asking = DOWNLOAD_ERROR_CODES.filter((code) => errorRow(code).next === 'ask');
    for (const code of asking) assert.ok(answersTo(code).length >= 2, code);
    const questions: readonly QuestionCode[] = [...asking, 'move.failed', 'move.nameTaken', 'move.notOurs'];
    const offered = new Set(questions.flatMap((code) => answersTo(code)));
    assert.deepEqual([...ANSWERS].toSorted(), [...offered].toSorted());
  });
});

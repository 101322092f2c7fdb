import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readListKey } from '../../../renderer/model/list-keys.ts';
import {
  answerActions,
  answerOfAction,
  asksForNewLink,
  enterAction,
  hasOtherAnswers,
  neededAction,
  quickActions,
  rowActions,
  toggleAction,
} from '../../../renderer/model/row-actions.ts';
import { countFilter } from '../../../renderer/model/view-filters.ts';
import { VIEW_FILTERS } from '../../../shared/view-filter.ts';
import { DOWNLOAD_ERROR_CODES, type DownloadErrorCode } from '../../../shared/download-error.ts';
import { answerWords } from '../../../shared/answer-words.ts';
import { answersTo, type Asking } from '../../../shared/question.ts';
import { LEGAL_MOVES, type DownloadState, type DownloadStateKind } from '../../../shared/download-state.ts';
import { NO_COUNTS } from './fake-core.ts';

function blockedBy(code: DownloadErrorCode): Asking {
  return inState({ kind: 'blocked', failure: { code, detail: '' } });
}

function failedBy(code: DownloadErrorCode): Asking {
  return inState({ kind: 'failed', failure: { code, detail: '' } });
}

function inState(state: DownloadState): Asking {
  return { state, relocation: null };
}

const failure = { code: 'disk.full', detail: '' } as const;
const ROWS: readonly Asking[] = (
  [
    { kind: 'queued' },
    { kind: 'probing' },
    { kind: 'downloading' },
    { kind: 'pausing' },
    { kind: 'paused' },
    { kind: 'retrying', atMs: 0, attempt: 1, code: 'network.reset' },
    { kind: 'blocked', failure },
    { kind: 'finishing' },
    { kind: 'completed', atMs: 0 },
    { kind: 'failed', failure },
  ] as const
).map(inState);

test('every state has actions, and those offered as buttons are among them', () => {
  assert.equal(ROWS.length, Object.keys(LEGAL_MOVES).length);
  for (const row of ROWS) {
    const actions = rowActions(row);
    assert.ok(actions.includes('remove') && actions.includes('copyLink'));
    for (const action of [...quickActions(row), neededAction(row), enterAction(row), toggleAction(row)]) {
      if (action !== null) assert.ok(actions.includes(action), `${row.state.kind}: ${action}`);
    }
  }
});

test('only what needs the user has a button of its own', () => {
  const needing = ROWS.filter((row) => neededAction(row) !== null).map(({ state }) => state.kind);
  assert.deepEqual(needing, ['blocked', 'failed']);
  assert.equal(neededAction(blockedBy('server.changed')), 'answer:restart');
  assert.equal(neededAction(blockedBy('link.expired')), 'newLink');
  assert.equal(neededAction(blockedBy('disk.full')), 'answer:retry');
});

test('a failed row offers what its sentence says: another link where the server has none behind this one', () => {
  for (const code of ['server.unauthorized', 'server.forbidden', 'server.notFound', 'server.gone'] as const) {
    const row = failedBy(code);
    assert.equal(neededAction(row), 'newLink', code);
    assert.equal(enterAction(row), 'newLink', code);
    assert.ok(quickActions(row).includes('retry'), code);
    assert.equal(toggleAction(row), 'retry', code);
  }
  assert.equal(neededAction(failedBy('disk.folderMissing')), 'retry');
});

test('a question offers every answer in the row or its menu, each once', () => {
  for (const code of DOWNLOAD_ERROR_CODES) {
    const row = blockedBy(code);
    const actions = rowActions(row);
    assert.equal(new Set(actions).size, actions.length, code);
    assert.deepEqual(answerActions(row).map(answerOfAction), [...answersTo(code)]);
    for (const action of answerActions(row)) assert.ok(actions.includes(action), `${code}: ${action}`);
  }
  assert.equal(hasOtherAnswers(blockedBy('server.changed')), true);
  assert.equal(hasOtherAnswers(blockedBy('disk.full')), false);
  assert.equal(answerOfAction('pause'), null);
});

test('a complete file that could not be moved has its answers as buttons; Enter still opens it', () => {
  const stuck: Asking = { state: { kind: 'completed', atMs: 0 }, relocation: { kind: 'failed', problem: 'full' } };
  assert.equal(neededAction(stuck), 'answer:retry');
  assert.equal(hasOtherAnswers(stuck), true);
  assert.deepEqual(answerActions(stuck), ['answer:retry', 'answer:leave']);
  assert.equal(enterAction(stuck), 'open');
  assert.equal(toggleAction(stuck), 'answer:retry');
  assert.ok(rowActions(stuck).includes('answer:leave'));
  assert.equal(answerWords('move.failed', 'leave').label, 'Leave it where it is');
  // Sluice did not write it: the same would only fail again.
  assert.deepEqual(answerActions({ ...stuck, relocation: { kind: 'failed', problem: 'notOurs' } }), ['answer:leave']);
  assert.deepEqual(answerActions({ ...stuck, relocation: { kind: 'moving', problem: null } }), []);
  // What is fetched anew has nothing to be moved yet.
  assert.deepEqual(answerActions({ ...stuck, state: { kind: 'queued' } }), []);
});

test('a download asks for a new link only when its question says so', () => {
  assert.equal(asksForNewLink(blockedBy('link.expired')), true);
  assert.equal(asksForNewLink(blockedBy('disk.full')), false);
  assert.equal(asksForNewLink(inState({ kind: 'failed', failure })), false);
});

test('Enter opens only what is complete; Space stops what moves and starts what stands', () => {
  assert.deepEqual(
    ROWS.filter((row) => enterAction(row) === 'open').map(({ state }) => state.kind),
    ['completed'],
  );
  assert.equal(toggleAction(inState({ kind: 'downloading' })), 'pause');
  assert.equal(toggleAction(inState({ kind: 'paused' })), 'resume');
  assert.equal(toggleAction(inState({ kind: 'failed', failure })), 'retry');
  assert.equal(toggleAction(inState({ kind: 'completed', atMs: 0 })), null);
});

test('every state is found under some filter besides "all", and counted there', () => {
  for (const kind of Object.keys(LEGAL_MOVES)) {
    const counts = { ...NO_COUNTS, [kind as DownloadStateKind]: 1 };
    const filters = VIEW_FILTERS.filter((filter) => countFilter({ counts, failedMoves: 0 }, filter) > 0);
    assert.ok(filters.includes('all') && filters.length >= 2, `${kind}: ${filters.join()}`);
  }
});

test('the keys of the list', () => {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  assert.deepEqual(readListKey({ ...none, key: 'ArrowDown' }), { kind: 'move', to: 'next', mode: 'only' });
  assert.deepEqual(readListKey({ ...none, key: 'End', shiftKey: true }), { kind: 'move', to: 'last', mode: 'extend' });
  assert.deepEqual(readListKey({ ...none, key: 'ArrowUp', ctrlKey: true }), {
    kind: 'move',
    to: 'previous',
    mode: 'keep',
  });
  assert.deepEqual(readListKey({ ...none, key: 'A', metaKey: true }), { kind: 'selectAll' });
  assert.deepEqual(readListKey({ ...none, key: ' ' }), { kind: 'pauseResume' });
  assert.deepEqual(readListKey({ ...none, key: ' ', ctrlKey: true }), { kind: 'toggleSelected' });
  assert.deepEqual(readListKey({ ...none, key: 'F10', shiftKey: true }), { kind: 'menu' });
  assert.equal(readListKey({ ...none, key: 'f', ctrlKey: true }), null);
  assert.deepEqual(readListKey({ ...none, key: 'ArrowDown', altKey: true }), { kind: 'queue', to: 'down' });
  assert.equal(readListKey({ ...none, key: 'ArrowLeft', altKey: true }), null);
  assert.equal(readListKey({ ...none, key: 'x' }), null);
});

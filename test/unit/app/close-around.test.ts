import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeAround } from '../../../main/app/close-around.ts';

test('the core is closed also when something around it closes badly, which is told afterwards', async () => {
  let isClosed = false;
  const app = {
    close: () => {
      isClosed = true;
      return Promise.resolve('ended' as const);
    },
  };
  await assert.rejects(closeAround(Promise.reject(new Error('a window')), app), /a window/u);
  assert.equal(isClosed, true);
});

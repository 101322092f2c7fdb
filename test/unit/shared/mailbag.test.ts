import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mailbag } from '../../../shared/mailbag.ts';

test('messages of one turn are handed over together and in order, and none twice', () => {
  const bags: (readonly string[])[] = [];
  const due: (() => void)[] = [];
  const mailbag = new Mailbag<string>(
    (messages) => bags.push(messages),
    (deliver) => due.push(deliver),
  );
  mailbag.add('a');
  mailbag.add('b');
  assert.deepEqual(bags, []);
  mailbag.empty();
  mailbag.add('c');
  for (const deliver of due) deliver();
  assert.deepEqual(bags, [['a', 'b'], ['c']]);
  assert.equal(due.length, 2);
});

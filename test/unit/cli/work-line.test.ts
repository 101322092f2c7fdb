import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorkLine, readText } from '../../../main/cli/work-line.ts';

test('long work is drawn on one line that goes away at its end, and nowhere but on a terminal', () => {
  const drawn: string[] = [];
  for (const canRedraw of [true, false]) {
    using line = openWorkLine({ canRedraw, draw: (text) => drawn.push(text) });
    line.show(readText({ doneBytes: 512, totalBytes: 1024 }));
  }
  assert.deepEqual(drawn, ['\rReading: 50 % (512 B of 1.02 kB)\u001B[K', '\r\u001B[K']);
  assert.match(readText({ doneBytes: 0, totalBytes: 0 }), /^Reading: 0 %/u);
});

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { askWhetherMetered, createMeteredLine } from '../../../main/app/metered-line.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

describe('the metered line', () => {
  test('is asked for only while someone listens, and a change is told', async () => {
    const answers = [false, false, true, true];
    const told = new EventEmitter();
    let asked = 0;
    const line = createMeteredLine(() => {
      asked += 1;
      return Promise.resolve(answers.shift() ?? true);
    }, 1);
    assert.equal(line.isMetered(), false);
    assert.equal(asked, 0);
    const change = once(told, 'change');
    const listening = line.onChange(() => told.emit('change'));
    await change;
    assert.equal(line.isMetered(), true);
    listening[Symbol.dispose]();
    assert.equal(asked, 3);
  });

  const skip = process.platform === 'linux' ? false : 'its stand-in is a shell script for Linux';
  test('NetworkManager says yes or guesses it; what cannot be told is not metered', { skip }, async () => {
    await using folder = await createTempFolder();
    const program = path.join(folder.path, 'busctl');
    const { PATH } = process.env;
    try {
      process.env['PATH'] = folder.path;
      assert.equal(await askWhetherMetered('linux'), false, 'no such program');
      for (const [answer, expected] of [
        ['u 0', false],
        ['u 1', true],
        ['u 2', false],
        ['u 3', true],
        ['u 4', false],
        ['', false],
      ] as const) {
        await writeFile(program, `#!/bin/sh\n[ "$5" = Metered ] || [ "$6" = Metered ] && echo "${answer}"\n`);
        await chmod(program, 0o755);
        assert.equal(await askWhetherMetered('linux'), expected, answer);
      }
      assert.equal(await askWhetherMetered('darwin'), false);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});

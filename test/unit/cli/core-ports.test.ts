import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { OpenerError, processPorts, runOpener } from '../../../main/cli/core-ports.ts';
import { createTempFolder, type TempFolder } from '../../support/temp-folder.ts';

const { shell } = processPorts('/downloads');

function script(folder: TempFolder, name: string, text: string): string {
  const file = folder.file(name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o700);
  return file;
}

test('what is gone is said in words, by a rejection', async () => {
  await using folder = await createTempFolder();
  const gone = folder.file('folder/gone.bin');
  // One after the other: nobody would hear the second while the first is waited for.
  for (const open of [() => shell.showInFolder(gone), () => shell.openFile(gone)]) {
    // Called outside of `assert.rejects`: a throw at once would end the test.
    const opening = open();
    await assert.rejects(opening, new OpenerError(`${gone} is not there any more`));
  }
});

test('an opener that fails or is missing rejects in words', async () => {
  await using folder = await createTempFolder();
  const failing = script(folder, 'failing', 'exit 4');
  await assert.rejects(runOpener({ program: failing, args: [] }), new OpenerError(`${failing} ended with status 4`));
  const killed = script(folder, 'killed', 'kill -9 $$');
  await assert.rejects(runOpener({ program: killed, args: [] }), /was ended by SIGKILL/u);
  const missing = folder.file('missing');
  await assert.rejects(runOpener({ program: missing, args: [] }), new OpenerError(`${missing} is not installed`));
  await runOpener({ program: failing, args: [], ignoresStatus: true });
});

test('an opener that ends well or still runs has opened it', async () => {
  await using folder = await createTempFolder();
  await runOpener({ program: script(folder, 'good', 'exit 0'), args: [] });
  // It waits for a file, so that it ends with the test, whatever becomes of it.
  const lasting = script(folder, 'lasting', 'while [ -e "$1" ]; do sleep 0.05; done; exit 1');
  await runOpener({ program: lasting, args: [folder.path] }, 50);
});

test('shows the folder in which the file really is', { skip: process.platform !== 'linux' }, async () => {
  await using folder = await createTempFolder();
  mkdirSync(folder.file('real'));
  writeFileSync(folder.file('real/file.bin'), '');
  symlinkSync(folder.file('real/file.bin'), folder.file('link.bin'));
  script(folder, 'xdg-open', `printf %s "$1" > ${folder.file('seen')}`);
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder.path}:${before}`;
  try {
    await shell.showInFolder(folder.file('link.bin'));
  } finally {
    process.env['PATH'] = before;
  }
  assert.ok(existsSync(folder.file('seen')));
  assert.equal(readFileSync(folder.file('seen'), 'utf8'), folder.file('real'));
});

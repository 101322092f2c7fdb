import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerName, answerOfName, questionLines } from '../../../main/cli/answer-names.ts';
import { recoverLines, verificationLines } from '../../../main/cli/check-commands.ts';
import { hostLines, readHostAndPort } from '../../../main/cli/learned-commands.ts';
import { readAnswer } from '../../../main/cli/question-commands.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { ANSWERS } from '../../../shared/question.ts';

test('every answer has a name of its own on the command line', () => {
  for (const answer of ANSWERS) assert.equal(answerOfName(answerName(answer)), answer);
  assert.equal(answerName('keepBoth'), 'keep-both');
  assert.equal(answerOfName('keepboth'), null);
});

test('the answer is the one word among the numbers', () => {
  assert.deepEqual(readAnswer(['3', '4', '3', 'keep-both']), {
    ok: true,
    ids: [toDownloadId(3), toDownloadId(4)],
    answer: 'keepBoth',
  });
  for (const words of [['3'], ['restart'], ['3', 'restart', 'retry'], ['0', 'restart'], ['3', '00', 'restart']]) {
    const read = readAnswer(words);
    assert.match(read.ok ? '' : read.message, /sluice answer 3 restart/u, words.join(' '));
  }
  const unknown = readAnswer(['3', 'yes']);
  assert.match(unknown.ok ? '' : unknown.message, /“yes” is no answer/u);
  const link = readAnswer(['3', 'new-link']);
  assert.match(link.ok ? '' : link.message, /sluice new-link ID URL/u);
});

test('a question is told with the commands that answer it', () => {
  assert.deepEqual(questionLines(3, 'link.expired'), [
    'sluice new-link 3 URL   Takes another link to the same file. What has arrived is kept.',
    'sluice answer 3 retry   Tries the same again. What has arrived is kept.',
    'sluice answer 3 cancel  Takes the download off the list.',
  ]);
});

test('a move to a folder that has the name is told with the commands that answer it', () => {
  assert.deepEqual(questionLines(3, 'move.nameTaken'), [
    'sluice answer 3 rename  Brings the file there, with a number in its name.',
    'sluice answer 3 retry   Tries again to bring the file there.',
    'sluice answer 3 leave   The file stays in its folder, under its name.',
  ]);
});

test('a move that failed is told with the commands that answer it', () => {
  assert.deepEqual(questionLines(3, 'move.failed'), [
    'sluice answer 3 retry  Tries again to bring the file there.',
    'sluice answer 3 leave  The file stays in its folder, under its name.',
  ]);
});

test('a check tells what is damaged, byte by byte, and how it is repaired', () => {
  const damaged = [{ start: 0, end: 1_048_576 }];
  assert.deepEqual(verificationLines(3, { checkedBytes: 5e6, uncheckedBytes: 10, damaged }), [
    '1 place is damaged, 1.05 MB in all. Fetch only these again with: sluice repair 3',
    '  damaged: bytes 0 to 1048575',
    'Of 10 B there are no checksums.',
  ]);
  assert.deepEqual(verificationLines(3, { checkedBytes: 5e6, uncheckedBytes: 0, damaged: [] }), [
    'Nothing is damaged. 5.00 MB were checked.',
  ]);
  assert.match(verificationLines(3, { checkedBytes: 0, uncheckedBytes: 9, damaged: [] })[0] ?? '', /no checksums/u);
});

test('a recovery names every file; a name cannot steer the terminal', () => {
  assert.deepEqual(
    recoverLines({
      recovered: [{ id: toDownloadId(7), name: 'a\u001b[2J.iso', durableBytes: 1000 }],
      skipped: [{ name: 'b.part', reason: 'noRecord' }],
    }),
    [
      'Took up a?[2J.iso as 7: 1.00 kB intact',
      'Left b.part: Nothing beside it tells where it came from.',
      'Go on with: sluice resume 7',
    ],
  );
  assert.match(recoverLines({ recovered: [], skipped: [] })[0] ?? '', /no unfinished file/u);
});

test('a server is read with its port', () => {
  assert.deepEqual(readHostAndPort('a.org'), { host: 'a.org', port: 443 });
  assert.deepEqual(readHostAndPort('a.org:8443'), { host: 'a.org', port: 8443 });
  assert.deepEqual(readHostAndPort('[::1]:8443'), { host: '::1', port: 8443 });
  for (const text of ['', 'a.org:', 'a.org:99999', 'https://a.org', '::1']) assert.equal(readHostAndPort(text), null);
});

test('a server that asks to wait is listed with the time, what is known for days with the day', () => {
  const fact = { host: 'a.org', value: 1, learnedAtMs: 0, expiresAtMs: 1_800_000_000_000 };
  const lines = hostLines([
    { ...fact, kind: 'asksToWait' },
    { ...fact, kind: 'noRanges' },
  ]);
  assert.match(lines[1] ?? '', /^a\.org +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d +Asks Sluice to wait/u);
  assert.match(lines[2] ?? '', /^a\.org +20\d\d-\d\d-\d\d +Sends whole files only/u);
});

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { NO_TRAITS } from '../../../main/engine/transfer-request.ts';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import type { DownloadId } from '../../../shared/download.ts';
import { ANSWERS, answersTo } from '../../../shared/question.ts';
import { PLAIN_FACTS } from '../../fakes/scripted-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { until } from '../../support/until.ts';

const URL_A = 'https://example.org/file.zip';
const HALF = [{ start: 0, end: 50 }];

/** A download with half of its bytes that failed with a code. */
async function failedBy(code: DownloadErrorCode, settings = {}, durable = HALF) {
  const bench = await QueueBench.start(settings);
  const [id] = bench.addAll([{ url: URL_A, headers: [{ name: 'Cookie', value: 'a=1' }] }]);
  assert.ok(id !== undefined);
  const { run, part } = await bench.toDownloading(id);
  writeFileSync(part, 'o'.repeat(durable[0]?.end ?? 0));
  bench.fail(id, run, code, durable);
  await bench.turns(3);
  return { bench, id, part };
}

function notesOf(bench: QueueBench, id: DownloadId): string[] {
  return bench.queue
    .timelineOf(id)
    .flatMap((entry) => (entry.kind === 'note' ? [`${entry.note} ${entry.detail}`.trim()] : []));
}

describe('an answer', () => {
  test('that the question does not offer changes nothing', async () => {
    for (const code of ['server.changed', 'disk.nameTaken', 'link.expired', 'disk.full'] as const) {
      const { bench, id } = await failedBy(code);
      await using _bench = bench;
      const before = bench.queue.get(id);
      const offered = answersTo(code);
      for (const answer of ANSWERS) {
        if (offered.includes(answer) && answer !== 'newLink') continue;
        assert.equal(bench.queue.questions.answer([id], answer), 0, `${answer} to ${code}`);
      }
      assert.deepEqual(bench.queue.get(id), before);
    }
  });

  test('to a download that asks nothing changes nothing', async () => {
    const { bench, id } = await failedBy('network.reset');
    await using _bench = bench;
    for (const answer of ANSWERS) assert.equal(bench.queue.questions.answer([id], answer), 0);
    assert.equal(bench.state(id).kind, 'retrying');
  });

  test('retry goes on with the bytes so far, and is told in the timeline', async () => {
    const { bench, id } = await failedBy('disk.full');
    await using _bench = bench;
    assert.equal(bench.queue.questions.answer([id], 'retry'), 1);
    await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, HALF);
    assert.deepEqual(notesOf(bench, id), ['answered retry']);
  });

  test('cancel takes it off the list and keeps the bytes', async () => {
    const { bench, id } = await failedBy('link.expired');
    await using _bench = bench;
    assert.equal(bench.queue.questions.answer([id], 'cancel'), 1);
    assert.equal(bench.queue.get(id), undefined);
    await until(() => bench.files().length === 1, 'the placeholder to go');
    assert.deepEqual(bench.files(), ['file.zip.sluice-part']);
  });

  test('allow follows the insecure redirect, then and later', async () => {
    const { bench, id } = await failedBy('server.insecureRedirect');
    await using _bench = bench;
    assert.equal(bench.queue.questions.answer([id], 'allow'), 1);
    await bench.started(id, 2);
    assert.ok(bench.engine.lastStart(id).request.allowInsecureRedirect);
    await bench.restart();
    await bench.started(id);
    assert.ok(bench.engine.lastStart(id).request.allowInsecureRedirect);
  });

  test('about a taken name is kept; the last one counts', async () => {
    const { bench, id } = await failedBy('disk.nameTaken');
    await using _bench = bench;
    assert.equal(bench.queue.questions.answer([id], 'skip'), 1);
    bench.fail(id, await bench.started(id, 2), 'server.changed', HALF);
    await bench.reaches(id, 'blocked');
    assert.equal(bench.queue.questions.answer([id], 'keepBoth'), 1);
    assert.deepEqual(bench.queue.get(id)?.answers, ['rename']);
  });

  test('trust accepts exactly that certificate for 30 days, and no other download is asked about it', async () => {
    const { bench, id } = await failedBy('network.reset');
    await using _bench = bench;
    bench.clock.advance(1000);
    const sha256 = 'ab'.repeat(32);
    const certificate = {
      host: 'example.org',
      port: 443,
      sha256,
      subject: 'example.org',
      issuer: 'someone',
      validFromMs: null,
      validToMs: null,
    };
    const failure = { code: 'network.certificateUnknown', detail: '', certificate } as const;
    const run = await bench.started(id, 2);
    bench.engine.tell({ kind: 'failed', id, run, failure, retryAfterMs: null, durable: [], stamp: null, blocks: [] });
    await bench.reaches(id, 'blocked');
    assert.equal(bench.queue.questions.answer([id], 'trust'), 1);
    await bench.started(id, 3);
    const [exception] = bench.engine.lastStart(id).request.certificates;
    assert.ok(exception !== undefined);
    assert.equal(exception.sha256, sha256);
    assert.equal(exception.expiresAtMs - exception.addedAtMs, 30 * 24 * 3_600_000);
    assert.deepEqual(notesOf(bench, id), ['answered trust', 'certificateTrusted example.org:443']);
    await bench.restart();
    bench.clock.advance(30 * 24 * 3_600_000);
    const [other] = bench.add('https://example.org/2');
    assert.ok(other !== undefined);
    await bench.started(other);
    assert.deepEqual(bench.engine.lastStart(other).request.certificates, []);
  });

  test('trust also lets those go on that ask about the same certificate of the same server, and no others', async () => {
    const bench = await QueueBench.start();
    await using _bench = bench;
    const ids = bench.add('https://example.org/1', 'https://example.org/2', 'https://example.org/3');
    const sha256s = ['ab', 'ab', 'cd'].map((byte) => byte.repeat(32));
    for (const [index, id] of ids.entries()) {
      const run = await bench.started(id);
      const sha256 = sha256s[index] ?? '';
      const facts = { subject: 'a', issuer: 'b', validFromMs: null, validToMs: null };
      const certificate = { host: 'example.org', port: 443, sha256, ...facts };
      const failure = { code: 'network.certificateUnknown', detail: '', certificate } as const;
      bench.engine.tell({ kind: 'failed', id, run, failure, retryAfterMs: null, durable: [], stamp: null, blocks: [] });
      await bench.reaches(id, 'blocked');
    }
    const [first, second, third] = ids;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    assert.equal(bench.queue.questions.answer([first], 'trust'), 2);
    await bench.started(second, 2);
    assert.equal(bench.state(third).kind, 'blocked');
    assert.equal(bench.queue.questions.answer([third], 'cancel'), 1);
  });
});

describe('a file that changed on the server', () => {
  test('begins again when the user says so', async () => {
    const { bench, id } = await failedBy('server.changed');
    await using _bench = bench;
    assert.equal(bench.state(id).kind, 'blocked');
    assert.equal(bench.queue.questions.answer([id], 'restart'), 1);
    await bench.started(id, 2);
    assert.equal(bench.engine.lastStart(id).request.resume, null);
  });

  test('is fetched beside the bytes of the old one, which stay', async () => {
    const { bench, id, part } = await failedBy('server.changed');
    await using _bench = bench;
    assert.equal(bench.queue.questions.answer([id], 'keepBoth'), 1);
    await bench.started(id, 2);
    await until(() => bench.files().length === 1, 'the placeholder to go');
    await bench.finish(id, 'new');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip.sluice-part']);
    assert.equal(readFileSync(part, 'utf8'), 'o'.repeat(50));
    assert.equal(readFileSync(path.join(bench.folder, 'file (1).zip'), 'utf8'), 'new');
  });

  test('begins again by the setting, after a back-off, and asks when that happens for ever', async () => {
    const { bench, id } = await failedBy('server.changed', { onChanged: 'restart', maxAttempts: 3 });
    await using _bench = bench;
    for (let attempt = 2; attempt <= 3; attempt += 1) {
      await bench.reaches(id, 'retrying');
      assert.deepEqual(bench.queue.get(id)?.durable, []);
      bench.clock.advance(10_000);
      const run = await bench.started(id, attempt);
      bench.engine.tell({ kind: 'probed', id, run, facts: PLAIN_FACTS });
      await bench.reaches(id, 'downloading');
      bench.fail(id, run, 'server.changed', HALF);
    }
    await bench.reaches(id, 'blocked');
    assert.deepEqual(bench.queue.get(id)?.durable, HALF);
  });

  test('is kept beside by the setting', async () => {
    const { bench, id } = await failedBy('server.changed', { onChanged: 'keepBoth' });
    await using _bench = bench;
    bench.clock.advance(10_000);
    await bench.started(id, 2);
    await bench.finish(id, 'new');
    await until(() => bench.files().length === 2, 'the placeholder to go');
    assert.deepEqual(bench.files(), ['file (1).zip', 'file.zip.sluice-part']);
  });
});

describe('a checksum', () => {
  const WHOLE = [{ start: 0, end: PLAIN_FACTS.sizeBytes ?? 0 }];

  test('that does not match is accepted as it is: the file gets its name without another byte fetched', async () => {
    const { bench, id } = await failedBy('checksum.mismatch', {}, WHOLE);
    await using _bench = bench;
    assert.equal(bench.queue.questions.answer([id], 'accept'), 1);
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
    assert.equal(bench.engine.startedIds().length, 1);
  });

  for (const [way, act] of [
    ['fetching again', (bench, id) => bench.queue.questions.answer([id], 'retry')],
    ['retry', (bench, id) => bench.queue.commands.retry([id])],
    ['resume', (bench, id) => bench.queue.commands.resume([id])],
    ['a new link', (bench, id) => bench.queue.questions.newLink(id, 'https://mirror.example/f')],
  ] as const satisfies [string, (bench: QueueBench, id: DownloadId) => unknown][]) {
    test(`that does not match: ${way} keeps the pieces that are proved, and of a whole file nothing`, async () => {
      assert.equal(answersTo('checksum.mismatch')[0], 'retry');
      for (const [durable, kept] of [
        [HALF, HALF],
        [WHOLE, undefined],
      ] as const) {
        const { bench, id } = await failedBy('checksum.mismatch', {}, durable);
        await using _bench = bench;
        act(bench, id);
        await bench.started(id, 2);
        assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, kept);
      }
    });
  }

  test('accepted in the instant of a crash, the file has its name after it', async () => {
    const { bench, id } = await failedBy('checksum.mismatch', {}, WHOLE);
    await using _bench = bench;
    const crashed = bench.crashWhenCommitted('finishing');
    assert.throws(() => bench.queue.questions.answer([id], 'accept'));
    await crashed;
    await bench.restart();
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.files(), ['file.zip']);
  });

  test('is not asked for any more when bytes are missing still', async () => {
    const { bench, id } = await failedBy('checksum.unavailable');
    await using _bench = bench;
    assert.equal(bench.queue.questions.answer([id], 'accept'), 1);
    await bench.started(id, 2);
    assert.equal(bench.engine.lastStart(id).request.checksum, null);
    assert.deepEqual(bench.engine.lastStart(id).request.resume?.durable, HALF);
  });
});

describe('a new link', () => {
  test('keeps the bytes, and nothing that was meant for the old server goes to the new one', async () => {
    const { bench, id } = await failedBy('link.expired');
    await using _bench = bench;
    assert.equal(bench.queue.questions.newLink(id, 'https://mirror.example/f?token=2'), 'taken');
    await bench.restart();
    await bench.started(id);
    const { request } = bench.engine.lastStart(id);
    assert.equal(request.url, 'https://mirror.example/f?token=2');
    assert.deepEqual(request.headers, []);
    assert.ok(request.resume?.isNewLink);
    assert.deepEqual(request.resume.durable, HALF);
    assert.deepEqual(notesOf(bench, id), ['newLink mirror.example']);
  });

  test('of the same server keeps its headers; once proved it is the link', async () => {
    const { bench, id } = await failedBy('link.expired');
    await using _bench = bench;
    assert.equal(bench.queue.questions.newLink(id, `${URL_A}?token=2`), 'taken');
    const run = await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.headers, [{ name: 'Cookie', value: 'a=1' }]);
    const facts = { ...PLAIN_FACTS, validators: { etag: '"2"', lastModified: null } };
    bench.engine.tell({ kind: 'continued', id, run, facts });
    await bench.turns(3);
    assert.equal(bench.stored(id).isNewLink, false);
    assert.deepEqual(bench.stored(id).facts?.validators, facts.validators);
  });

  test('to another file is asked about, with the bytes kept', async () => {
    const { bench, id } = await failedBy('link.expired');
    await using _bench = bench;
    bench.queue.questions.newLink(id, 'https://mirror.example/other');
    bench.fail(id, await bench.started(id, 2), 'link.otherFile', HALF);
    await bench.reaches(id, 'blocked');
    assert.deepEqual(bench.queue.get(id)?.durable, HALF);
    assert.equal(bench.queue.questions.answer([id], 'restart'), 1);
    await bench.started(id, 3);
    assert.equal(bench.engine.lastStart(id).request.resume, null);
  });

  test('is asked by what is known of its own server, not of the old one', async () => {
    const { bench, id } = await failedBy('link.expired');
    await using _bench = bench;
    const [other] = bench.add(URL_A);
    assert.ok(other !== undefined);
    const run = await bench.started(other);
    for (const fact of ['noRanges', 'maxConnections'] as const) {
      bench.engine.tell({ kind: 'learned', id: other, run, host: 'example.org', fact, value: 1 });
    }
    bench.queue.questions.newLink(id, 'https://mirror.example/f?token=2');
    await bench.started(id, 2);
    assert.deepEqual(bench.engine.lastStart(id).request.traits, NO_TRAITS);
  });

  test('is for a download that does not run, and has to be one', async () => {
    const { bench, id } = await failedBy('link.expired');
    await using _bench = bench;
    assert.equal(bench.queue.questions.newLink(id, 'ftp://example.org/a'), 'badLink');
    assert.equal(bench.state(id).kind, 'blocked');
    bench.queue.commands.resume([id]);
    await bench.started(id, 2);
    assert.equal(bench.queue.questions.newLink(id, URL_A), 'isRunning');
    bench.queue.commands.pause([id]);
    assert.equal(bench.queue.questions.newLink(id, URL_A), 'isRunning');
    bench.queue.commands.remove([id], { deleteFiles: true });
    assert.equal(bench.queue.questions.newLink(id, URL_A), 'notFound');
  });

  test('of a queued download changes the host that it waits for', async () => {
    const { bench } = await failedBy('link.expired', { maxActivePerHost: 1 });
    await using _bench = bench;
    const [first, second] = bench.add(URL_A, URL_A);
    assert.ok(first !== undefined && second !== undefined);
    await bench.started(first);
    assert.equal(bench.queue.questions.newLink(second, 'https://example.net/file.zip'), 'taken');
    await bench.started(second);
    assert.equal(bench.engine.lastStart(second).request.resume, null);
  });
});

test('a pause that came with the last byte holds when the name could not be given', async () => {
  await using bench = await QueueBench.start();
  const [id] = bench.add(URL_A);
  assert.ok(id !== undefined);
  const { run, part } = await bench.toDownloading(id);
  writeFileSync(part, 'not the size');
  bench.queue.commands.pause([id]);
  bench.engine.tell({ kind: 'finished', id, run, sizeBytes: 100, blocks: [] });
  await bench.reaches(id, 'paused');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaultServer } from '../../support/fault-server.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { runSluice, type Ended } from './run-sluice.ts';
import { serve } from './serve-sluice.ts';

type Sluice = (...args: string[]) => Promise<Ended>;

/** Looks at a download until its state is the one that is waited for. */
async function untilState(sluice: Sluice, id: number, kind: string): Promise<void> {
  for (;;) {
    const { state } = JSON.parse((await sluice('status', String(id), '--json')).stdout) as { state: { kind: string } };
    if (state.kind === kind) return;
    assert.notEqual(state.kind, 'failed', JSON.stringify(state));
  }
}

/** Looks at a download until so many bytes arrived. */
async function untilReceived(sluice: Sluice, id: number, bytes: number): Promise<void> {
  for (;;) {
    const { progress } = JSON.parse((await sluice('status', String(id), '--json')).stdout) as {
      progress: { receivedBytes: number };
    };
    if (progress.receivedBytes >= bytes) return;
  }
}

test('a question is told with its commands, and answered by one of them', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  await sluice('add', server.url('page', { name: 'report.zip' }));
  await untilState(sluice, 1, 'blocked');

  const status = await sluice('status', '1');
  assert.match(status.stdout, /^State: +Needs you\. The server sent a web page instead of the file\./mu);
  assert.match(status.stdout, /^Answer: +sluice new-link 1 URL +Takes another link/mu);
  assert.match(status.stdout, /^ +sluice answer 1 accept +Saves the web page as the file\./mu);
  assert.match((await sluice('list')).stdout, /→ sluice new-link 1 URL/u);

  const wrong = await sluice('answer', '1', 'restart');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^sluice: Download 1 cannot be answered so\..*new-link, retry, accept, cancel\.\n$/u);
  const unknown = await sluice('answer', '1', '9', 'accept');
  assert.equal(unknown.code, 11, unknown.stderr);
  assert.equal(unknown.stdout, 'Answered for 1 download.\n');
  await untilState(sluice, 1, 'completed');
  assert.match((await sluice('answer', '1', 'accept')).stderr, /Download 1 asks nothing/u);

  const told = await sluice('timeline', '1');
  assert.match(told.stdout, /^Sluice, download 1: report\.zip\n\d{4}-.*\n[^]*You answered[^]*Completed/u);
  const entries = JSON.parse((await sluice('log', '1', '--json')).stdout) as { entries: { kind: string }[] };
  assert.ok(entries.entries.some((entry) => entry.kind === 'request'));
  assert.equal((await sluice('timeline', '7')).code, 11);
});

test('an expired link is replaced by another one, and the file arrives whole', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const size = 400_000;
  const link = server.url('hold', { name: 'a.bin', seed: 5, size, after: 200_000 });
  await sluice('add', '-x', '1', link);
  await untilReceived(sluice, 1, 200_000);
  await sluice('pause', '1');
  await untilState(sluice, 1, 'paused');
  server.change(link, 'status', { status: 403 });
  await sluice('resume', '1');
  const bad = await sluice('new-link', '1', 'ftp://example.org/a.bin');
  assert.equal(bad.code, 2);
  await untilState(sluice, 1, 'blocked');
  const taken = await sluice('new-link', '1', server.url('good', { name: 'b.bin', seed: 5, size }));
  assert.equal(taken.code, 0, taken.stderr);
  await untilState(sluice, 1, 'completed');
  const sum = await fileSha256(folder.file('files/a.bin'));
  assert.equal(sum, testBytesSha256(5, size));
});

test('what was learned about servers is listed and forgotten; backups are made and listed', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  await sluice('add', server.url('status', { status: 503, retryAfter: 3600 }));
  await untilState(sluice, 1, 'retrying');
  assert.match(
    (await sluice('hosts')).stdout,
    /^Server +Until +What\n127\.0\.0\.1:\d+ +[\d-]+ [\d:]+ +Asks Sluice to wait\n$/u,
  );
  assert.equal((await sluice('hosts', 'forget')).code, 2);
  assert.equal((await sluice('hosts', 'forget', '--all')).stdout, 'Forgot 1 entry.\n');
  const none = await sluice('hosts');
  assert.deepEqual([none.stdout, none.stderr], ['', 'Nothing was learned about servers yet.\n']);
  assert.match((await sluice('certificates')).stderr, /You trust no certificate by hand/u);
  assert.equal((await sluice('certificates', 'forget', 'a.org:8443')).stdout, 'There was nothing to forget.\n');

  const made = await sluice('backups', 'create');
  const name = /^Made the backup (\S+)\n$/u.exec(made.stdout)?.[1] ?? assert.fail(made.stdout + made.stderr);
  assert.ok((await sluice('backups')).stdout.includes(name));
  assert.equal((await sluice('backups', 'restore')).code, 2);
});

test('sluice get: a page in place of the file ends with what to do, or is kept when that was said', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('page', { name: 'report.zip' });
  const asked = await runSluice(['get', '-d', folder.path, link]);
  assert.equal(asked.code, 4, asked.stderr);
  assert.match(asked.stderr, /--accept-html/u);
  const kept = await runSluice(['get', '--accept-html', '-d', folder.path, link]);
  assert.equal(kept.code, 0, kept.stderr);
  assert.equal(kept.stdout, `${folder.file('report.zip')}\n`);
});

test('sluice get: a name that is taken can be skipped, and that is no failure', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('good', { name: 'a.bin', seed: 1, size: 1000 });
  assert.equal((await runSluice(['get', '-d', folder.path, link])).code, 0);
  const other = server.url('good', { name: 'a.bin', seed: 2, size: 1000 });
  const skipped = await runSluice(['get', '--on-name-taken', 'skip', '-d', folder.path, other]);
  assert.equal(skipped.code, 0, skipped.stderr);
  assert.match(skipped.stderr, /a\.bin: skipped, there is a file of that name already/u);
  assert.equal(await fileSha256(folder.file('a.bin')), testBytesSha256(1, 1000));
});

test('a complete download is fetched again beside its file, or in its place', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const { running, sluice } = await serve(folder);
  await using _running = running;
  const link = server.url('good', { name: 'again.bin', seed: 3, size: 1000 });
  await sluice('add', link);
  await untilState(sluice, 1, 'completed');
  server.change(link, 'good', { seed: 4, size: 1000 });
  const beside = await sluice('restart', '1');
  assert.equal(beside.stdout, 'Started again: 1 download.\n');
  await untilState(sluice, 1, 'completed');
  const { name, directory } = JSON.parse((await sluice('status', '1', '--json')).stdout) as Record<string, string>;
  assert.equal(name, 'again (1).bin');
  assert.equal(await fileSha256(`${directory}/again.bin`), testBytesSha256(3, 1000));
  server.change(link, 'hold', { seed: 5, size: 1000, after: 10 });
  await sluice('restart', '1', '--replace');
  await untilState(sluice, 1, 'downloading');
  const busy = await sluice('restart', '1');
  assert.deepEqual([busy.stdout, busy.stderr], ['Nothing to change.\n', 'What runs is left alone. Pause it first.\n']);
  assert.equal(await fileSha256(`${directory}/again (1).bin`), testBytesSha256(4, 1000));
});

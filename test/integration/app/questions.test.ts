import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { countBytes } from '../../../shared/byte-range.ts';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import type { DownloadId } from '../../../shared/download.ts';
import type { SettingsChange } from '../../../shared/settings.ts';
import { AppBench } from '../../support/app-bench.ts';
import { selfSigned } from '../../support/certificates.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const MIB = 1024 * 1024;
const FILE = { seed: 5, size: 4 * MIB, etag: '"one"' };
const ONE_CONNECTION: SettingsChange = { connectionsPerDownload: 1 };

let server: FaultServer;
before(async () => {
  server = await FaultServer.start();
});
after(() => server[Symbol.asyncDispose]());

/** Pauses a download when half of it has come; a server in the behaviour `hold` sends no more. */
async function pausedHalfway(bench: AppBench, url: string): Promise<DownloadId> {
  const id = await bench.add(url);
  await until(() => progressOf(bench, id) >= 2 * MIB, 'half of the file');
  await bench.call('downloads.pause', { ids: [id] });
  await bench.reaches(id, 'paused');
  assert.equal(durableOf(bench, id), 2 * MIB);
  return id;
}

function progressOf(bench: AppBench, id: DownloadId): number {
  const download = bench.app.queue.get(id);
  return download === undefined ? 0 : bench.app.queue.progressOf(download).receivedBytes;
}

function durableOf(bench: AppBench, id: DownloadId): number {
  return countBytes(bench.app.queue.get(id)?.durable ?? []);
}

async function blocks(bench: AppBench, id: DownloadId, code: DownloadErrorCode): Promise<void> {
  await bench.reaches(id, 'blocked');
  const state = bench.app.queue.get(id)?.state;
  assert.ok(state?.kind === 'blocked');
  assert.equal(state.failure.code, code, state.failure.detail);
}

async function notesOf(bench: AppBench, id: DownloadId): Promise<string[]> {
  const { entries } = await bench.call('downloads.timeline', { id });
  return entries.flatMap((entry) => (entry.kind === 'note' ? [entry.note] : []));
}

describe('a link that expired', () => {
  test('is exchanged, and only what is missing is fetched by the new one', async () => {
    await using bench = await AppBench.start(ONE_CONNECTION);
    const url = server.url('hold', { ...FILE, after: 2 * MIB });
    const id = await pausedHalfway(bench, url);
    server.change(url, 'status', { status: 403 });
    await bench.call('downloads.resume', { ids: [id] });
    await blocks(bench, id, 'link.expired');
    assert.equal(durableOf(bench, id), 2 * MIB);
    assert.equal(await bench.refused('downloads.newLink', { id, url: 'ftp://127.0.0.1/x' }), 'call.badLink');
    const fresh = server.url('good', { ...FILE, etag: '"signed again"', name: 'fresh.bin' });
    await bench.call('downloads.newLink', { id, url: fresh });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(5, 4 * MIB));
    const ranges = server.requestsFor(fresh).map(({ headers }) => headers.range);
    // The beginning and the last of the bytes so far are compared, 64 KiB each.
    assert.deepEqual(ranges, ['bytes=0-65535', `bytes=${2 * MIB - 65_536}-`]);
    const notes = await notesOf(bench, id);
    assert.ok(notes.includes('newLink') && notes.includes('newLinkAccepted'), notes.join());
  });

  test('and a new one to another file: asked, and not one byte of it is mixed in', async () => {
    await using bench = await AppBench.start(ONE_CONNECTION);
    const id = await pausedHalfway(bench, server.url('hold', { ...FILE, after: 2 * MIB }));
    await bench.call('downloads.newLink', { id, url: server.url('good', { ...FILE, seed: 6 }) });
    await blocks(bench, id, 'link.otherFile');
    assert.equal(durableOf(bench, id), 2 * MIB);
    await bench.call('downloads.newLink', { id, url: server.url('good', FILE) });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(5, 4 * MIB));
  });

  test('cannot be exchanged under a transfer', async () => {
    await using bench = await AppBench.start(ONE_CONNECTION);
    const id = await bench.add(server.url('hold', { ...FILE, after: 2 * MIB }));
    await bench.reaches(id, 'downloading');
    assert.equal(await bench.refused('downloads.newLink', { id, url: server.url('good', FILE) }), 'call.isRunning');
    assert.equal(await bench.refused('downloads.newLink', { id: 99, url: 'http://a.example/' }), 'call.notFound');
    assert.equal(await bench.refused('downloads.timeline', { id: 99 }), 'call.notFound');
  });
});

/** A download whose file became another one while it was paused, and that goes on. */
async function changedMeanwhile(bench: AppBench): Promise<DownloadId> {
  const url = server.url('hold', { ...FILE, after: 2 * MIB });
  const id = await pausedHalfway(bench, url);
  server.change(url, 'good', { seed: 7, size: 3 * MIB, etag: '"two"' });
  await bench.call('downloads.resume', { ids: [id] });
  return id;
}

describe('a file that changed on the server', () => {
  test('begins again when that is answered', async () => {
    await using bench = await AppBench.start(ONE_CONNECTION);
    const id = await changedMeanwhile(bench);
    await blocks(bench, id, 'server.changed');
    assert.deepEqual(await bench.call('downloads.answer', { ids: [id], answer: 'retry' }), { changed: 0 });
    assert.deepEqual(await bench.call('downloads.answer', { ids: [id], answer: 'restart' }), { changed: 1 });
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(7, 3 * MIB));
  });

  test('is fetched beside the old bytes when that is the setting', async () => {
    await using bench = await AppBench.start({ ...ONE_CONNECTION, onChanged: 'keepBoth' });
    const id = await changedMeanwhile(bench);
    await bench.reaches(id, 'completed');
    assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file (1).bin')), testBytesSha256(7, 3 * MIB));
    await until(() => !readdirSync(bench.downloadFolder).includes('file.bin'), 'the placeholder to go');
    assert.ok(readdirSync(bench.downloadFolder).includes('file.bin.sluice-part'));
  });
});

test('a checksum that does not match is accepted when the user says so, without another request', async () => {
  await using bench = await AppBench.start();
  const url = server.url('good', FILE);
  const checksum = { algorithm: 'sha256', hex: '00'.repeat(32) } as const;
  const { ids } = await bench.call('downloads.add', { downloads: [{ url, checksum }] });
  const [id] = ids;
  assert.ok(id !== null && id !== undefined);
  await blocks(bench, id, 'checksum.mismatch');
  const requests = server.requestsFor(url).length;
  assert.deepEqual(await bench.call('downloads.answer', { ids: [id], answer: 'accept' }), { changed: 1 });
  await bench.reaches(id, 'completed');
  assert.equal(server.requestsFor(url).length, requests);
  assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(5, 4 * MIB));
});

test('a certificate is trusted for exactly that server, listed, and forgotten', async () => {
  await using folder = await createTempFolder();
  await using secure = await FaultServer.start(await selfSigned(folder, 'self-signed'));
  await using bench = await AppBench.start();
  const id = await bench.add(secure.url('good', FILE));
  await blocks(bench, id, 'network.certificateUnknown');
  assert.deepEqual(await bench.call('downloads.answer', { ids: [id], answer: 'trust' }), { changed: 1 });
  await bench.reaches(id, 'completed');
  assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(5, 4 * MIB));
  const { exceptions } = await bench.call('certificates.list', {});
  assert.deepEqual(
    exceptions.map(({ host, port }) => [host, port]),
    [['127.0.0.1', secure.port]],
  );
  const known = { host: '127.0.0.1', port: secure.port };
  assert.deepEqual(await bench.call('certificates.forget', known), { changed: 1 });
  const again = await bench.add(secure.url('good', FILE));
  await blocks(bench, again, 'network.certificateUnknown');
});

test('a server that asks to wait is asked by nobody until then, and says so', async () => {
  await using busy = await FaultServer.start();
  await using bench = await AppBench.start();
  const url = busy.url('status', { ...FILE, status: 429, retryAfter: '3600' });
  const id = await bench.add(url);
  await bench.reaches(id, 'retrying');
  const other = await bench.add(busy.url('good', FILE));
  const elsewhere = await bench.add(server.url('good', FILE));
  await bench.reaches(elsewhere, 'completed');
  assert.equal(bench.app.queue.get(other)?.state.kind, 'queued');
  assert.equal(busy.requests.length, 1);
  const { entries } = await bench.call('downloads.timeline', { id });
  assert.deepEqual(
    entries.map((entry) => (entry.kind === 'note' ? entry.note : entry.kind)),
    ['request', 'hostAsksToWait', 'state'],
  );
  await bench.restart();
  const { facts } = await bench.call('hosts.list', {});
  assert.deepEqual(
    facts.map(({ host, kind }) => [host, kind]),
    [[`127.0.0.1:${busy.port}`, 'asksToWait']],
  );
  assert.equal(busy.requests.length, 1);
  assert.deepEqual(await bench.call('hosts.forget', { host: null }), { changed: 1 });
  await bench.reaches(other, 'completed');
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TimelineEntry } from '../../../shared/timeline.ts';
import { TestAuthority } from '../../support/certificates.ts';
import { EngineHarness, type HarnessDownload } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { createTempFolder, type TempFolder } from '../../support/temp-folder.ts';

let plain: FaultServer;
let otherPort: FaultServer;
let secure: FaultServer;
let folder: TempFolder;
let engine: EngineHarness;
before(async () => {
  folder = await createTempFolder();
  const authority = await TestAuthority.create(folder);
  plain = await FaultServer.start();
  otherPort = await FaultServer.start();
  secure = await FaultServer.start(await authority.issue({ names: 'IP:127.0.0.1' }));
  engine = await EngineHarness.start({ certificateAuthority: authority.certificate });
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  for (const server of [plain, otherPort, secure]) await server.close();
  await folder[Symbol.asyncDispose]();
});

const SECRETS = [
  { name: 'Cookie', value: 'a=1' },
  { name: 'Authorization', value: 'Bearer x' },
  { name: 'X-Api-Key', value: 'key' },
  { name: 'User-Agent', value: 'mine/1' },
  { name: 'Accept-Language', value: 'de' },
];

function timelineOf(download: HarnessDownload): readonly TimelineEntry[] {
  return engine.ofKind('noted').flatMap((event) => (event.id === download.id ? event.entries : []));
}

function notesOf(download: HarnessDownload): readonly string[] {
  return timelineOf(download).flatMap((entry) => (entry.kind === 'note' ? [entry.note] : []));
}

/** Headers that are the user's own, as they came to a server. */
function chosenOf(server: FaultServer, url: string): Record<string, unknown> {
  const headers = server.requestsFor(url)[0]?.headers ?? {};
  return Object.fromEntries(SECRETS.map(({ name }) => [name, headers[name.toLowerCase()]]));
}

const HARMLESS = {
  Cookie: undefined,
  Authorization: undefined,
  'X-Api-Key': undefined,
  'User-Agent': 'mine/1',
  'Accept-Language': 'de',
};

describe('what the user set for one origin never reaches another', () => {
  test('on the same host with another port', async () => {
    const to = otherPort.url('good');
    const url = plain.url('redirect', { to });
    assert.equal((await engine.start({ url, headers: SECRETS }).ended).kind, 'finished');
    assert.deepEqual(chosenOf(otherPort, to), HARMLESS);
  });

  test('on the same host with https instead of http', async () => {
    const to = secure.url('good');
    const url = plain.url('redirect', { to });
    assert.equal((await engine.start({ url, headers: SECRETS }).ended).kind, 'finished');
    assert.deepEqual(chosenOf(secure, to), HARMLESS);
  });

  test('nor does it come back when a redirect leads back to the first', async () => {
    const to = plain.url('good');
    const between = otherPort.url('redirect', { to });
    const url = plain.url('redirect', { to: between }).replace('//', '//user:secret@');
    assert.equal((await engine.start({ url, headers: SECRETS }).ended).kind, 'finished');
    assert.deepEqual(chosenOf(otherPort, between), HARMLESS);
    assert.deepEqual(chosenOf(plain, to), HARMLESS);
  });
});

describe('a redirect from https to http', () => {
  test('fails as server.insecureRedirect, and nothing is asked over http', async () => {
    const to = plain.url('good');
    const end = await engine.start({ url: secure.url('redirect', { to: `${to}&token=secret` }) }).ended;
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'server.insecureRedirect');
    assert.ok(!end.failure.detail.includes('secret'));
    assert.ok(end.failure.detail.includes(`${plain.port}`));
    assert.equal(plain.requestsFor(to).length, 0);
  });

  test('also behind another redirect', async () => {
    const to = plain.url('good');
    const url = plain.url('redirect', { to: secure.url('redirect', { to }) });
    const end = await engine.start({ url }).ended;
    assert.equal(end.kind === 'failed' && end.failure.code, 'server.insecureRedirect');
  });

  test('is followed when the user allowed it, and that is noted', async () => {
    const download = engine.start({
      url: secure.url('redirect', { to: plain.url('good') }),
      allowInsecureRedirect: true,
    });
    assert.equal((await download.ended).kind, 'finished');
    assert.deepEqual(notesOf(download), ['insecureRedirectAllowed', 'redirected']);
  });
});

for (const to of [
  'file:///etc/passwd',
  'ftp://127.0.0.1/x',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/x:/y',
]) {
  test(`a redirect to ${to} fails as server.badRedirect`, async () => {
    const end = await engine.start({ url: plain.url('redirect', { to }) }).ended;
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'server.badRedirect');
    assert.ok(!end.failure.detail.includes(to));
  });
}

test('a redirect that asks for a moment gets it', async () => {
  const startedAt = performance.now();
  const url = plain.url('redirectLater', { to: plain.url('good'), retryAfter: '1' });
  assert.equal((await engine.start({ url }).ended).kind, 'finished');
  assert.ok(performance.now() - startedAt >= 1000);
});

describe('the timeline', () => {
  test('has one line for each request, without queries, credentials or header values', async () => {
    const to = otherPort.url('good', { size: 5 * 1024 * 1024, token: 'secret' });
    const url = plain.url('redirect', { to, token: 'secret' }).replace('//', '//user:secret@');
    const download = engine.start({ url, headers: SECRETS, maxConnections: 2 });
    assert.equal((await download.ended).kind, 'finished');
    const requests = timelineOf(download).flatMap((entry) => (entry.kind === 'request' ? [entry] : []));
    const [first, second, ...later] = requests;
    assert.equal(first?.host, `127.0.0.1:${plain.port}`);
    assert.equal(first.path, new URL(url).pathname);
    assert.deepEqual([first.method, first.status, first.code, first.range], ['GET', 302, null, 'bytes=0-']);
    assert.equal(second?.host, `127.0.0.1:${otherPort.port}`);
    assert.deepEqual([second.status, second.conditional], [206, false]);
    assert.equal(later.length, otherPort.requestsFor(to).length - 1);
    for (const { status, code, conditional, range } of later) {
      // One may be given up when the first connection was faster.
      assert.ok(status === 206 || status === null);
      assert.deepEqual([code, conditional], [null, true]);
      assert.match(range ?? '', /^bytes=\d+-/u);
    }
    assert.ok(notesOf(download).includes('redirected'));
    assert.ok(!JSON.stringify(timelineOf(download)).includes('secret'));
  });

  test('tells why there was no answer', async () => {
    const download = engine.start({ url: plain.url('resetNoAnswer') });
    await download.ended;
    const [line] = timelineOf(download);
    assert.ok(line?.kind === 'request');
    assert.deepEqual([line.status, line.code], [null, 'network.reset']);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewDownload } from '../../../shared/new-download.ts';
import { DEFAULT_OPTIONS, toDownloadId } from '../../../shared/download.ts';
import { DOWNLOAD_ERROR_CODES } from '../../../shared/download-error.ts';
import type { DownloadState } from '../../../shared/download-state.ts';
import type { Download } from '../../../main/store/download-record.ts';
import { EXIT, EXIT_WORDS, exitCodeFor } from '../../../main/cli/exit-codes.ts';
import { answerByOptions } from '../../../main/cli/get-answers.ts';
import { planGet } from '../../../main/cli/get-plan.ts';
import { jsonReport, overallExitCode } from '../../../main/cli/get-report.ts';
import { getStoreName, isStoreNeeded, planEnding } from '../../../main/cli/get-store.ts';
import { failureWords, nextAttemptText, retryWords } from '../../../main/cli/get-words.ts';

const COMPLETED: DownloadState = { kind: 'completed', atMs: 1 };
const NOT_FOUND: DownloadState = { kind: 'failed', failure: { code: 'server.notFound', detail: 'HTTP 404' } };
const REFUSED: DownloadState = { kind: 'failed', failure: { code: 'network.refused', detail: '' } };
const RESERVED = { target: 'a', part: 'a.sluice-part', owned: true, sinceMs: 1, hasPlaceholder: true, replaces: null };

function download(id: number, facts: Partial<Download>): Download {
  return {
    id: toDownloadId(id),
    url: `https://user:pw@example.org/${id}`,
    mirrors: [],
    directory: '/downloads',
    wishedName: null,
    headers: [],
    options: DEFAULT_OPTIONS,
    state: { kind: 'queued' },
    priority: 'normal',
    position: id,
    failures: 0,
    addedAtMs: 1,
    facts: null,
    reservation: null,
    durable: [],
    answers: [],
    isNewLink: false,
    relocation: null,
    category: null,
    stamp: null,
    isFromMetalink: false,
    ...facts,
  };
}

function wish(id: number, facts: Partial<NewDownload> = {}): NewDownload {
  return {
    url: `https://user:pw@example.org/${id}`,
    mirrors: [],
    directory: '/downloads',
    headers: [],
    priority: 'normal',
    category: null,
    connections: null,
    limitBytesPerSecond: null,
    maxAttempts: null,
    retryWaitMs: null,
    checksum: null,
    checksumFrom: null,
    pieces: null,
    onNameTaken: null,
    ...facts,
  };
}

test('one link that led to a Metalink goes on with its files; all begin again when one was taken away', () => {
  const stored = [download(1, { state: { kind: 'completed', atMs: 1 } }), download(2, { state: { kind: 'paused' } })];
  const wished = wish(9);
  const plan = planGet([wished], stored, () => true);
  assert.deepEqual([plan.done, plan.goOn, plan.forget, plan.add], [[1], [2], [], []]);
  const again = planGet([wished], stored, () => false);
  assert.deepEqual([again.done, again.goOn, again.forget, again.add], [[], [], [1, 2], [wished]]);
});

test('every error has an exit status, never that of success, and every status has words', () => {
  const explained = new Set(EXIT_WORDS.map(([code]) => code));
  for (const code of DOWNLOAD_ERROR_CODES) {
    assert.notEqual(exitCodeFor(code), EXIT.ok, code);
    assert.ok(explained.has(exitCodeFor(code)), code);
  }
});

test('no words of a command that has ended promise that Sluice keeps trying', () => {
  for (const code of DOWNLOAD_ERROR_CODES) {
    const words = failureWords({ code, detail: '' });
    assert.doesNotMatch(words, /Sluice (?:keeps|continues|fetches|waits|tries|starts)|then (?:retry|resume)/u, code);
  }
  const nowMs = Date.UTC(2026, 0, 1);
  const retry = { code: 'network.refused', nowMs, attempt: nextAttemptText(1, 5) } as const;
  assert.match(retryWords({ ...retry, atMs: nowMs + 2500 }), /refused.*in 3 s, at \d\d:\d\d:02 \(attempt 2 of 5\)/u);
  assert.match(retryWords({ ...retry, atMs: nowMs, attempt: nextAttemptText(1, 0) }), /now \(attempt 2\)/u);
});

test('the store’s name is the same for the same command and another for another one', () => {
  const base = { urls: ['https://example.org/a', 'https://example.org/b'], directory: '/d', name: null };
  assert.equal(getStoreName(base), getStoreName({ ...base }));
  assert.match(getStoreName(base), /^\.sluice-get-[0-9a-f]{16}$/u);
  const others = [
    { ...base, urls: ['https://example.org/a'] },
    { ...base, urls: base.urls.toReversed() },
    { ...base, directory: '/e' },
    { ...base, name: 'x' },
  ];
  assert.equal(new Set([base, ...others].map(getStoreName)).size, 5);
});

test('continues what is unfinished, skips what is complete, and adds what is new', () => {
  const stored = [download(1, { state: COMPLETED }), download(2, { state: REFUSED })];
  const plan = planGet([wish(1), wish(2), wish(3)], stored, () => true);
  assert.deepEqual(plan, { done: [1], goOn: [2], forget: [], add: [wish(3)] });
});

test('begins again when the finished file was taken away or the request is another one', () => {
  const stored = [download(1, { state: COMPLETED }), download(2, {}), download(3, {})];
  const wishes = [
    wish(1),
    wish(2, { headers: [{ name: 'Cookie', value: 'new' }] }),
    wish(3, { checksum: { algorithm: 'md5', hex: '0'.repeat(32) } }),
  ];
  const plan = planGet(wishes, stored, () => false);
  assert.deepEqual(plan, { done: [], goOn: [], forget: [1, 2, 3], add: wishes });
});

test('a new link took the place of the one that was asked for: it is the same download', () => {
  const stored = [download(1, { url: 'https://example.org/1?token=new', state: REFUSED })];
  assert.deepEqual(
    planGet([wish(1)], stored, () => true),
    { done: [], goOn: [1], forget: [], add: [] },
  );
  const auto = planGet([wish(1, { checksumFrom: 'sibling' })], stored, () => true);
  assert.deepEqual(auto.forget, [1], 'asked for with another checksum');
});

test('options answer only the question that they are meant for, and trust only that certificate', () => {
  const certificate = {
    host: 'a.org',
    port: 443,
    sha256: 'a'.repeat(64),
    subject: '',
    issuer: '',
    validFromMs: null,
    validToMs: null,
  };
  const insecure = { code: 'server.insecureRedirect', detail: '' } as const;
  const unknown = { code: 'network.certificateUnknown', detail: '', certificate } as const;
  assert.equal(answerByOptions(insecure, { allowInsecureRedirect: true }), 'allow');
  assert.equal(answerByOptions(insecure, { acceptHtml: true }), null);
  assert.equal(answerByOptions({ code: 'server.htmlInstead', detail: '' }, { acceptHtml: true }), 'accept');
  assert.equal(answerByOptions(unknown, { trustCertificate: 'a'.repeat(64) }), 'trust');
  assert.equal(answerByOptions(unknown, { trustCertificate: 'b'.repeat(64) }), null);
  assert.equal(answerByOptions({ ...unknown, certificate: undefined }, {}), null);
  assert.equal(answerByOptions({ code: 'server.changed', detail: '' }, { acceptHtml: true }), null);
  assert.match(failureWords(unknown), /of a\.org:443, .*--trust-certificate a{64}$/u);
});

test('keeps the store while there are bytes to continue', () => {
  const half = download(1, { state: REFUSED, durable: [{ start: 0, end: 10 }] });
  assert.deepEqual(planEnding([half]), { keepStore: true, worthless: [] });
});

test('keeps nothing after a failure without bytes', () => {
  const missing = download(1, { state: NOT_FOUND });
  const refused = download(2, { state: REFUSED });
  assert.deepEqual(planEnding([missing, refused]), { keepStore: false, worthless: [missing, refused] });
});

test('remembers what is complete when another file of the command may still come', () => {
  const done = download(1, { state: COMPLETED });
  const refused = download(2, { state: REFUSED });
  const missing = download(3, { state: NOT_FOUND });
  assert.deepEqual(planEnding([done, refused]), { keepStore: true, worthless: [] });
  assert.deepEqual(planEnding([done, missing]), { keepStore: false, worthless: [missing] });
  assert.deepEqual(planEnding([done]), { keepStore: false, worthless: [] });
});

test('a stopped command leaves a store only when it has files', () => {
  assert.equal(isStoreNeeded([download(1, {})]), false);
  assert.equal(isStoreNeeded([download(1, { reservation: RESERVED })]), true);
  assert.equal(isStoreNeeded([download(1, { state: COMPLETED, reservation: RESERVED })]), false);
  assert.equal(isStoreNeeded([download(1, { state: COMPLETED, reservation: RESERVED }), download(2, {})]), true);
});

test('the exit status is that of the signal, else of the first failure, else of a bad link', () => {
  const base = { stopped: null, failed: [], wasUnsaved: false, hadBadLinks: false, isComplete: true };
  assert.equal(overallExitCode(base), EXIT.ok);
  assert.equal(overallExitCode({ ...base, hadBadLinks: true }), EXIT.usage);
  assert.equal(overallExitCode({ ...base, failed: [EXIT.disk, EXIT.network], isComplete: false }), EXIT.disk);
  assert.equal(overallExitCode({ ...base, wasUnsaved: true, hadBadLinks: true }), EXIT.disk);
  assert.equal(overallExitCode({ ...base, stopped: EXIT.interrupted, isComplete: false }), EXIT.interrupted);
  assert.equal(overallExitCode({ ...base, stopped: EXIT.interrupted }), EXIT.ok);
});

test('the JSON report names files and errors and no passwords', () => {
  const refused = [{ input: 'x y', code: 'link.notUrl', message: 'This is not a link.' }] as const;
  const downloads = [
    download(1, { state: COMPLETED, reservation: RESERVED }),
    download(2, { state: NOT_FOUND, reservation: RESERVED }),
  ];
  const report = jsonReport(downloads, refused);
  assert.deepEqual(report.refused, refused);
  assert.deepEqual(
    report.downloads.map(({ url, path, state, error }) => ({ url, path, state, code: error?.code ?? null })),
    [
      { url: 'https://example.org/1', path: '/downloads/a', state: 'completed', code: null },
      { url: 'https://example.org/2', path: null, state: 'failed', code: 'server.notFound' },
    ],
  );
});

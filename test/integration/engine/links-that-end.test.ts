import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertFinished, assertRefused, DATE, ResumeBench, type Left } from '../../support/resume-bench.ts';

const MIB = 1024 * 1024;
const SIZE = 3 * MIB;
const LEFT: Left = { size: SIZE, durable: [{ start: 0, end: MIB }] };
const STRONG: Left = { ...LEFT, validators: { etag: `"1-${SIZE}"`, lastModified: DATE } };

let bench: ResumeBench;
before(async () => {
  bench = await ResumeBench.start();
});
after(async () => {
  await bench[Symbol.asyncDispose]();
});

describe('a link that worked and does not any more', () => {
  for (const status of [401, 403, 404, 410]) {
    test(`${status}: expired, and every byte is kept`, async () => {
      const outcome = await bench.resume(bench.url('status', { status }), STRONG);
      assertRefused(outcome, 'link.expired');
      assert.deepEqual(outcome.end.kind === 'failed' && outcome.end.durable, STRONG.durable);
    });
  }

  test('during a run: expired, with what came', async () => {
    const url = bench.url('oneTime', { size: SIZE, after: MIB });
    const fresh = await bench.run({ url });
    await assertFinished(fresh, 1, SIZE);
    assertRefused(await bench.resume(url, STRONG), 'link.expired');
  });

  test('a login page: told, and every byte is kept', async () => {
    for (const left of [STRONG, LEFT, { ...STRONG, contentType: null }]) {
      assertRefused(await bench.resume(bench.url('page'), left), 'server.htmlInstead');
      assertRefused(await bench.resume(bench.url('laterPage', { size: SIZE }), left), 'server.htmlInstead');
    }
  });

  test('a login page for a file whose size was never known', async () => {
    const left = { ...LEFT, durable: [{ start: 0, end: 1000 }] };
    const known = await bench.resume(bench.url('page', { name: 'get' }), left);
    assertRefused(known, 'server.htmlInstead');
  });

  test('a login page that was accepted begins again', async () => {
    const outcome = await bench.resume(bench.url('page'), STRONG, { acceptHtml: true });
    assert.equal(outcome.end.kind, 'finished');
    assert.deepEqual(outcome.kinds, ['restarted', 'finished']);
  });

  test('a web page that was one all along continues', async () => {
    const url = bench.url('good', { size: SIZE, type: 'text/html' });
    await assertFinished(await bench.resume(url, { ...STRONG, contentType: 'text/html' }), 1, SIZE);
  });
});

describe('a web page as the first answer', () => {
  const cases: readonly (readonly [string, Record<string, string>, boolean])[] = [
    ['a zip', { name: 'file.zip' }, true],
    ['a film', { name: 'film.mkv' }, true],
    ['an AppImage', { name: 'tool.AppImage' }, true],
    ['a page', { name: 'page.html' }, false],
    ['no ending', { name: 'download' }, false],
    ['a script', { name: 'get.php' }, false],
    ['a site', { name: 'example.com' }, false],
    ['a zip by XHTML', { name: 'a.zip', pageType: 'application/xhtml+xml' }, true],
    ['a zip that is attached', { name: 'a.zip', disposition: 'attachment' }, false],
    ['a name by Content-Disposition', { name: 'get', disposition: 'inline; filename="a.zip"' }, true],
  ];
  for (const [what, file, isInstead] of cases) {
    test(`in place of ${what} is ${isInstead ? 'not the file' : 'the file'}`, async () => {
      const { end } = await bench.run({ url: bench.url('page', file) });
      assert.equal(end.kind, isInstead ? 'failed' : 'finished');
      if (end.kind === 'failed') assert.equal(end.failure.code, 'server.htmlInstead');
    });
  }

  test('behind a redirect of a zip is not the file', async () => {
    const to = bench.url('page', { name: 'login' });
    const { end } = await bench.run({ url: bench.url('redirect', { to, name: 'a.zip' }) });
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'server.htmlInstead');
  });

  test('is taken when the user accepts it', async () => {
    const { end } = await bench.run({ url: bench.url('page', { name: 'a.zip' }), acceptHtml: true });
    assert.equal(end.kind, 'finished');
  });

  test('for a later range is that connection’s failure only', async () => {
    const outcome = await bench.run({ url: bench.url('laterPage', { size: 8 * MIB }), maxConnections: 4 });
    await assertFinished(outcome, 1, 8 * MIB);
  });
});

describe('the target of a redirect that expires while it is fetched', () => {
  test('is left once for the link, whose new target must be the same file', async () => {
    const url = bench.url('tickets', { size: 8 * MIB, uses: 1 });
    const outcome = await bench.run({ url, maxConnections: 2, limitBytesPerSecond: 16 * MIB });
    await assertFinished(outcome, 1, 8 * MIB);
    assert.equal(outcome.asked.length, 2, 'the first request, and once back to the link');
    assert.equal(outcome.notes.filter((note) => note === 'backToOriginalLink').length, 1);
  });

  test('is left only once: then the connections that read go on', async () => {
    const url = bench.url('tickets', { size: 8 * MIB, uses: 1, tickets: 1 });
    const outcome = await bench.run({ url, maxConnections: 4, limitBytesPerSecond: 16 * MIB });
    await assertFinished(outcome, 1, 8 * MIB);
    assert.equal(outcome.notes.filter((note) => note === 'backToOriginalLink').length, 1);
  });
});

describe('a new link', () => {
  const NEW: Left = { ...STRONG, isNewLink: true };
  const BESIDE = 'bytes=0-65535';

  test('to the same bytes continues whatever its validators are, and its facts are told', async () => {
    const files = [
      { etag: '"other"', lastModified: 'Thu, 22 Oct 2015 07:28:00 GMT' },
      { etag: '', lastModified: '' },
    ];
    for (const file of files) {
      const url = bench.url('good', { size: SIZE, ...file });
      const outcome = await bench.resume(url, NEW, { maxConnections: 4 });
      await assertFinished(outcome, 1, SIZE);
      assert.deepEqual(outcome.asked.slice(0, 2), [BESIDE, `bytes=${MIB - 65_536}-`]);
      assert.ok(outcome.notes.includes('newLinkAccepted'));
      const facts = bench.engine.ofKind('continued').at(-1)?.facts;
      assert.equal(facts?.validators.etag, file.etag === '' ? null : file.etag);
      assert.equal(facts?.finalUrl, url);
    }
  });

  test('to anything else never restarts and never writes', async () => {
    const urls = [
      bench.url('good', { size: SIZE, seed: 2, etag: `"1-${SIZE}"` }),
      bench.url('good', { size: SIZE + 1 }),
      bench.url('oneByteExchanged', { size: SIZE, atByte: MIB - 1 }),
      bench.url('oneByteExchanged', { size: SIZE, atByte: 5 }),
      bench.url('noRanges', { size: SIZE }),
      bench.url('rangeRejected', { size: SIZE, status: 405 }),
      bench.url('rangeRejected', { size: SIZE, status: 416 }),
      bench.url('multipart', { size: SIZE }),
      bench.url('chunked', { size: SIZE }),
      bench.url('coded', { size: SIZE }),
      bench.url('page'),
    ];
    for (const url of urls) assertRefused(await bench.resume(url, NEW), 'link.otherFile');
  });

  test('that does not work is expired too', async () => {
    assertRefused(await bench.resume(bench.url('status', { status: 404 }), NEW), 'link.expired');
  });

  test('whose server is busy is asked again later', async () => {
    assertRefused(await bench.resume(bench.url('status', { status: 503 }), NEW), 'server.unavailable');
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { FaultServer } from '../../support/fault-server.ts';
import { mountSmallDisk, noSmallDisk } from '../../support/small-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { fileSha256, testBytesSha256 } from '../../support/test-bytes.ts';
import { ERROR_WORDS } from '../../../shared/words.ts';
import { runSluice } from './run-sluice.ts';

const SIZE = 3_000_000;

test('fetches a file, tells its path on stdout and leaves nothing else behind', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const ended = await runSluice(['get', '-d', folder.file('new/folder'), server.url('good', { seed: 7, size: SIZE })]);
  assert.equal(ended.stderr.match(/file\.bin: done, 3\.00 MB in/u)?.length, 1, ended.stderr);
  assert.equal(ended.code, 0);
  const file = folder.file('new/folder/file.bin');
  assert.equal(ended.stdout, `${file}\n`);
  assert.equal(await fileSha256(file), testBytesSha256(7, SIZE));
  assert.deepEqual(readdirSync(folder.file('new/folder')), ['file.bin']);
});

test('fetches into the current folder under the name it was given', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('good', { seed: 8, size: 1000 });
  assert.equal((await runSluice(['get', '-o', 'sub/mine.iso', link], { cwd: folder.path })).code, 0);
  assert.equal(await fileSha256(folder.file('sub/mine.iso')), testBytesSha256(8, 1000));
});

test('several links: each arrives, one failure does not stop the others, and its status is told', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const links = [
    server.url('good', { seed: 1, size: SIZE, name: 'one.bin' }),
    server.url('status', { status: 404, name: 'two.bin' }),
    server.url('noRanges', { seed: 3, size: SIZE, name: 'three.bin' }),
  ];
  const ended = await runSluice(['get', '--json', '-d', folder.path, ...links, 'not-a-link']);
  assert.equal(ended.code, 4, ended.stderr);
  assert.match(ended.stderr, /not-a-link: This is not a link\./u);
  assert.match(ended.stderr, /two\.bin: The server has no such file \(404\)\./u);
  const { downloads } = JSON.parse(ended.stdout) as {
    downloads: { path: string | null; error: { code: string } | null }[];
  };
  assert.deepEqual(
    downloads.map(({ path, error }) => [path, error?.code ?? null]),
    [
      [folder.file('one.bin'), null],
      [null, 'server.notFound'],
      [folder.file('three.bin'), null],
    ],
  );
  assert.equal(await fileSha256(folder.file('one.bin')), testBytesSha256(1, SIZE));
  assert.equal(await fileSha256(folder.file('three.bin')), testBytesSha256(3, SIZE));
  assert.deepEqual(readdirSync(folder.path).toSorted(), ['one.bin', 'three.bin']);
});

test('a list of links: as many at once as was said, under the names in it', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const names = Array.from({ length: 12 }, (_, index) => `file-${index}.bin`);
  const lines = names.map((name, index) => server.url('good', { seed: index, size: 1000, name }));
  writeFileSync(folder.file('links.txt'), `# twelve\n${lines.join('\n')}\n  out=last.bin\n`);
  const ended = await runSluice(['get', '-i', 'links.txt', '-j', '4', '-d', 'files'], { cwd: folder.path });
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(readdirSync(folder.file('files')).toSorted(), [...names.slice(0, -1), 'last.bin'].toSorted());
  assert.equal(await fileSha256(folder.file('files/last.bin')), testBytesSha256(11, 1000));
});

test('--mirrors: links to one file, the next when one fails', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const gone = server.url('status', { status: 404 });
  const short = server.url('shortBody', { seed: 4, size: SIZE, after: 1_000_000 });
  const good = server.url('good', { seed: 4, size: SIZE });
  const args = ['get', '--mirrors', '-x', '1', '-d', folder.path, '-o', 'one.bin', gone, short, good];
  const ended = await runSluice(args);
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await fileSha256(folder.file('one.bin')), testBytesSha256(4, SIZE));
  assert.deepEqual(readdirSync(folder.path), ['one.bin']);
});

test('a link to a Metalink: all files that it names are fetched and told', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const other = server.url('good', { seed: 5, size: SIZE });
  const [a, b] = [server.url('good', { seed: 4, size: SIZE }), other].map((url) => url.replaceAll('&', '&amp;'));
  const body = `<file name="a.bin"><url>${a}</url></file><file name="b.bin"><url>${b}</url></file>`;
  const type = 'application/metalink4+xml';
  const metalink = `<metalink xmlns="urn:ietf:params:xml:ns:metalink">${body}</metalink>`;
  const args = ['get', '-x', '1', '-d', folder.path, server.url('document', { type, body: metalink })];
  const first = await runSluice(args);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(first.stdout.trim().split('\n').toSorted(), [folder.file('a.bin'), folder.file('b.bin')]);
  assert.equal(await fileSha256(folder.file('b.bin')), testBytesSha256(5, SIZE));
  assert.deepEqual(readdirSync(folder.path).toSorted(), ['a.bin', 'b.bin']);
});

test('a Metalink: its files under safe names, from the link that works, checked by its checksum', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const file = (name: string, hash: string): string =>
    `<file name="${name}"><hash type="sha-256">${hash}</hash>
      <url priority="1">${server.url('status', { status: 404, name }).replaceAll('&', '&amp;')}</url>
      <url priority="2">${server.url('good', { seed: 6, size: 1000 }).replaceAll('&', '&amp;')}</url></file>`;
  const good = file('../up/one.bin', testBytesSha256(6, 1000));
  const spoiled = file('two.bin', testBytesSha256(7, 1000));
  writeFileSync(
    folder.file('set.meta4'),
    `<metalink xmlns="urn:ietf:params:xml:ns:metalink">${good}${spoiled}</metalink>`,
  );
  const ended = await runSluice(['get', '-i', 'set.meta4', '-d', 'files', '--json'], { cwd: folder.path });
  const { downloads } = JSON.parse(ended.stdout) as {
    downloads: { path: string | null; error: { code: string } | null }[];
  };
  assert.deepEqual(
    downloads.map(({ path, error }) => [path, error?.code ?? null]),
    [
      [folder.file('files/one.bin'), null],
      [null, 'checksum.mismatch'],
    ],
  );
  assert.equal(await fileSha256(folder.file('files/one.bin')), testBytesSha256(6, 1000));
});

test('a list that cannot be used is refused before anything is fetched', async () => {
  await using folder = await createTempFolder();
  const run = (text: string): ReturnType<typeof runSluice> =>
    runSluice(['get', '-i', '-'], { cwd: folder.path, stdin: text });
  const missing = await runSluice(['get', '-i', 'nothing.txt'], { cwd: folder.path });
  assert.deepEqual(
    [missing.code, missing.stderr],
    [2, 'sluice: The list of links cannot be read: nothing.txt (ENOENT)\n'],
  );
  assert.match((await run('http://127.0.0.1:9/a\n  dir=elsewhere\n')).stderr, /Line 2 of the list/u);
  assert.match((await run('# nothing\n')).stderr, /There are no links in -\./u);
  assert.match((await runSluice(['get'], { cwd: folder.path })).stderr, /Give a link, a file of links/u);
  assert.deepEqual(readdirSync(folder.path), []);
});

test('sends the headers, and checks the checksum', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('good', { seed: 4, size: 5000 });
  const sha = testBytesSha256(4, 5000);
  const headers = ['-H', 'X-One: 1', '-H', 'Cookie: a=b'];
  const ended = await runSluice(['get', '-d', folder.path, '--checksum', `sha256=${sha}`, ...headers, link]);
  assert.equal(ended.code, 0, ended.stderr);
  const sent = server.requestsFor(link)[0]?.headers;
  assert.deepEqual([sent?.['x-one'], sent?.cookie], ['1', 'a=b']);
});

test('a wrong checksum: status 7, words, and the bytes stay under the unfinished name', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('good', { seed: 4, size: 5000 });
  const ended = await runSluice(['get', '-d', folder.path, '--checksum', `md5=${'0'.repeat(32)}`, link]);
  assert.equal(ended.code, 7);
  assert.match(ended.stderr, /its checksum is not the expected one/u);
  assert.equal(ended.stdout, '');
  assert.equal(statSync(folder.file('file.bin.sluice-part')).size, 5000);
  const right = `sha256=${testBytesSha256(4, 5000)}`;
  const corrected = await runSluice(['get', '-d', folder.path, '--checksum', right, link]);
  assert.equal(corrected.code, 0, corrected.stderr);
  assert.deepEqual(readdirSync(folder.path), ['file.bin']);
});

const FAILURES = [
  {
    what: 'a refused connection',
    link: 'http://127.0.0.1:1/x',
    code: 3,
    words: /refused the connection.*same command/u,
  },
  { what: 'an unknown host', link: 'http://does-not-exist.invalid/x', code: 3, words: /name was not found/u },
  { what: 'no URL', link: 'not-a-link', code: 2, words: /not-a-link: This is not a link\./u },
  { what: 'an unsupported scheme', link: 'ftp://127.0.0.1/x', code: 2, words: /starts with http/u },
] as const;

for (const { what, link, code, words } of FAILURES) {
  test(`${what}: status ${code}, words, and nothing left behind`, async () => {
    await using folder = await createTempFolder();
    const ended = await runSluice(['get', '--max-tries', '1', '-d', folder.path, link]);
    assert.equal(ended.code, code, ended.stderr);
    assert.match(ended.stderr, words);
    assert.equal(ended.stdout, '');
    assert.deepEqual(readdirSync(folder.path), []);
  });
}

test('--json prints the refusal of what is no link, or of another kind', async () => {
  const ended = await runSluice(['get', '--json', 'not-a-link', 'ftp://example.org/x']);
  assert.equal(ended.code, 2);
  const message = 'This is not a link. A link looks like https://example.org/file.zip.';
  assert.deepEqual(JSON.parse(ended.stdout), {
    refused: [
      { input: 'not-a-link', code: 'link.notUrl', message },
      {
        input: 'ftp://example.org/x',
        code: 'link.unsupportedScheme',
        message: `${ERROR_WORDS['link.unsupportedScheme'].what} ${ERROR_WORDS['link.unsupportedScheme'].todo}`,
      },
    ],
    downloads: [],
  });
});

test('a full disk is told once and in words', { skip: noSmallDisk }, async () => {
  await using server = await FaultServer.start();
  using disk = mountSmallDisk(2);
  const ended = await runSluice(['get', '-d', disk.path, server.url('noRanges', { seed: 6, size: 8_000_000 })]);
  assert.equal(ended.code, 6, ended.stderr);
  assert.doesNotMatch(ended.stderr, /StoreError|did not take/u);
  assert.equal(ended.stderr.match(/The disk is full/gu)?.length, 1, ended.stderr);
});

test('statuses of servers become exit statuses', async () => {
  await using server = await FaultServer.start();
  for (const [status, code] of [
    [403, 4],
    [410, 4],
    [500, 5],
    [503, 5],
  ] as const) {
    await using folder = await createTempFolder();
    const link = server.url('status', { status });
    const ended = await runSluice(['get', '--max-tries', '1', '-d', folder.path, link]);
    assert.equal(ended.code, code, ended.stderr);
    assert.deepEqual(readdirSync(folder.path), []);
  }
});

test('a server that speaks no https behind a link of https: the words say where to look', async () => {
  await using folder = await createTempFolder();
  // As most do: it answers in words that are no TLS.
  await using server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const link = `https://127.0.0.1:${address.port}/file.bin`;
  const ended = await runSluice(['get', '-d', folder.path, '--max-tries', '1', link]);
  assert.equal(ended.code, 3);
  assert.match(
    ended.stderr,
    /not valid HTTP\. Check the link, and whether it has to begin with http:\/\/ or https:\/\/\./u,
  );
  assert.match(ERROR_WORDS['network.badResponse'].todo, /http:\/\/ or https:\/\//u);
});

test('tries again by itself, and says so', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('status', { status: 500, times: 1, seed: 5, size: 1000 });
  const ended = await runSluice(['get', '--max-tries', '3', '-d', folder.path, link]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /had an error\. Trying again .*\(attempt 2 of 3\)/u);
});

test('says each failed try once, however long it waits for the next, and ends after the last', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('status', { status: 503, retryAfter: 1 });
  const ended = await runSluice(['get', '--max-tries', '3', '-d', folder.path, link]);
  assert.equal(ended.code, 5, ended.stderr);
  assert.equal(server.requestsFor(link).length, 3);
  const said = ended.stderr.split('\n').filter((line) => line.includes('Trying again'));
  assert.equal(said.length, 2, ended.stderr);
  assert.match(said[0] ?? '', /busy \(503\)\. Trying again in \d+ s, at \d\d:\d\d:\d\d/u);
});

test('without a number of tries, waiting for a busy server goes on until it has the file', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const link = server.url('status', { status: 503, retryAfter: 1, times: 2, seed: 5, size: 1000 });
  const ended = await runSluice(['get', '-d', folder.path, link]);
  assert.equal(ended.code, 0, ended.stderr);
});

test('a folder that is a file, or cannot be made: status 6 and words', async () => {
  await using folder = await createTempFolder();
  writeFileSync(folder.file('file'), '');
  for (const dir of [folder.file('file'), folder.file('file/below'), '/proc/sluice-test']) {
    const ended = await runSluice(['get', '-d', dir, 'http://127.0.0.1:1/x']);
    assert.equal(ended.code, 6, ended.stderr);
    assert.match(ended.stderr, /Choose another one with -d/u);
  }
});

test('a file that exists keeps its content; the new one gets a number', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  writeFileSync(folder.file('file.bin'), 'somebody else’s');
  const ended = await runSluice(['get', '-d', folder.path, server.url('good', { seed: 9, size: 1000 })]);
  assert.equal(ended.stdout, `${folder.file('file (1).bin')}\n`);
  assert.equal(readFileSync(folder.file('file.bin'), 'utf8'), 'somebody else’s');
  assert.equal(await fileSha256(folder.file('file (1).bin')), testBytesSha256(9, 1000));
});

test('--quiet says nothing but errors', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  const good = await runSluice(['get', '-q', '-d', folder.path, server.url('good', { size: 1000 })]);
  assert.deepEqual([good.code, good.stdout, good.stderr], [0, '', '']);
  const bad = await runSluice(['get', '-q', '-d', folder.path, server.url('status', { status: 404 })]);
  assert.equal(bad.code, 4);
  assert.match(bad.stderr, /404/u);
});

test('several commands at once in one folder do not disturb each other', async () => {
  await using server = await FaultServer.start();
  await using folder = await createTempFolder();
  mkdirSync(folder.file('d'));
  const links = [1, 2, 3].map((seed) => server.url('good', { seed, size: SIZE }));
  const runs = await Promise.all(links.map((link) => runSluice(['get', '-d', folder.file('d'), link])));
  for (const [index, run] of runs.entries()) {
    assert.equal(run.code, 0, run.stderr);
    assert.equal(await fileSha256(run.stdout.trim()), testBytesSha256(index + 1, SIZE));
  }
  assert.equal(readdirSync(folder.file('d')).length, 3);
});

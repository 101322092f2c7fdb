import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { toDownloadId, type DownloadId } from '../../../shared/download.ts';
import type { NewDownloadInput } from '../../../shared/new-download.ts';
import type { PieceHashes } from '../../../shared/piece-hashes.ts';
import { AppBench } from '../../support/app-bench.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';
import { until } from '../../support/until.ts';

const MIB = 1024 * 1024;
const FILE = { seed: 9, size: 3 * MIB };

async function addMirrored(
  bench: AppBench,
  links: readonly string[],
  wish: Pick<NewDownloadInput, 'pieces' | 'checksum'> = {},
): Promise<DownloadId> {
  const [url = '', ...mirrors] = links;
  const { ids } = await bench.call('downloads.add', { downloads: [{ url, mirrors, ...wish }] });
  const [id] = ids;
  assert.ok(id !== null && id !== undefined);
  return id;
}

test('a file comes whole from its mirrors when one breaks off, one has another file, and one is gone', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using three = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 1 });
  const broken = one.url('shortBody', { ...FILE, after: 2 * MIB, etag: '"a"' });
  const gone = one.url('status', { status: 404 });
  // The same ETag from another host says nothing: only bytes count.
  const other = two.url('good', { ...FILE, seed: 10, etag: '"a"' });
  const good = three.url('good', { ...FILE, etag: '"c"' });
  const id = await addMirrored(bench, [gone, broken, other, good]);
  await bench.reaches(id, 'completed');
  assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(FILE.seed, FILE.size));
  const ranges = three.requestsFor(good).map(({ headers }) => headers.range ?? '');
  assert.ok(ranges.length > 0 && !ranges.includes('bytes=0-'), ranges.join());
  assert.ok(two.requestsFor(other).every(({ headers }) => headers['if-range'] === undefined));
});

const PACED = { seed: 9, size: 8 * MIB, rate: 2 * MIB };

/** The hashes of a file in pieces of 256 KiB. */
function piecesOf({ seed, size }: { readonly seed: number; readonly size: number }): PieceHashes {
  const pieceBytes = MIB / 4;
  const hexes = Array.from({ length: size / pieceBytes }, (_, index) =>
    createHash('sha256')
      .update(testBytes(seed, index * pieceBytes, (index + 1) * pieceBytes))
      .digest('hex'),
  );
  return { algorithm: 'sha256', pieceBytes, hex: hexes.join('') };
}

test('hashes of pieces are kept with the download: after a restart a lying host is found out, and its link is dropped', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 2 });
  const good = one.url('pacedMirror', PACED);
  const lies = two.url('lyingMirror', { ...PACED, wrongFrom: 4 * MIB });
  const id = await addMirrored(bench, [good, lies], { pieces: piecesOf(PACED) });
  await bench.reaches(id, 'downloading');
  await bench.restart({ connectionsPerDownload: 2 });
  await bench.reaches(id, 'completed');
  assert.equal(await fileSha256(path.join(bench.downloadFolder, 'file.bin')), testBytesSha256(PACED.seed, PACED.size));
  assert.deepEqual(bench.app.queue.get(id)?.mirrors, []);
  const entries = await bench.call('downloads.timeline', { id });
  assert.match(JSON.stringify(entries), /"badPiece"/u);
});

test('a first host whose file is another one costs no mirror: the file comes from those that have it', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 2 });
  const wrong = one.url('pacedMirror', { ...PACED, seed: 10 });
  const right = two.url('pacedMirror', PACED);
  const checksum = { algorithm: 'sha256', hex: testBytesSha256(PACED.seed, PACED.size) } as const;
  for (const proof of [{ checksum }, { pieces: piecesOf(PACED) }]) {
    const id = await addMirrored(bench, [wrong, right], proof);
    await bench.reaches(id, 'completed');
    assert.deepEqual(bench.app.queue.get(id)?.url, right);
    const { target = '' } = bench.app.queue.get(id)?.reservation ?? {};
    assert.equal(await fileSha256(path.join(bench.downloadFolder, target)), checksum.hex);
  }
});

test('a host is not asked as a mirror while as many downloads as may run there', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 2, maxActivePerHost: 1 });
  const busy = await bench.add(two.url('pacedMirror', { ...PACED, size: 64 * MIB }));
  await bench.reaches(busy, 'downloading');
  const mirror = two.url('pacedMirror', PACED);
  const checksum = { algorithm: 'sha256', hex: testBytesSha256(PACED.seed, PACED.size) } as const;
  const id = await addMirrored(bench, [one.url('pacedMirror', PACED), mirror], { checksum });
  await bench.reaches(id, 'completed');
  assert.equal(two.requestsFor(mirror).length, 0);
});

test('mirrors are added to and taken from a download that runs, and are told without their logins', async () => {
  await using one = await FaultServer.start();
  await using two = await FaultServer.start();
  await using bench = await AppBench.start({ connectionsPerDownload: 1 });
  const checksum = { algorithm: 'sha256', hex: testBytesSha256(PACED.seed, 64 * MIB) } as const;
  const large = { ...PACED, size: 64 * MIB };
  const id = await addMirrored(bench, [one.url('pacedMirror', large)], { checksum });
  await bench.reaches(id, 'downloading');
  const mirror = two.url('pacedMirror', { ...large, rate: 20 * MIB });
  const login = mirror.replace('http://', 'http://user:secret@');
  const added = await bench.call('downloads.changeMirrors', { id, add: [login, 'ftp://a.example/'] });
  assert.deepEqual(added.mirrors, [mirror]);
  assert.deepEqual(
    added.refused.map(({ code }) => code),
    ['link.unsupportedScheme'],
  );
  const { host } = new URL(mirror);
  const reads = (): boolean => bench.app.queue.connectionsOf(id).some((connection) => connection.host === host);
  await until(reads, 'bytes from the mirror');
  assert.ok(two.requestsFor(mirror).every(({ headers }) => headers.authorization !== undefined));
  const removed = await bench.call('downloads.changeMirrors', { id, remove: [mirror] });
  assert.deepEqual(removed.mirrors, []);
  await until(() => !reads(), 'no bytes from the mirror');
  assert.deepEqual((await bench.call('downloads.facts', { id })).mirrors, []);
  assert.equal(await bench.refused('downloads.changeMirrors', { id: toDownloadId(777) }), 'call.notFound');
});

const METALINK = 'application/metalink4+xml';

/** A Metalink with these files. */
function metalinkOf(
  files: readonly { name: string; urls: readonly string[]; pieces?: PieceHashes; sha256?: string }[],
): string {
  const file = ({ name, urls, pieces, sha256 }: (typeof files)[number]): string => {
    const hexes = pieces?.hex
      .match(/.{64}/gu)
      ?.map((hex) => `<hash>${hex}</hash>`)
      .join('');
    return [
      `<file name="${name}">`,
      sha256 === undefined ? '' : `<hash type="sha-256">${sha256}</hash>`,
      hexes === undefined ? '' : `<pieces length="${pieces?.pieceBytes}" type="sha-256">${hexes}</pieces>`,
      ...urls.map((url, index) => `<url priority="${index + 1}">${url.replaceAll('&', '&amp;')}</url>`),
      '</file>',
    ].join('');
  };
  return `<metalink xmlns="urn:ietf:params:xml:ns:metalink">${files.map(file).join('')}</metalink>`;
}

function notesOf(bench: AppBench, id: DownloadId): string {
  return JSON.stringify(bench.app.queue.timelineOf(id).filter(({ kind }) => kind === 'note'));
}

describe('mirrors that a server names', () => {
  test('are asked when it tells a strong digest as well; from no other is anything taken', async () => {
    await using one = await FaultServer.start();
    await using two = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 2 });
    const mirror = two.url('pacedMirror', PACED);
    const link = `<${mirror}>; rel=duplicate; pri=1; geo=de, <https://a.invalid/x>; rel="next"`;
    const proved = await bench.add(one.url('pacedMirror', { ...PACED, link, digest: 1 }));
    await bench.reaches(proved, 'completed');
    assert.ok(two.requestsFor(mirror).length >= 2);
    assert.ok(two.requestsFor(mirror).every(({ headers }) => headers.authorization === undefined));
    assert.deepEqual(bench.app.queue.get(proved)?.mirrors, [mirror]);
    const asked = two.requestsFor(mirror).length;
    const unproved = await bench.add(one.url('pacedMirror', { ...PACED, link, name: 'b.bin' }));
    await bench.reaches(unproved, 'completed');
    assert.equal(two.requestsFor(mirror).length, asked);
    assert.deepEqual(bench.app.queue.get(unproved)?.mirrors, []);
  });

  test('stand in a Metalink that it names, with hashes of pieces: a host that lies is found out', async () => {
    await using one = await FaultServer.start();
    await using two = await FaultServer.start();
    await using bench = await AppBench.start({ connectionsPerDownload: 2 });
    const lies = two.url('lyingMirror', { ...PACED, wrongFrom: 4 * MIB });
    const body = metalinkOf([{ name: 'x', urls: [lies], pieces: piecesOf(PACED) }]);
    const described = one.url('document', { type: METALINK, body });
    const link = `<${described}>; rel=describedby; type="${METALINK}"`;
    const id = await bench.add(one.url('pacedMirror', { ...PACED, link }));
    await bench.reaches(id, 'completed');
    assert.equal(
      await fileSha256(path.join(bench.downloadFolder, 'file.bin')),
      testBytesSha256(PACED.seed, PACED.size),
    );
    assert.match(notesOf(bench, id), /"badPiece"/u);
  });
});

describe('a link to a Metalink', () => {
  test('becomes the files that it names: the first in its row, names without folders, and nothing else is kept', async () => {
    await using one = await FaultServer.start();
    await using bench = await AppBench.start({});
    const small = { seed: 5, size: 100_000 };
    const urls = [one.url('good', { ...small, seed: 6 }), one.url('good', small)];
    const body = metalinkOf([
      { name: '../../first.bin', urls, sha256: testBytesSha256(small.seed, small.size) },
      { name: 'second.bin', urls: [one.url('good', { ...small, seed: 7 })] },
    ]);
    const id = await bench.add(one.url('document', { type: METALINK, body, name: 'set' }));
    await bench.reaches(id, 'completed');
    const [other] = [...bench.app.queue.all()].filter((download) => download.id !== id);
    assert.ok(other !== undefined);
    await bench.reaches(other.id, 'completed');
    assert.deepEqual((await readdir(bench.downloadFolder)).toSorted(), ['first.bin', 'second.bin']);
    // The first of its links has another file, which the checksum tells.
    assert.equal(
      await fileSha256(path.join(bench.downloadFolder, 'first.bin')),
      testBytesSha256(small.seed, small.size),
    );
    assert.match(notesOf(bench, id), /"metalinkFollowed"/u);
  });

  test('is followed once: a Metalink that names itself is a file in the end', async () => {
    await using one = await FaultServer.start();
    await using bench = await AppBench.start({});
    const url = one.url('document', { type: METALINK, name: 'self.meta4' });
    one.change(url, 'document', { type: METALINK, body: metalinkOf([{ name: 'self.meta4', urls: [url] }]) });
    const id = await bench.add(url);
    await bench.reaches(id, 'completed');
    assert.deepEqual(await readdir(bench.downloadFolder), ['self.meta4']);
  });

  test('is followed once, also when Sluice was restarted in between', async () => {
    await using one = await FaultServer.start();
    await using bench = await AppBench.start({});
    const next = one.url('silent', { name: 'next.meta4' });
    const id = await bench.add(
      one.url('document', { type: METALINK, name: 'first.meta4', body: metalinkOf([{ name: 'next', urls: [next] }]) }),
    );
    await until(() => one.requestsFor(next).length === 1, 'the next one is asked for');
    one.change(next, 'document', { type: METALINK, body: metalinkOf([{ name: 'other', urls: [one.url('good')] }]) });
    await bench.restart({});
    await bench.reaches(id, 'completed');
    assert.deepEqual(await readdir(bench.downloadFolder), ['next']);
    assert.equal(bench.app.queue.get(id)?.url, next);
  });

  test('that is damaged, or is not to be followed, is a file like any other', async () => {
    await using one = await FaultServer.start();
    await using bench = await AppBench.start({});
    const torn = await bench.add(one.url('document', { type: METALINK, body: '<metalink', name: 'torn.meta4' }));
    await bench.reaches(torn, 'completed');
    await bench.call('settings.change', { followMetalinks: false });
    const body = metalinkOf([{ name: 'a', urls: ['https://a.invalid/'] }]);
    const kept = await bench.add(one.url('document', { type: 'text/xml', body, name: 'kept.meta4' }));
    await bench.reaches(kept, 'completed');
    assert.deepEqual((await readdir(bench.downloadFolder)).toSorted(), ['kept.meta4', 'torn.meta4']);
  });
});

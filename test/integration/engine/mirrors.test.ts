import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { NO_TRAITS, type MirrorRequest, type TransferRequest } from '../../../main/engine/transfer-request.ts';
import type { PieceHashes } from '../../../shared/piece-hashes.ts';
import { EngineHarness, type HarnessDownload } from '../../support/engine-harness.ts';
import { FaultServer } from '../../support/fault-server.ts';
import { fileSha256, testBytes, testBytesSha256 } from '../../support/test-bytes.ts';

const MIB = 1024 * 1024;
const PIECE = 256 * 1024;
const FILE = { seed: 1, size: 12 * MIB, rate: 3 * MIB };
const SHA256 = testBytesSha256(FILE.seed, FILE.size);
const CHECKSUM = { algorithm: 'sha256', hex: SHA256 } as const;
const PIECES: PieceHashes = { algorithm: 'sha256', pieceBytes: PIECE, hex: hashesOf(FILE.seed, FILE.size) };

const [one, two, three] = await Promise.all([FaultServer.start(), FaultServer.start(), FaultServer.start()]);
const engine = await EngineHarness.start();
after(async () => {
  await engine[Symbol.asyncDispose]();
  for (const server of [one, two, three]) await server.close();
});

function hashesOf(seed: number, size: number): string {
  const hashes: string[] = [];
  for (let at = 0; at < size; at += PIECE) {
    hashes.push(
      createHash('sha256')
        .update(testBytes(seed, at, Math.min(size, at + PIECE)))
        .digest('hex'),
    );
  }
  return hashes.join('');
}

function mirrors(...urls: string[]): readonly MirrorRequest[] {
  return urls.map((url) => ({ url, headers: [], traits: NO_TRAITS, maxConnections: 32 }));
}

async function fetchAll(request: Partial<TransferRequest> & { readonly url: string }): Promise<HarnessDownload> {
  const download = engine.start({ maxConnections: 2, ...request });
  const end = await download.ended;
  assert.equal(end.kind, 'finished', JSON.stringify(end));
  assert.equal(await fileSha256(download.partPath), SHA256);
  return download;
}

function notesOf({ id }: HarnessDownload): readonly string[] {
  const entries = engine.ofKind('noted').flatMap((event) => (event.id === id ? event.entries : []));
  return entries.flatMap((entry) => (entry.kind === 'note' ? [`${entry.note} ${entry.detail}`] : []));
}

/** Bytes of the file that a server was asked for and that were worth a range of their own. */
function rangesFor(server: FaultServer, url: string): number {
  return server.requestsFor(url).filter(({ status }) => status === 206).length;
}

describe('a file with several hosts', () => {
  test('comes from both at once when a hash will prove it', async () => {
    const urls = [one.url('pacedMirror', FILE), two.url('pacedMirror', { ...FILE, etag: '"another"' })] as const;
    const download = await fetchAll({ url: urls[0], mirrors: mirrors(urls[1]), checksum: CHECKSUM });
    const notes = notesOf(download);
    assert.ok(notes.includes(`mirrorJoined 127.0.0.1:${two.port}`), notes.join('\n'));
    assert.match(notes.find((note) => note.startsWith('bytesByHost')) ?? '', new RegExp(`:${two.port} \\d{7}`, 'u'));
    assert.ok(rangesFor(two, urls[1]) >= 2);
    // Its ETag is never held against another host's.
    assert.ok(two.requestsFor(urls[1]).every(({ headers }) => headers['if-range'] !== '"1-12582912"'));
  });

  test('comes from one when nothing would prove a mixture', async () => {
    const urls = [one.url('pacedMirror', FILE), two.url('pacedMirror', FILE)] as const;
    await fetchAll({ url: urls[0], mirrors: mirrors(urls[1]) });
    assert.equal(two.requestsFor(urls[1]).length, 0);
    const weak = {
      algorithm: 'md5',
      hex: createHash('md5')
        .update(testBytes(1, 0, FILE.size))
        .digest('hex'),
    } as const;
    await fetchAll({ url: urls[0], mirrors: mirrors(urls[1]), checksum: weak });
    assert.equal(two.requestsFor(urls[1]).length, 0);
  });

  test('drops the one that lies in a piece, and fetches that piece from another', async () => {
    const lies = { ...FILE, wrongFrom: 5 * MIB };
    const urls = [one.url('pacedMirror', FILE), two.url('lyingMirror', lies)] as const;
    const download = await fetchAll({ url: urls[0], mirrors: mirrors(urls[1]), pieces: PIECES });
    const notes = notesOf(download);
    assert.ok(
      notes.some((note) => note.startsWith('badPiece') && note.includes(`:${two.port}`)),
      notes.join('\n'),
    );
    assert.ok(notes.some((note) => note.startsWith(`mirrorDropped 127.0.0.1:${two.port}: checksum.mismatch`)));
    assert.ok(engine.ofKind('mirrorWrong').some(({ id, url }) => id === download.id && url === urls[1]));
  });

  test('goes on with the mirror when the first host lies', async () => {
    const urls = [one.url('lyingMirror', { ...FILE, wrongFrom: 5 * MIB }), two.url('pacedMirror', FILE)] as const;
    const download = await fetchAll({ url: urls[0], mirrors: mirrors(urls[1]), pieces: PIECES });
    const notes = notesOf(download);
    assert.ok(notes.some((note) => note.startsWith(`mirrorDropped 127.0.0.1:${one.port}: checksum.mismatch`)));
  });

  test('goes on when one dies, whichever it is', async () => {
    const dying = { ...FILE, failFrom: 2, stopAfter: 2 * MIB };
    for (const [first, second] of [
      [one.url('dyingMirror', dying), two.url('pacedMirror', FILE)],
      [one.url('pacedMirror', FILE), two.url('dyingMirror', dying)],
    ] as const) {
      await fetchAll({ url: first, mirrors: mirrors(second), checksum: CHECKSUM });
    }
  });

  test('does not wait for a slow one', async () => {
    const urls = [one.url('pacedMirror', FILE), two.url('pacedMirror', { ...FILE, rate: 40_000 })] as const;
    const download = await fetchAll({ url: urls[0], mirrors: mirrors(urls[1]), checksum: CHECKSUM });
    const shares = notesOf(download).find((note) => note.startsWith('bytesByHost')) ?? '';
    const slow = Number(new RegExp(`:${two.port} (\\d+)`, 'u').exec(shares)?.[1] ?? 0);
    // At its speed this would be waiting for it; the part that it may keep is taken over by the fast one.
    assert.ok(slow < FILE.size / 30, shares);
  });

  test('takes nothing from one that has another file of the same size, or of another', async () => {
    const urls = [
      one.url('pacedMirror', FILE),
      two.url('pacedMirror', { ...FILE, seed: 2 }),
      three.url('pacedMirror', { ...FILE, size: FILE.size + 1 }),
    ] as const;
    const download = await fetchAll({ url: urls[0], mirrors: mirrors(urls[1], urls[2]), checksum: CHECKSUM });
    const notes = notesOf(download);
    assert.ok(notes.some((note) => note.startsWith(`mirrorDropped 127.0.0.1:${two.port}: link.otherFile`)));
    assert.ok(notes.some((note) => note.startsWith(`mirrorDropped 127.0.0.1:${three.port}: server.changed`)));
    // Whose file is the right one is not known yet.
    assert.ok(engine.ofKind('mirrorWrong').every(({ id }) => id !== download.id));
  });

  test('begins again from one alone when the whole does not match', async () => {
    const lies = { ...FILE, wrongFrom: 5 * MIB };
    const urls = [one.url('pacedMirror', FILE), two.url('lyingMirror', lies)] as const;
    const download = await fetchAll({ url: urls[0], mirrors: mirrors(urls[1]), checksum: CHECKSUM });
    const notes = notesOf(download);
    assert.ok(
      notes.some((note) => note.startsWith('mirrorsDisagree')),
      notes.join('\n'),
    );
    assert.equal(engine.ofKind('restarted').filter(({ id }) => id === download.id).length, 1);
  });

  test('a file that was complete before the start is proved by its pieces, too', async () => {
    const url = one.url('good', { ...FILE, size: 2 * MIB });
    const pieces = { ...PIECES, hex: hashesOf(1, 2 * MIB) };
    const whole = await engine.start({ url, pieces }).ended;
    assert.equal(whole.kind, 'finished');
    const partPath = engine.folder.file('whole');
    const bytes = Buffer.from(testBytes(1, 0, 2 * MIB));
    bytes[MIB + 1] = (bytes[MIB + 1] ?? 0) ^ 1;
    await writeFile(partPath, bytes);
    const validators = { etag: null, lastModified: null };
    const durable = [{ start: 0, end: 2 * MIB }];
    const resume = { partPath, sizeBytes: 2 * MIB, validators, durable, isNewLink: false, stamp: null };
    const askedBefore = one.requestsFor(url).length;
    const download = engine.start({ url, pieces, resume });
    const end = await download.ended;
    assert.equal(end.kind, 'finished', JSON.stringify(end));
    assert.equal(await fileSha256(partPath), testBytesSha256(1, 2 * MIB));
    assert.ok(notesOf(download).some((note) => note.startsWith(`badPiece bytes ${MIB} to ${MIB + PIECE}`)));
    // Of the rest only what is compared came again.
    const asked = one.requestsFor(url).slice(askedBefore);
    assert.ok(
      asked.every(
        ({ status, headers }) =>
          status === 206 && Number(/^bytes=(\d+)-/u.exec(headers.range ?? '')?.[1]) >= MIB - 65_536,
      ),
    );
  });

  test('asks when every piece is right and the whole is not: no other host would bring other bytes', async () => {
    const urls = [one.url('pacedMirror', FILE), two.url('pacedMirror', FILE)] as const;
    const checksum = { algorithm: 'sha256', hex: '0'.repeat(64) } as const;
    const download = engine.start({
      url: urls[0],
      mirrors: mirrors(urls[1]),
      maxConnections: 2,
      pieces: PIECES,
      checksum,
    });
    const end = await download.ended;
    assert.ok(end.kind === 'failed');
    assert.equal(end.failure.code, 'checksum.contradiction');
    assert.deepEqual(end.durable, [{ start: 0, end: FILE.size }]);
    assert.ok(engine.ofKind('restarted').every(({ id }) => id !== download.id));
  });

  test('fails with the checksum when its only host lies in a piece', async () => {
    const url = one.url('lyingMirror', { ...FILE, size: 2 * MIB, wrongFrom: MIB, wrongTo: MIB + 1 });
    const pieces = { ...PIECES, hex: hashesOf(1, 2 * MIB) };
    const end = await engine.start({ url, pieces }).ended;
    assert.equal(end.kind, 'failed');
    assert.equal(end.kind === 'failed' ? end.failure.code : '', 'checksum.mismatch');
    // The bad piece is claimed by nobody.
    assert.deepEqual(end.kind === 'failed' ? end.durable : [], [
      { start: 0, end: MIB },
      { start: MIB + PIECE, end: 2 * MIB },
    ]);
  });
});

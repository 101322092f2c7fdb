import assert from 'node:assert/strict';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { test } from 'node:test';
import { toPalettePng } from '../../support/palette-png.ts';

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of three bytes a pixel with the rows as they are filtered. */
function pngOf(width: number, rows: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colours of a palette PNG, pixel by pixel. */
function coloursOf(png: Buffer, width: number): readonly string[] {
  const part = (type: string): Buffer => {
    const at = png.indexOf(type);
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  assert.equal(part('IHDR')[9], 3);
  const palette = part('PLTE').toString('hex');
  const indexes = [...inflateSync(part('IDAT'))].filter((_, at) => at % (width + 1) !== 0);
  return indexes.map((index) => palette.slice(index * 6, index * 6 + 6));
}

test('a picture of few colours is the same in a palette, whatever filters its rows had', () => {
  const png = pngOf(2, [
    [0, 10, 20, 30, 200, 100, 50],
    [1, 10, 20, 30, 190, 80, 20],
    [2, 0, 0, 0, 0, 0, 0],
    [3, 5, 10, 15, 95, 40, 10],
    [4, 0, 0, 0, 0, 0, 0],
  ]);
  const row = ['0a141e', 'c86432'];
  assert.deepEqual(coloursOf(toPalettePng(png), 2), [...row, ...row, ...row, ...row, ...row]);
});

test('of many colours the frequent ones stay, and no other moves far', () => {
  const shades = Array.from({ length: 1000 }, (_, at) => [at % 256, Math.floor(at / 4), 255 - (at % 256)]);
  const frequent = Array.from({ length: 500 }, () => [17, 34, 51]);
  const pixels = [...shades, ...frequent];
  const colours = coloursOf(toPalettePng(pngOf(pixels.length, [[0, ...pixels.flat()]])), pixels.length);
  assert.ok(new Set(colours).size <= 256);
  assert.equal(colours.at(-1), '112233');
  for (const [at, colour] of colours.entries()) {
    const bytes = Buffer.from(colour, 'hex');
    for (const [channel, value] of (pixels[at] ?? []).entries())
      assert.ok(Math.abs((bytes[channel] ?? 0) - value) < 24, `${at}: ${colour}`);
  }
});

test('another kind of PNG is refused', () => {
  const png = pngOf(1, [[0, 1, 2, 3]]);
  png[25] = 0;
  assert.throws(() => toPalettePng(png), /not such a PNG/u);
});

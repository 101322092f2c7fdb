import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Flat areas of a screen; these colours stay exactly as they are. */
const EXACT_COLOURS = 96;
const MOST_COLOURS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Pixels as a PNG holds them: three or four bytes each, row by row. */
type Pixels = {
  readonly width: number;
  readonly height: number;
  readonly bytesPerPixel: number;
  readonly data: Buffer;
};

/**
 * A picture of a screen in 256 colours, which is a third of the size and looks the same: a screen has few colours and the
 * shades between them at the edges of letters. Opaque pictures only (PNG specification, third edition, 11.2 and 9.2).
 * @param png 8 bits a channel, not interlaced, as Chromium writes it.
 * @throws Error for any other kind of PNG.
 */
export function toPalettePng(png: Buffer): Buffer {
  const pixels = decode(png);
  const counts = countColours(pixels);
  const palette = choosePalette(counts);
  const indexOf = new Map(Array.from(counts.keys(), (colour) => [colour, nearest(palette, colour)]));
  const { width, height, bytesPerPixel, data } = pixels;
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * bytesPerPixel;
      rows[y * (width + 1) + 1 + x] = indexOf.get(data.readUIntBE(at, 3)) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.alloc(palette.length * 3);
  palette.forEach((colour, index) => colours.writeUIntBE(colour, index * 3, 3));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function decode(png: Buffer): Pixels {
  let header = Buffer.alloc(13);
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = Buffer.from(content);
    if (type === 'IDAT') parts.push(content);
    at += length + 12;
  }
  const [depth, colourType, , , interlace] = header.subarray(8);
  if (depth !== 8 || (colourType !== 2 && colourType !== 6) || interlace !== 0) throw new Error('not such a PNG');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytesPerPixel = colourType === 2 ? 3 : 4;
  const data = unfilter(inflateSync(Buffer.concat(parts)), width * bytesPerPixel, bytesPerPixel);
  return { width, height, bytesPerPixel, data };
}

/** Each row begins with the number of the filter that made its bytes differences to their neighbours (9.2). */
function unfilter(filtered: Buffer, rowBytes: number, step: number): Buffer {
  const height = filtered.length / (rowBytes + 1);
  const data = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (rowBytes + 1)] ?? 0;
    for (let x = 0; x < rowBytes; x += 1) {
      const left = x < step ? 0 : (data[y * rowBytes + x - step] ?? 0);
      const above = y === 0 ? 0 : (data[(y - 1) * rowBytes + x] ?? 0);
      const corner = x < step || y === 0 ? 0 : (data[(y - 1) * rowBytes + x - step] ?? 0);
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      data[y * rowBytes + x] = (filtered[y * (rowBytes + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return data;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function countColours({ bytesPerPixel, data }: Pixels): Map<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += bytesPerPixel) {
    const colour = data.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

/** The most frequent ones, and of the others those that lie far enough from all that are chosen. */
function choosePalette(counts: ReadonlyMap<number, number>): readonly number[] {
  const byCount = Array.from(counts.entries(), ([colour, count]) => ({ colour, count }))
    .toSorted((a, b) => b.count - a.count)
    .map(({ colour }) => colour);
  if (byCount.length <= MOST_COLOURS) return byCount;
  for (let least = 16; ; least *= 1.5) {
    const palette = byCount.slice(0, EXACT_COLOURS);
    for (const colour of byCount.slice(EXACT_COLOURS)) {
      if (palette.every((chosen) => distance(chosen, colour) > least)) palette.push(colour);
      if (palette.length > MOST_COLOURS) break;
    }
    if (palette.length <= MOST_COLOURS) return palette;
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let bestDistance = Infinity;
  palette.forEach((chosen, index) => {
    const away = distance(chosen, colour);
    if (away < bestDistance) [best, bestDistance] = [index, away];
  });
  return best;
}

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

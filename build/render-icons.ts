import { readFile, writeFile, copyFile } from 'node:fs/promises';
import { chromium } from 'playwright';

/**
 * Renders the PNGs of `build/icons` from the SVGs: `node build/render-icons.ts`. The results are committed, so only whoever
 * changes a drawing runs it. `@2x` is the name Electron looks for on dense screens
 * (https://www.electronjs.org/docs/latest/api/native-image#high-resolution-image).
 */
const OUTPUTS = [
  ...[16, 32, 48, 64, 128, 256, 512, 1024].map((size) => ({ svg: 'icon.svg', png: `${size}x${size}.png`, size })),
  ...['dark', 'light'].flatMap((tone) => [
    { svg: `tray-${tone}.svg`, png: `tray-${tone}.png`, size: 16 },
    { svg: `tray-${tone}.svg`, png: `tray-${tone}@2x.png`, size: 32 },
  ]),
];

const folder = new URL('icons/', import.meta.url);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
for (const { svg, png, size } of OUTPUTS) {
  const source = await readFile(new URL(svg, folder), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`);
  await writeFile(new URL(png, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();
// macOS colours a template image itself; the name must end in `Template`.
await copyFile(new URL('tray-dark.png', folder), new URL('trayTemplate.png', folder));
await copyFile(new URL('tray-dark@2x.png', folder), new URL('trayTemplate@2x.png', folder));

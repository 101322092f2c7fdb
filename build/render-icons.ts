import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright';
import { taskbarDrawings } from './taskbar-drawings.ts';
import { trayDrawings } from './tray-drawings.ts';

/**
 * Renders the PNGs of `build/icons`: `node build/render-icons.ts`. The results are committed, so only whoever changes a
 * drawing runs it. `@2x` is the name Electron looks for on dense screens
 * (https://www.electronjs.org/docs/latest/api/native-image#high-resolution-image).
 */
const folder = new URL('icons/', import.meta.url);
const icon = await readFile(new URL('icon.svg', folder), 'utf8');
const drawings = trayDrawings(icon);
const outputs = [
  ...[16, 32, 48, 64, 128, 256, 512, 1024].map((size) => ({ svg: icon, png: `${size}x${size}.png`, size })),
  // Bars of Linux desktops scale down what is too large, and blur what is too small.
  ...drawings.flatMap(({ name, svg }) => [
    { svg, png: `${name}.png`, size: name.endsWith('colour') ? 32 : 16 },
    { svg, png: `${name}@2x.png`, size: name.endsWith('colour') ? 64 : 32 },
  ]),
  ...taskbarDrawings().flatMap(({ name, svg }) => [
    { svg, png: `${name}.png`, size: 16 },
    { svg, png: `${name}@2x.png`, size: 32 },
  ]),
];

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
for (const { svg, png, size } of outputs) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await writeFile(new URL(png, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();
// macOS colours a template image itself; the name must end in `Template`.
for (const state of ['idle', 'active', 'paused', 'trouble']) {
  await copyFile(new URL(`tray-${state}-dark.png`, folder), new URL(`tray-${state}Template.png`, folder));
  await copyFile(new URL(`tray-${state}-dark@2x.png`, folder), new URL(`tray-${state}Template@2x.png`, folder));
}

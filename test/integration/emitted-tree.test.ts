import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildTree, DIST_FOLDER } from '../../build/build-steps.ts';
import { sha256Of } from '../desktop/desktop-harness.ts';
import { serveFile } from '../desktop/file-server.ts';

/** Runs in a process of its own: only emitted JavaScript, no type stripping. */
const PROGRAM = `
  const [createAppUrl, portsUrl, folder, link] = process.argv.slice(2);
  const { createApp } = await import(createAppUrl);
  const { processPorts } = await import(portsUrl);
  const result = await createApp({
    dataFolder: folder + '/data',
    ports: processPorts(folder),
    log: (message) => process.stderr.write(message + String.fromCharCode(10)),
  });
  if (!result.ok) throw new Error(result.refusal.message);
  const { promise, resolve } = Promise.withResolvers();
  result.app.onDownloadEvent(({ to }) => (to === 'completed' || to === 'failed') && resolve(to));
  const keepAlive = setInterval(() => {}, 1000);
  const session = result.app.openSession(() => {});
  await session.call('downloads.add', { downloads: [{ url: link }] });
  console.log(await promise);
  clearInterval(keepAlive);
  session.close();
  await result.app.close();
`;

test('the emitted tree downloads a file in Node, through its own worker', async () => {
  await buildTree({ only: ['core'], log: () => undefined });
  await using files = await serveFile(3_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-emitted-'));
  try {
    // A file, not `--eval`: worker threads inherit the flags of their process.
    const program = join(folder, 'program.mjs');
    await writeFile(program, PROGRAM);
    const addresses = ['app/create-app.js', 'cli/core-ports.js'].map(
      (name) => pathToFileURL(join(DIST_FOLDER, 'main', name)).href,
    );
    const child = spawn(
      process.execPath,
      ['--no-strip-types', program, ...addresses, folder, files.link('emitted.bin')],
      { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 },
    );
    let output = '';
    for await (const text of child.stdout.setEncoding('utf8')) output += String(text);
    assert.equal(output.trim(), 'completed');
    assert.equal(await sha256Of(join(folder, 'emitted.bin')), files.sha256);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

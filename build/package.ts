import { build, Platform } from 'electron-builder';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTree, DIST_FOLDER, filesBelow, PROJECT_FOLDER } from './build-steps.ts';
import { findElectron } from './electron-probe.ts';
import { updateSource } from './update-source.ts';

/*
 * `npm run package [-- --dir] [--retry-electron]`: builds everything and packs it for this system. `--dir` stops at the
 * unpacked folder. Without Electron's binary only `--dir` works, with an empty stand-in for it: the layout can be
 * checked, the result does not run.
 */

const onlyFolder = process.argv.includes('--dir');
const say = (line: string): void => console.log(line);

try {
  // What only looks at the layout takes what was built from these very sources; a release is built anew.
  await buildTree({ force: !onlyFolder, log: say });
  const electron = await findElectron({
    retry: process.argv.includes('--retry-electron'),
    env: process.env,
    log: say,
  });
  if (electron.ok) await pack(null);
  else if (onlyFolder) await packWithStandIn(electron.reason);
  else {
    throw new Error(
      `Packages need Electron’s binary, and it is not here (${electron.reason}). ` +
        'Try again on a machine that reaches its download server, or check the layout with: npm run package -- --dir',
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function packWithStandIn(reason: string): Promise<void> {
  say(`Electron’s binary is not here (${reason}): packing with an empty stand-in. The result does not run.`);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-electron-'));
  try {
    await writeStandIn(folder);
    await pack(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As little of an Electron distribution as the packer moves around. */
async function writeStandIn(folder: string): Promise<void> {
  if (process.platform === 'darwin') {
    throw new Error('On macOS there is no stand-in for Electron: the packer renames the parts of its bundle.');
  }
  await mkdir(join(folder, 'resources'));
  const names = process.platform === 'win32' ? ['electron.exe'] : ['electron', 'chrome-sandbox'];
  for (const name of [...names, 'LICENSE', 'LICENSES.chromium.html', 'version']) {
    await writeFile(join(folder, name), 'stand-in\n', { mode: 0o755 });
  }
}

function homepage({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }: NodeJS.ProcessEnv): string {
  return repository === undefined ? 'https://localhost/' : `${server ?? 'https://github.com'}/${repository}`;
}

async function pack(electronDist: string | null): Promise<void> {
  const target = Platform.current();
  await build({
    projectDir: PROJECT_FOLDER,
    targets: onlyFolder ? target.createTarget('dir') : target.createTarget(),
    publish: 'never',
    config: {
      extends: join(PROJECT_FOLDER, 'build', 'electron-builder.yml'),
      publish: updateSource(process.env, process.platform),
      // deb and rpm are not made without one.
      extraMetadata: { homepage: homepage(process.env) },
      // A stand-in has no fuses to flip.
      ...(electronDist === null ? {} : { electronDist, electronFuses: null }),
    },
  });
  const folder = join(DIST_FOLDER, 'packages');
  const files = await filesBelow(folder);
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  const megabytes = sizes.reduce((sum, size) => sum + size, 0) / 1_000_000;
  say(`${files.length} files, ${megabytes.toFixed(1)} MB in ${folder}`);
}

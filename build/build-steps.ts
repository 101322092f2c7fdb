import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The work tree. */
export const PROJECT_FOLDER = fileURLToPath(new URL('..', import.meta.url));
/** Everything that is built. */
export const DIST_FOLDER = join(PROJECT_FOLDER, 'dist');

/** One part of the emitted tree. */
type StepName = 'core' | 'command' | 'preload' | 'page' | 'icons';

type BuildStep = {
  readonly name: StepName;
  /** Files and folders whose change makes it run again, from the work tree. */
  readonly inputs: readonly string[];
  /** Must exist, or it runs again. */
  readonly output: string;
  readonly run: () => Promise<void>;
};

const STEPS: readonly BuildStep[] = [
  {
    name: 'core',
    inputs: ['main', 'shared', 'tsconfig.json', 'build/tsconfig.emit.json', 'package-lock.json'],
    output: 'main/app/app-interface.js',
    run: emitCore,
  },
  {
    name: 'command',
    inputs: ['main', 'shared', 'build/build-steps.ts', 'package-lock.json'],
    output: 'command/cli/main.cjs',
    run: bundleCommand,
  },
  {
    name: 'preload',
    inputs: ['main/desktop/preload.ts', 'main/desktop/ipc-channel.ts', 'build/build-steps.ts', 'package-lock.json'],
    output: 'main/desktop/preload.cjs',
    run: bundlePreload,
  },
  { name: 'icons', inputs: ['build/icons'], output: 'icons/256x256.png', run: copyIcons },
  {
    name: 'page',
    inputs: ['renderer', 'shared', 'build/vite.config.ts', 'package-lock.json'],
    output: 'renderer/index.html',
    run: bundlePage,
  },
];

/**
 * Builds `dist/`: the core as JavaScript, the preload as one CommonJS file, the page, the icons. A step whose inputs are
 * as they were is skipped unless `force`; `only` names the steps that are wanted. Safe to call from several processes at once: one builds, the others wait.
 * @throws Error with the tool's own words when a step fails.
 */
export async function buildTree(options: {
  readonly force?: boolean;
  readonly only?: readonly StepName[];
  readonly log: (line: string) => void;
}): Promise<void> {
  await mkdir(DIST_FOLDER, { recursive: true });
  await using _lock = await lockFolder(join(DIST_FOLDER, '.building'));
  const stampFile = join(DIST_FOLDER, '.build-stamps.json');
  const stamps = await readStamps(stampFile);
  for (const step of STEPS) {
    if (options.only !== undefined && !options.only.includes(step.name)) continue;
    const stamp = await stampOf(step.inputs);
    const isFresh = stamps[step.name] === stamp && existsSync(join(DIST_FOLDER, step.output));
    if (isFresh && options.force !== true) continue;
    const startedAt = performance.now();
    await step.run();
    stamps[step.name] = stamp;
    await writeFile(stampFile, JSON.stringify(stamps));
    options.log(`built the ${step.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}

async function emitCore(): Promise<void> {
  const compiler = join(PROJECT_FOLDER, 'node_modules', 'typescript', 'bin', 'tsc');
  await runNode([compiler, '-p', join(PROJECT_FOLDER, 'build', 'tsconfig.emit.json')]);
  for (const folder of ['main', 'shared']) await removeStale(folder);
}

/** A file of a source that is gone could still be imported, and would hide the mistake. */
async function removeStale(folder: string): Promise<void> {
  for (const path of await filesBelow(join(DIST_FOLDER, folder))) {
    const source = join(PROJECT_FOLDER, relative(DIST_FOLDER, path)).replace(/\.js(?:\.map)?$/u, '.ts');
    if (!path.endsWith('.cjs') && !existsSync(source)) await rm(path);
  }
}

/** Threads of the core; each is loaded by a path relative to the file that starts it. */
const WORKERS = [
  'engine/engine-worker',
  'engine/checksum-worker',
  'engine/piece-worker',
  'engine/verify-worker',
  'engine/copy-worker',
  'store/backup-worker',
];

/**
 * The `sluice` command and its threads in a few CommonJS files, dependencies included: an installed command starts in half
 * the time, since Node resolves some files instead of hundreds (`docs/performance.md`).
 */
async function bundleCommand(): Promise<void> {
  const { build } = await import('vite');
  const outDir = join(DIST_FOLDER, 'command');
  const entries = ['cli/main', ...WORKERS];
  await build({
    configFile: false,
    root: PROJECT_FOLDER,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      outDir,
      emptyOutDir: true,
      ssr: true,
      minify: false,
      target: 'node24',
      rolldownOptions: {
        input: Object.fromEntries(entries.map((entry) => [entry, join(PROJECT_FOLDER, 'main', `${entry}.ts`)])),
        // It has native code beside it.
        external: ['better-sqlite3'],
        onLog: (level, log, pass) => {
          // A single import from the wrong file makes every command wait for the modules of all others.
          if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') throw new Error(log.message);
          pass(level, log);
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          // As deep as the entries, so that a path relative to the one leads from the other to the same file. Without a hash, since what
          // Node keeps of a compiled file (build/sluice.js) lies under its path, and is to be replaced by that of the next version.
          chunkFileNames: 'shared/[name].cjs',
        },
      },
    },
  });
}

async function bundlePreload(): Promise<void> {
  // Loaded here only: it takes a second, and most builds skip this.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: PROJECT_FOLDER,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: join(DIST_FOLDER, 'main', 'desktop'),
      emptyOutDir: false,
      minify: false,
      target: 'chrome146',
      lib: {
        entry: join(PROJECT_FOLDER, 'main', 'desktop', 'preload.ts'),
        formats: ['cjs'],
        fileName: () => 'preload.cjs',
      },
      rolldownOptions: { external: ['electron'] },
    },
  });
}

async function bundlePage(): Promise<void> {
  const { build } = await import('vite');
  await build({ configFile: join(PROJECT_FOLDER, 'build', 'vite.config.ts'), logLevel: 'warn' });
}

async function copyIcons(): Promise<void> {
  await cp(join(PROJECT_FOLDER, 'build', 'icons'), join(DIST_FOLDER, 'icons'), {
    recursive: true,
    filter: (path) => !path.endsWith('.svg'),
  });
}

async function runNode(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: PROJECT_FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('close', resolve).once('error', reject);
  const status = await promise;
  if (status !== 0) throw new Error(output.trim() || `${args[0]} ended with status ${status}`);
}

/** Names, sizes and times of all inputs: equal stamps mean nothing was touched. */
async function stampOf(inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const path of await filesBelow(join(PROJECT_FOLDER, input))) {
      const { size, mtimeMs } = await stat(path);
      hash.update(`${path}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** All files of a folder and below, sorted; the path itself when it is a file; none when it does not exist. */
export async function filesBelow(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) return [];
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

async function readStamps(file: string): Promise<Record<string, string>> {
  if (!existsSync(file)) return {};
  try {
    const stamps: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof stamps !== 'object' || stamps === null) return {};
    return Object.fromEntries(Object.entries(stamps).filter((entry) => typeof entry[1] === 'string'));
  } catch (error) {
    if (error instanceof SyntaxError) return {}; // Cut off by a kill: build again.
    throw error;
  }
}

/** A build that was killed leaves its lock behind; after this long nobody believes it. */
const LOCK_STALE_MS = 180_000;

async function lockFolder(path: string): Promise<AsyncDisposable> {
  for (;;) {
    try {
      await mkdir(path);
      return { [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    await removeStaleLock(path);
    await wait(100);
  }
}

async function removeStaleLock(path: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > LOCK_STALE_MS) await rm(path, { recursive: true, force: true });
  } catch (error) {
    // Its owner finished meanwhile: what we wait for.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

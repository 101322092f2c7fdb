/**
 * `npm test` and its parts: `node build/test.ts [unit|integration|desktop|e2e] [FILE...]`. Without a name: all of them,
 * after `check`, with a look whether the bench runs and some crash rounds and power cuts at the end.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, TOP } from './run-command.ts';
import { ARIA2, BINDFS, CHROMIUM, ensureTools, EXFAT, GETFATTR, NGINX, type TestTool } from './test-tools.ts';

/** Kill rounds that `npm test` affords; `npm run test:crash 500` is the long run. */
const CRASH_ROUNDS = '25';
/** Power cuts that `npm test` affords; `npm run test:power` makes 200. */
const POWER_CUTS = '20';
/** No single test may take longer, in milliseconds. */
const TEST_BOUND_MS = '90000';

const node = (...args: string[]): Promise<number> => run(process.execPath, args);

const NODE_TESTS = ['unit', 'integration', 'desktop'] as const;
const TOOLS: Readonly<Record<string, readonly TestTool[]>> = {
  integration: [NGINX, ARIA2, CHROMIUM, ...(process.platform === 'linux' ? [GETFATTR, BINDFS, ...EXFAT] : [])],
  desktop: [CHROMIUM],
  e2e: [CHROMIUM],
};

/** Where a part leaves the names of its failed tests; they are said again at the very end. */
const failedFolder = mkdtempSync(path.join(tmpdir(), 'sluice-failed-'));
const failedList = (name: string): string => path.join(failedFolder, `${name}.txt`);

function failedTests(name: string): string {
  try {
    return readFileSync(failedList(name), 'utf8');
  } catch {
    return '';
  }
}

async function nodeTests(part: string, files: readonly string[]): Promise<number> {
  const chosen = files.length > 0 ? files : globSync(`test/${part}/**/*.test.ts`, { cwd: TOP });
  if (chosen.length === 0) throw new Error(`no tests in test/${part}`);
  return node(
    '--test',
    '--test-concurrency=2',
    `--test-timeout=${TEST_BOUND_MS}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./build/failed-tests.ts',
    `--test-reporter-destination=${failedList(part)}`,
    ...chosen,
  );
}

async function part(name: string, files: readonly string[]): Promise<number> {
  const missing = ensureTools(TOOLS[name] ?? []);
  if (missing.length > 0) {
    process.stderr.write(`${missing.join('\n')}\n`);
    return 1;
  }
  if (name === 'check') return node('build/check.ts');
  if (name === 'bench') return node('test/bench/run.ts', '--quick');
  if (name === 'crash') return node('test/crash/run.ts', CRASH_ROUNDS);
  if (name === 'power') return node('test/crash/power-loss/run.ts', POWER_CUTS);
  if (NODE_TESTS.some((known) => known === name)) {
    if (name !== 'unit' && (await node('build/build.ts')) !== 0) return 1;
    return nodeTests(name, files);
  }
  if (name === 'e2e') {
    if ((await node('build/build.ts')) !== 0) return 1;
    process.env['SLUICE_FAILED_LIST'] = failedList(name);
    return node('node_modules/playwright/cli.js', 'test', '-c', 'test/e2e/playwright.config.ts', ...files);
  }
  throw new Error(`there is no test part called ${name}; the parts are unit, integration, desktop, e2e`);
}

const [wanted, ...files] = process.argv.slice(2);
const parts =
  wanted === undefined ? ['check', 'unit', 'integration', 'desktop', 'e2e', 'bench', 'crash', 'power'] : [wanted];
const results: string[] = [];
let failed = 0;
for (const name of parts) {
  process.stdout.write(`\n== ${name} ==\n`);
  const startedAt = performance.now();
  const code = await part(name, files);
  if (code !== 0) failed += 1;
  results.push(
    `${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`,
  );
}
for (const name of parts) {
  const list = failedTests(name);
  if (list !== '') process.stdout.write(`\nfailed in ${name}:\n${list}`);
}
rmSync(failedFolder, { recursive: true, force: true });
process.stdout.write(`\n${results.join('\n')}\nparts: ${parts.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

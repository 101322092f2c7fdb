/** `npm run check`: types (each folder with only the globals it may use), lint with the layer rules, format, dead code. */
import { localProgram, run } from './run-command.ts';

const STEPS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types: main, build, test', 'tsc', '-p', '.'],
  ['types: shared (no Node, no DOM)', 'tsc', '-p', 'shared'],
  ['types: renderer (no Node)', 'tsc', '-p', 'renderer'],
  ['types: end-to-end tests', 'tsc', '-p', 'test/e2e'],
  ['lint and layer rules', 'oxlint'],
  ['format', 'oxfmt', '--check', '.'],
  ['dead code', 'knip', '--no-progress'],
];

const failed: string[] = [];
for (const [name, command, ...args] of STEPS) {
  const code = await run(localProgram(command), args);
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}\n`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stdout.write(`\n${failed.length} of ${STEPS.length} checks failed: ${failed.join('; ')}\n`);
  process.exitCode = 1;
}

import { buildTree } from './build-steps.ts';

/** `npm run build`: makes `dist/` from scratch, or with `--if-needed` only what changed. */
try {
  await buildTree({ force: !process.argv.includes('--if-needed'), log: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

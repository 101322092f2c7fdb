import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const packageSchema = z.object({ version: z.string() });

/** The version in package.json: two folders up in the work tree, three in the emitted one. */
export function readVersion(): string {
  const isEmitted = path.extname(import.meta.filename) === '.js';
  const file = path.join(import.meta.dirname, ...(isEmitted ? ['..', '..', '..'] : ['..', '..']), 'package.json');
  return packageSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version in package.json, which lies two folders up in the work tree and three up in the emitted one. */
export const APP_VERSION = readVersion();

function readVersion(): string {
  for (const up of ['../..', '../../..']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, up, 'package.json'), 'utf8'));
      if (parsed !== null && typeof parsed === 'object' && 'version' in parsed) return String(parsed.version);
    } catch {
      continue; // Not there: try the next folder.
    }
  }
  return '0.0.0';
}

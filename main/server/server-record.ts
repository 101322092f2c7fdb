import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What local programs read to find and to prove themselves to the running server: `<dataFolder>/server.json`. */
export type ServerRecord = {
  readonly port: number;
  /** Valid until this server closes; whoever can read the file (mode 0600) is the user. */
  readonly token: string;
  readonly pid: number;
  /** Wall-clock milliseconds since 1970. */
  readonly startedAtMs: number;
};

/** The record's path. */
export function serverRecordPath(dataFolder: string): string {
  return join(dataFolder, 'server.json');
}

/** Writes the record so that a reader sees the old one or the new one, never half of it. */
export async function writeServerRecord(dataFolder: string, record: ServerRecord): Promise<void> {
  const path = serverRecordPath(dataFolder);
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  // `wx`: created here with this mode, so nobody else opened it before.
  await writeFile(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
}

/** Removes the record if it is still this server's. */
export async function removeServerRecord(dataFolder: string, token: string): Promise<void> {
  const path = serverRecordPath(dataFolder);
  try {
    const text = await readFile(path, 'utf8');
    if (text.includes(JSON.stringify(token))) await rm(path, { force: true });
  } catch (error) {
    // Somebody removed it before us: what we wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { serverRecordPath, type ServerRecord } from '../server/server-record.ts';
import { connectToCore, type CoreClient } from './core-client.ts';

const serverRecordSchema = z.object({
  port: z.int().min(1).max(65_535),
  token: z.string().min(1).max(200),
  pid: z.int().positive(),
  startedAtMs: z.number(),
});

/**
 * Why the Sluice of a data folder cannot be talked to. `stale`: its record is there, but nothing of ours answers at that
 * port, so it was killed. `forbidden`: the record belongs to another user.
 */
export type NotRunning = { readonly ok: false; readonly kind: 'notRunning' | 'stale' | 'forbidden' };

/** Reads where the Sluice of this data folder listens; it need not be alive. */
export async function readServerRecord(
  dataFolder: string,
): Promise<{ readonly ok: true; readonly record: ServerRecord } | NotRunning> {
  let text: string;
  try {
    text = await readFile(serverRecordPath(dataFolder), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EACCES' || code === 'EPERM') return { ok: false, kind: 'forbidden' };
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, kind: 'notRunning' };
    throw error;
  }
  const parsed = serverRecordSchema.safeParse(parseJson(text));
  return parsed.success ? { ok: true, record: parsed.data } : { ok: false, kind: 'stale' };
}

/** Connects to the Sluice that runs on this data folder. Whoever gets the client closes it. */
export async function connectToRunning(
  dataFolder: string,
): Promise<{ readonly ok: true; readonly client: CoreClient; readonly record: ServerRecord } | NotRunning> {
  const found = await readServerRecord(dataFolder);
  if (!found.ok) return found;
  const client = await connectToCore(found.record);
  return client === null ? { ok: false, kind: 'stale' } : { ok: true, client, record: found.record };
}

/** What to tell the user about it. */
export function notRunningWords(kind: NotRunning['kind'], dataFolder: string): string {
  switch (kind) {
    case 'notRunning':
      return `Sluice is not running (data folder ${dataFolder}). Start it with: sluice serve`;
    case 'stale':
      return `Sluice is not running: it was killed the last time (data folder ${dataFolder}). Start it again with: sluice serve`;
    case 'forbidden':
      return `The Sluice on ${dataFolder} belongs to another user. Name your own data folder with --data-dir.`;
  }
}

const LAUNCH_TIMEOUT_MS = 5000;

const launchSchema = z.object({ address: z.url({ protocol: /^http$/u, hostname: /^127\.0\.0\.1$/u }) });

/** Asks the running Sluice for an address that opens its window once; `null` when it does not answer. */
export async function askForLaunchAddress(record: ServerRecord): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${record.port}/launch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${record.token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(LAUNCH_TIMEOUT_MS),
    });
    const parsed = launchSchema.safeParse(parseJson(await response.text()));
    return response.ok && parsed.success ? parsed.data.address : null;
  } catch (error) {
    // Refused, cut or too slow: whatever listens there is not a Sluice that works.
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // SyntaxError only; the schemas refuse it.
  }
}

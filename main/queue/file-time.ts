import { POOL_CALLS, type FileCalls } from './file-calls.ts';

/**
 * The time of a file on the server, in milliseconds since 1970; `null` when the server did not tell, or told one that no
 * file of it can have: nonsense, the epoch (which servers send for "unknown"), or the future.
 */
export function serverFileTime(lastModified: string | null, nowMs: number): number | null {
  const text = lastModified?.trim() ?? '';
  // All three forms of RFC 9110, 5.6.7, begin with the day of the week; the one of asctime is without a zone, and means GMT.
  if (!/^(?:mon|tue|wed|thu|fri|sat|sun)/iu.test(text)) return null;
  const timeMs = Date.parse(/(?:GMT|UTC|[+-]\d{4})$/iu.test(text) ? text : `${text} GMT`);
  return timeMs > 0 && timeMs <= nowMs ? timeMs : null;
}

/** Gives a file the time of the server. Never rejects: some file systems take no time, and the file is whole. */
export async function setFileTime(
  file: string,
  { timeMs, nowMs }: { readonly timeMs: number; readonly nowMs: number },
  calls: FileCalls = POOL_CALLS,
): Promise<void> {
  try {
    await calls.setTimes(file, { accessMs: nowMs, changeMs: timeMs });
  } catch {
    // Not ours, or not possible here.
  }
}

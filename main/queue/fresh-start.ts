import type { OldFilePolicy } from '../../shared/contract.ts';
import type { Download } from '../store/download-record.ts';
import { NO_BYTES, withAnswer } from './answer-outcome.ts';
import { isForeignFile } from './foreign-file.ts';

/** Whether a download may begin at its first byte: only while nothing works for it. `isRunning`: a run has not ended yet. */
export function mayStartAgain({ state }: Download, isRunning: boolean): boolean {
  switch (state.kind) {
    case 'queued':
    case 'paused':
    case 'retrying':
    case 'blocked':
    case 'failed':
    case 'completed':
      return !isRunning;
    case 'probing':
    case 'downloading':
    case 'pausing':
    case 'finishing':
      return false;
  }
}

/**
 * A download from its first byte, in the same row. Pure. Bytes of an unfinished file are given up. A complete file is never
 * touched now: the new one gets a name beside it, or takes its place at the end, by the rename of a file that is whole; of a file that Sluice did not write, never.
 */
export function startAgain(download: Download, oldFile: OldFilePolicy): Partial<Omit<Download, 'id'>> {
  const again = { ...NO_BYTES, state: { kind: 'queued' }, failures: 0, stamp: null } as const;
  const { state, reservation, relocation } = download;
  if (state.kind !== 'completed') return again;
  const replaces = oldFile === 'replace' && !isForeignFile(download);
  const answers = withAnswer(download, replaces ? 'overwrite' : 'rename');
  // The file may have got a number, and it is this one that is meant.
  const wishedName = replaces ? (reservation?.target ?? download.wishedName) : download.wishedName;
  // What is fetched now is another file: that the old one could not be moved is over.
  return {
    ...again,
    reservation: null,
    answers,
    wishedName,
    relocation: relocation?.kind === 'failed' ? null : relocation,
  };
}

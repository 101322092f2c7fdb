import { foreignHeaders } from '../../shared/foreign-headers.ts';
import type { HeaderField } from '../../shared/download.ts';
import type { Answer } from '../../shared/question.ts';
import { withoutCredentials } from '../../shared/url.ts';
import type { Download } from '../store/download-record.ts';
import { bytesForOtherLink } from './proved-bytes.ts';
import { isSealedHeader } from '../store/sealed-secrets.ts';

/** Decided about the old link: another one asks anew. */
const OF_THE_LINK: readonly Answer[] = ['allow', 'accept'];

/** Whether a download's link can be exchanged: only while nothing works for it. `isRunning`: a run has not ended yet. */
export function mayTakeNewLink(download: Download, isRunning: boolean): boolean {
  switch (download.state.kind) {
    case 'queued':
    case 'paused':
    case 'retrying':
    case 'blocked':
    case 'failed':
      return !isRunning;
    case 'probing':
    case 'downloading':
    case 'pausing':
    case 'finishing':
    case 'completed':
      return false;
  }
}

/**
 * Another link to the same file. Pure. Bytes that are there stay, unless a checksum has proved them wrong, and the engine proves that the link leads to the same
 * file before it writes one more. Headers that were meant for another origin are dropped, and those that cannot be read
 * here: with them it could never start.
 */
export function withNewLink(download: Download, url: string): Partial<Omit<Download, 'id'>> {
  const durable = bytesForOtherLink(download);
  const isSameOrigin = new URL(url).origin === new URL(download.url).origin;
  return {
    url,
    headers: isSameOrigin ? readableHeaders(download.headers) : foreignHeaders(download.headers),
    // Who answers it is not known yet: what was learned of the old link's server says nothing about this one.
    facts: download.facts === null ? null : { ...download.facts, finalUrl: withoutCredentials(url) },
    answers: download.answers.filter((answer) => !OF_THE_LINK.includes(answer)),
    durable,
    isNewLink: durable.length > 0,
    failures: 0,
    state: { kind: 'queued' },
  };
}

/** The same list when all of them can be read. */
function readableHeaders(headers: readonly HeaderField[]): readonly HeaderField[] {
  return headers.some(isSealedHeader) ? headers.filter((header) => !isSealedHeader(header)) : headers;
}

import path from 'node:path';
import type { NewDownload } from '../../shared/new-download.ts';
import type { Download } from '../store/download-record.ts';

/** A wish as the download that will be stored. `url` is the parsed form of the wish's link. */
export function toDownload(
  wish: NewDownload,
  url: string,
  defaultFolder: string,
  paused: boolean,
): Omit<Download, 'id' | 'addedAtMs' | 'position'> {
  return {
    url,
    directory: path.resolve(wish.directory ?? defaultFolder),
    wishedName: wish.name ?? null,
    headers: wish.headers,
    options: {
      connections: wish.connections,
      limitBytesPerSecond: wish.limitBytesPerSecond,
      maxAttempts: wish.maxAttempts,
      retryWaitMs: wish.retryWaitMs,
      checksum: wish.checksum,
      checksumFrom: wish.checksumFrom,
      onNameTaken: wish.onNameTaken,
    },
    state: { kind: paused ? 'paused' : 'queued' },
    priority: wish.priority,
    failures: 0,
    facts: null,
    reservation: null,
    durable: [],
    answers: [],
    isNewLink: false,
    stamp: null,
  };
}

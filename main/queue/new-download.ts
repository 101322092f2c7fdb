import path from 'node:path';
import type { RefusedLink } from '../../shared/contract.ts';
import type { NewDownload } from '../../shared/new-download.ts';
import { parseLink } from '../../shared/url.ts';
import type { Download } from '../store/download-record.ts';

/** A wish as the download that will be stored. `links` are the parsed forms of the wish's. */
export function toDownload(
  wish: NewDownload,
  links: { readonly url: string; readonly mirrors: readonly string[] },
  defaultFolder: string,
  paused: boolean,
): Omit<Download, 'id' | 'addedAtMs' | 'position'> {
  return {
    ...links,
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
    relocation: null,
    category: wish.category,
    isFromMetalink: false,
  };
}

/** The other links to the file of `url`, each once, and those that are none. */
export function parseMirrors(
  inputs: readonly string[],
  url: string,
): { readonly mirrors: readonly string[]; readonly refused: readonly RefusedLink[] } {
  const mirrors = new Set<string>();
  const refused: RefusedLink[] = [];
  for (const input of inputs) {
    const link = parseLink(input);
    if (!link.ok) refused.push({ input: link.input, code: link.code });
    else if (link.url !== url) mirrors.add(link.url);
  }
  return { mirrors: [...mirrors], refused };
}

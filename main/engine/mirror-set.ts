import { contiguousPrefix, type ByteRange, type ByteRanges } from '../../shared/byte-range.ts';
import type { HostOptions } from './host-options.ts';
import { welcomeMirror } from './mirror-welcome.ts';
import { toNetworkError } from './network-error.ts';
import { OVERLAP_BYTES } from './overlap.ts';
import type { PartFile } from './part-file.ts';
import type { Asker, Opening } from './probe.ts';
import type { MirrorRequest } from './transfer-request.ts';
import type { RangeFetcher } from './range-fetcher.ts';
import { SegmentOpener } from './segment-opener.ts';
import { TransferError } from './transfer-error.ts';

/** Hosts beside the first one that bring bytes at once: of hundreds of mirrors a few fill any line. */
const MAX_MIRRORS_AT_ONCE = 4;
/** With less than this to come a mirror is not worth its requests. */
const WORTH_BYTES = 2 * 1024 * 1024;

/** The reason with which looks at mirrors end; without one an error with its stack would be made for each file. */
const CLOSED = Symbol('closed');

/**
 * Mirrors of which no later start can hope for anything. That the bytes of two hosts differ does not tell which of them is
 * wrong, and so strikes none.
 */
const USELESS: ReadonlySet<string> = new Set(['server.notFound', 'server.gone', 'checksum.mismatch']);

export type MirrorSetOptions = {
  readonly askerFor: (mirror: MirrorRequest) => Asker;
  readonly hostOptions: (mirror: MirrorRequest, opener: SegmentOpener, opening: Opening) => HostOptions;
  readonly known: { readonly sizeBytes: number; readonly contentType: string | null };
  readonly part: Pick<PartFile, 'read'>;
  readonly fetcher: Pick<RangeFetcher, 'addHost' | 'dropHost' | 'hosts' | 'missingBytes' | 'flush'>;
  readonly written: () => ByteRanges;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onJoined: (host: string, mirror: MirrorRequest) => void;
  readonly onDropped: (host: string, failure: TransferError) => void;
  /** Never worth asking again. */
  readonly onUseless: (url: string) => void;
};

/**
 * The mirrors of a transfer: each is asked for a piece of what is there already, and joins when its bytes are the same. One
 * that lies, fails or crawls is dropped, and the next takes its place.
 *
 * Ends with `close()`, after the signal or when everything has come.
 */
export class MirrorSet {
  readonly #options: MirrorSetOptions;
  readonly #controller = new AbortController();
  #waiting: readonly MirrorRequest[] = [];
  /** Asked before, whatever came of it. */
  readonly #asked = new Set<string>();
  /** Hosts that are let go of because their links are wanted no longer. */
  readonly #unwanted = new Set<string>();
  /** By the host that brings the bytes. */
  readonly #joined = new Map<string, MirrorRequest>();
  readonly #joining = new Set<Promise<void>>();
  #sample: ByteRange | null = null;
  #isFlushing = false;

  constructor(options: MirrorSetOptions) {
    this.#options = options;
  }

  /** From now on these may be asked; others that bring bytes are let go of. */
  set(mirrors: readonly MirrorRequest[]): void {
    if (this.#controller.signal.aborted) return;
    const wanted = new Set(mirrors.map(({ url }) => url));
    this.#waiting = mirrors.filter(({ url }) => !this.#asked.has(url));
    for (const [host, { url }] of this.#joined) {
      if (wanted.has(url)) continue;
      this.#unwanted.add(host);
      this.#options.fetcher.dropHost(host, new TransferError('network.stalled', 'not wanted any more'));
    }
    this.noteWritten();
    this.#invite();
  }

  /** Bytes have been written: with enough of them mirrors can be compared. */
  noteWritten(): void {
    if (this.#sample !== null || this.#waiting.length === 0) return;
    this.#sample = sampleOf(this.#options.written());
    this.#invite();
  }

  /** Bytes came and may not be written yet. */
  noteReceived(bytes: number): void {
    if (this.#sample !== null || this.#isFlushing || this.#waiting.length === 0 || bytes < OVERLAP_BYTES) return;
    this.#isFlushing = true;
    // What goes wrong on the disk is told by the connections themselves.
    void this.#options.fetcher.flush().catch(() => {});
  }

  /** Nothing more comes from a host. */
  noteOver(host: string, failure: TransferError): void {
    const mirror = this.#joined.get(host);
    this.#joined.delete(host);
    if (this.#unwanted.has(host)) return;
    this.#options.onDropped(host, failure);
    if (mirror !== undefined && USELESS.has(failure.code)) this.#options.onUseless(mirror.url);
    this.#invite();
  }

  async close(): Promise<void> {
    this.#waiting = [];
    this.#controller.abort(CLOSED);
    await Promise.all(this.#joining);
  }

  #invite(): void {
    const { fetcher } = this.#options;
    if (this.#sample === null || fetcher.missingBytes < WORTH_BYTES) return;
    while (this.#joined.size + this.#joining.size < MAX_MIRRORS_AT_ONCE) {
      const [next, ...rest] = this.#waiting;
      if (next === undefined) return;
      this.#waiting = rest;
      this.#asked.add(next.url);
      const joining = this.#welcome(next, this.#sample).finally(() => {
        this.#joining.delete(joining);
        this.#invite();
      });
      this.#joining.add(joining);
    }
  }

  /** Never throws. */
  async #welcome(mirror: MirrorRequest, sample: ByteRange): Promise<void> {
    const { askerFor, known, part, idleTimeoutMs, signal, fetcher, hostOptions } = this.#options;
    const own = AbortSignal.any([signal, this.#controller.signal]);
    const asker = askerFor(mirror);
    let opening: Opening;
    try {
      opening = await welcomeMirror({ asker: { ...asker, signal: own }, known, sample, part, idleTimeoutMs });
    } catch (error) {
      if (own.aborted) return;
      const failure = toNetworkError(error);
      this.#options.onDropped(new URL(mirror.url).host, failure);
      if (USELESS.has(failure.code)) this.#options.onUseless(mirror.url);
      return;
    }
    const { host } = new URL(opening.accepted.answer.target.url);
    // Two links that lead to one host are not two hosts.
    if (own.aborted || fetcher.hosts.includes(host)) return;
    this.#joined.set(host, mirror);
    this.#options.onJoined(host, mirror);
    fetcher.addHost(host, hostOptions(mirror, new SegmentOpener(asker, opening), opening));
  }
}

/** The beginning of the file, where formats put what distinguishes them; it comes first. `null` until it is there. */
function sampleOf(written: ByteRanges): ByteRange | null {
  return contiguousPrefix(written) >= OVERLAP_BYTES ? { start: 0, end: OVERLAP_BYTES } : null;
}

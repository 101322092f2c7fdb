import type { DownloadFailure } from '../../shared/download-error.ts';

/** A line is suspected for so long at most: links that are dead for good must come to an end. In milliseconds. */
const SUSPECTED_FOR_MS = 2 * 3_600_000;

/** No answer came from anywhere near the server. Refused, reset and "no such host" are answers, if not the wished ones. */
const SILENT_CODES: ReadonlySet<string> = new Set(['network.timedOut', 'network.stalled', 'network.unreachable']);
/** What this computer or its name server says by itself: no route, and no answer about any name. */
const OWN_ERRORS = /^(?:EAI_AGAIN|ENETUNREACH|ENETDOWN)\b/u;

/**
 * Whether the line is down although the system has an address (Wi-Fi without Internet, a name server that is away): judged by
 * what was heard lately. One server that says nothing may be gone; two, or a computer that finds no way by itself, and nothing
 * heard from anyone since, is the line.
 */
export class LineSilence {
  #sinceMs: number | null = null;
  readonly #hosts = new Set<string>();

  /** Some server on the way answered something. @returns whether there had been silence. */
  heard(): boolean {
    const wasSilent = this.#sinceMs !== null;
    this.#sinceMs = null;
    this.#hosts.clear();
    return wasSilent;
  }

  /** Takes note of a failure. @returns whether it seems to be the line's. @param nowMs of the steady clock. */
  isOfLine(host: string, { code, detail }: DownloadFailure, nowMs: number): boolean {
    const isOwn = OWN_ERRORS.test(detail);
    if (!isOwn && !SILENT_CODES.has(code)) return false;
    this.#sinceMs ??= nowMs;
    if (this.#hosts.size < 2) this.#hosts.add(host);
    return (isOwn || this.#hosts.size > 1) && nowMs - this.#sinceMs <= SUSPECTED_FOR_MS;
  }
}

import type { DownloadId } from '../../shared/download.ts';
import type { HostFactKind } from '../../shared/host-fact.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import type { TimelineEntry, TimelineNote } from '../../shared/timeline.ts';
import type { EngineEvent } from './protocol.ts';
import { withoutSecrets } from './transfer-error.ts';

/** What happened in one run and is worth telling besides its bytes; anything that works for the run may write to it. */
export type Recorder = {
  /** A line of the timeline as it is, such as a request, with what was answered to it. */
  readonly entry: (entry: TimelineEntry, answer?: ServerAnswer) => void;
  /** A decision, told once a run for each detail. `detail` loses what looks like a secret. */
  readonly note: (note: TimelineNote, detail?: string) => void;
  /** Something about the server that answered at `url`, worth remembering. */
  readonly learn: (url: string, fact: HostFactKind, value?: number) => void;
};

/** Lines of requests in one run; a file in thousands of small ranges must not drive out everything else. */
const MAX_REQUESTS = 200;
/** Different notes in one run. */
const MAX_NOTES = 200;

type Sink = (event: EngineEvent) => void;

/**
 * The recorder of one run. Lines are gathered and told in one event at the end of the turn, or before any other event of
 * the run (`tell`). After `close` it takes nothing, so that nothing is told after the run's end.
 */
export class TransferRecorder implements Recorder {
  readonly #id: DownloadId;
  readonly #run: number;
  readonly #post: Sink;
  #entries: TimelineEntry[] = [];
  #answer: ServerAnswer | null = null;
  #requests = 0;
  readonly #notes = new Set<string>();
  #isClosed = false;

  constructor(of: { readonly id: DownloadId; readonly run: number }, post: Sink) {
    this.#id = of.id;
    this.#run = of.run;
    this.#post = post;
  }

  entry(entry: TimelineEntry, answer?: ServerAnswer): void {
    if (this.#isClosed) return;
    // The last one, also of a request that gets no line: it goes with the next line, such as that of the end.
    this.#answer = answer ?? this.#answer;
    if (entry.kind === 'request') this.#requests += 1;
    if (entry.kind === 'request' && this.#requests > MAX_REQUESTS) return;
    if (this.#entries.length === 0) setImmediate(() => this.tell());
    this.#entries.push(entry);
  }

  note(note: TimelineNote, detail = ''): void {
    const key = `${note} ${detail}`;
    if (this.#notes.has(key) || this.#notes.size >= MAX_NOTES) return;
    this.#notes.add(key);
    this.entry({ kind: 'note', atMs: Date.now(), note, detail: withoutSecrets(detail) });
  }

  learn(url: string, fact: HostFactKind, value = 1): void {
    this.#learn({ url, fact, value });
  }

  /** The same recorder for what is asked for by a mirror's link. */
  forMirror(link: string): Recorder {
    const linkHost = new URL(link).host;
    return {
      entry: (entry) => this.entry(entry),
      note: (note, detail) => this.note(note, detail),
      learn: (url, fact, value = 1) => this.#learn({ url, fact, value, linkHost }),
    };
  }

  #learn({ url, ...learned }: { url: string; fact: HostFactKind; value: number; linkHost?: string }): void {
    if (this.#isClosed) return;
    this.tell();
    // Without the credentials and, when it is the scheme's own, without the port.
    const { host } = new URL(url);
    this.#post({ kind: 'learned', id: this.#id, run: this.#run, host, ...learned });
  }

  /** Tells what was gathered. */
  tell(): void {
    const entries = this.#entries;
    const answer = this.#answer;
    if (entries.length === 0) return;
    this.#entries = [];
    this.#answer = null;
    this.#post({ kind: 'noted', id: this.#id, run: this.#run, entries, answer });
  }

  /** Tells what was gathered and takes no more. */
  close(): void {
    const unnoted = this.#requests - MAX_REQUESTS;
    if (unnoted > 0) this.entry({ kind: 'note', atMs: Date.now(), note: 'moreRequests', detail: String(unnoted) });
    this.tell();
    this.#isClosed = true;
  }
}

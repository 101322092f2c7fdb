import type { SpeedHistory } from '../../shared/details-calls.ts';
import type { DownloadId } from '../../shared/download.ts';

const SAMPLE_MS = 1000;
/** Samples of the last minute. */
const MINUTE_SAMPLES = 60;
/** Samples of a whole life; when there are more, pairs of them become one. */
const LIFE_SAMPLES = 240;
/** Downloads whose history is kept, the latest. One takes some 2 kB. */
const MAX_TRACKS = 200;

/** How fast one thing was, sampled about once a second while it runs. */
export class SpeedTrack {
  #minute: number[] = [];
  #life: number[] = [];
  #lifeEveryMs = SAMPLE_MS;
  /** What came in since the last sample of the life, which may be longer than a second. */
  #pending = { bytes: 0, ms: 0 };
  #lastMs: number | null = null;

  /** So many bytes came since the time before. The first call only begins. */
  note(bytes: number, nowMs: number): void {
    const sinceMs = this.#lastMs === null ? 0 : nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (sinceMs <= 0) return;
    const seconds = Math.max(Math.round(sinceMs / SAMPLE_MS), 1);
    const samples = Array.from({ length: Math.min(seconds, MINUTE_SAMPLES) }, () => (bytes * 1000) / sinceMs);
    this.#minute = [...this.#minute, ...samples].slice(-MINUTE_SAMPLES);
    this.#addToLife(bytes, sinceMs);
  }

  /** Nothing ran for a while: the next call of `note` begins anew. */
  rest(): void {
    this.#lastMs = null;
  }

  /** The last minute up to now, and the whole time in which it ran. */
  tell(nowMs: number): SpeedHistory {
    const silentSeconds = this.#lastMs === null ? 0 : Math.max(Math.floor((nowMs - this.#lastMs) / SAMPLE_MS) - 1, 0);
    const silence = Array.from({ length: Math.min(silentSeconds, MINUTE_SAMPLES) }, () => 0);
    return {
      minute: [...this.#minute, ...silence].slice(-MINUTE_SAMPLES),
      life: this.#life,
      lifeEveryMs: this.#lifeEveryMs,
    };
  }

  #addToLife(bytes: number, ms: number): void {
    this.#pending = { bytes: this.#pending.bytes + bytes, ms: this.#pending.ms + ms };
    if (this.#pending.ms < this.#lifeEveryMs) return;
    this.#life = [...this.#life, (this.#pending.bytes * 1000) / this.#pending.ms];
    this.#pending = { bytes: 0, ms: 0 };
    if (this.#life.length <= LIFE_SAMPLES) return;
    this.#life = halve(this.#life);
    this.#lifeEveryMs *= 2;
  }
}

function halve(samples: readonly number[]): number[] {
  const halved: number[] = [];
  for (let index = 0; index < samples.length; index += 2) {
    const pair = samples.slice(index, index + 2);
    halved.push(pair.reduce((sum, sample) => sum + sample, 0) / pair.length);
  }
  return halved;
}

/** What runs at one moment. */
export type RunningBytes = { readonly id: DownloadId; readonly receivedBytes: number };

/** How fast all downloads and each of the latest were, since Sluice started. Nothing is sampled while nothing runs. */
export class SpeedHistories {
  readonly #total = new SpeedTrack();
  readonly #tracks = new Map<DownloadId, SpeedTrack>();
  #received = new Map<DownloadId, number>();
  #sampledAtMs = -Infinity;

  /** Takes a sample, if the last one is old enough. `running` is read only then. */
  note(running: () => readonly RunningBytes[], nowMs: number): void {
    // A little early is in time: progress comes four times a second.
    if (nowMs - this.#sampledAtMs < SAMPLE_MS * 0.9) return;
    this.#sampledAtMs = nowMs;
    const received = new Map<DownloadId, number>();
    let total = 0;
    for (const { id, receivedBytes } of running()) {
      received.set(id, receivedBytes);
      const bytes = Math.max(receivedBytes - (this.#received.get(id) ?? receivedBytes), 0);
      total += bytes;
      this.#trackOf(id).note(bytes, nowMs);
    }
    for (const id of this.#received.keys()) if (!received.has(id)) this.#tracks.get(id)?.rest();
    this.#received = received;
    this.#total.note(total, nowMs);
    if (received.size === 0) this.#total.rest();
  }

  /** The history of one download, or of all together for `null`. */
  tell(id: DownloadId | null, nowMs: number): SpeedHistory {
    const track = id === null ? this.#total : this.#tracks.get(id);
    return (track ?? new SpeedTrack()).tell(nowMs);
  }

  #trackOf(id: DownloadId): SpeedTrack {
    const known = this.#tracks.get(id);
    if (known !== undefined) return known;
    const track = new SpeedTrack();
    this.#tracks.set(id, track);
    const [oldest] = this.#tracks.keys();
    if (this.#tracks.size > MAX_TRACKS && oldest !== undefined) this.#tracks.delete(oldest);
    return track;
  }
}

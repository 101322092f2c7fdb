import type { DownloadId } from '../../shared/download.ts';

/** A download that could start now. */
export type Candidate = { readonly id: DownloadId; readonly host: string };

export type ScheduleInput = {
  /** In the order in which they should start. May be lazy: no more is read than is needed. */
  readonly candidates: Iterable<Candidate>;
  /** Downloads that hold a place already, by host. */
  readonly runningByHost: ReadonlyMap<string, number>;
  readonly maxActive: number;
  readonly maxPerHost: number;
  /** Hosts that asked to be left alone until a time (Retry-After), in wall-clock milliseconds. */
  readonly heldHosts: ReadonlyMap<string, number>;
  readonly nowMs: number;
};

/** Which downloads start now, in order. Pure: the same input gives the same answer. */
export function schedule(input: ScheduleInput): DownloadId[] {
  const places = new Map(input.runningByHost);
  let free = input.maxActive;
  for (const running of places.values()) free -= running;
  const started: DownloadId[] = [];
  if (free <= 0) return started;
  for (const { id, host } of input.candidates) {
    if ((input.heldHosts.get(host) ?? 0) > input.nowMs) continue;
    const onHost = places.get(host) ?? 0;
    if (onHost >= input.maxPerHost) continue;
    places.set(host, onHost + 1);
    started.push(id);
    free -= 1;
    if (free === 0) break;
  }
  return started;
}

/** The earliest of the times after now at which it is worth scheduling again; `null` when nothing waits for a time. */
export function nextWakeMs(timesMs: Iterable<number>, nowMs: number): number | null {
  let earliest: number | null = null;
  for (const time of timesMs) {
    if (time > nowMs && (earliest === null || time < earliest)) earliest = time;
  }
  return earliest;
}

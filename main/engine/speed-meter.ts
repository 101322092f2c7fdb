/** Bytes counted at a time. */
export type SpeedSample = { readonly atMs: number; readonly bytes: number };

/** How far back the speed looks: short enough to follow the line, long enough to be read. */
const WINDOW_MS = 3000;

/** The samples with one more, without those that have left the window; one from before it stays as its left edge. */
export function addSample(samples: readonly SpeedSample[], sample: SpeedSample): readonly SpeedSample[] {
  const inside = samples.findIndex((old) => old.atMs > sample.atMs - WINDOW_MS);
  const from = inside === -1 ? samples.length - 1 : inside - 1;
  return [...samples.slice(Math.max(0, from)), sample];
}

/** Bytes per second over the samples; 0 when there is nothing to compare. */
export function bytesPerSecond(samples: readonly SpeedSample[]): number {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
  // A count that went back means a restart: it has no speed yet.
  return Math.max(0, ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000);
}

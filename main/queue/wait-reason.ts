import type { WaitReason } from '../../shared/wait-reason.ts';
import type { HostLoad } from './scheduler.ts';
import type { HoldReason } from './system-hold.ts';

/** What the scheduler looks at, for one download that waits. */
export type WaitFacts = {
  /** Why the system holds everything back; `null` when it does not. */
  readonly systemHold: HoldReason | null;
  readonly isOffline: boolean;
  /** Until when its host wants to be left alone; `null` when it does not. */
  readonly hostHeldUntilMs: number | null;
  readonly isDiskFull: boolean;
  /** A run of it has not ended yet. */
  readonly isRunning: boolean;
  /** All downloads that run. */
  readonly running: number;
  readonly load: HostLoad;
  readonly maxActive: number;
  readonly maxPerHost: number;
  readonly connectionLimit: number | null;
};

/**
 * Why a queued download does not start: what would hold it longest first, and what anyone may meet last. `null` when nothing
 * holds it, because its turn has not come yet. Pure; the other side of `schedule`.
 */
export function waitReason(facts: WaitFacts): WaitReason | null {
  const { maxActive, maxPerHost, load, connectionLimit } = facts;
  if (facts.isRunning) return { kind: 'lettingGo' };
  if (facts.systemHold !== null) return { kind: facts.systemHold };
  if (facts.isOffline) return { kind: 'offline' };
  if (facts.hostHeldUntilMs !== null) return { kind: 'host', untilMs: facts.hostHeldUntilMs };
  if (facts.isDiskFull) return { kind: 'disk' };
  if (facts.running >= maxActive) return { kind: 'places', limit: maxActive };
  if (load.transfers + load.guests >= maxPerHost) return { kind: 'hostPlaces', limit: maxPerHost };
  // As in `schedule`, even a host that refuses nearly everything takes one.
  const limit = connectionLimit === null ? null : Math.max(connectionLimit, 1);
  if (limit !== null && load.connections >= limit) return { kind: 'connections', limit };
  return null;
}

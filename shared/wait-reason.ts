import { assertNever } from './assert-never.ts';
import { fillText } from './fill-text.ts';
import { WAIT_WORDS } from './words.ts';

/**
 * Why a queued download does not start now.
 *
 * - `battery`, `metered`, `offline`: everything waits (the settings `pauseOnBattery`, `pauseOnMetered`; no network).
 * - `host`: its server asked to be left alone until `untilMs` by the wall clock (Retry-After).
 * - `disk`: the disk of its folder is full, and another download carries the question.
 * - `lettingGo`: its last connections are still being closed.
 * - `places`: `limit` downloads run already; `hostPlaces`: `limit` of its server do.
 * - `connections`: its server allows `limit` connections at a time, and others use them.
 */
export type WaitReason =
  | { readonly kind: 'battery' | 'metered' | 'offline' | 'disk' | 'lettingGo' }
  | { readonly kind: 'host'; readonly untilMs: number }
  | { readonly kind: 'places' | 'hostPlaces' | 'connections'; readonly limit: number };

/** The reason in one sentence. @param clock a time of day as the reader writes it. */
export function waitText(reason: WaitReason, clock: (ms: number) => string): string {
  switch (reason.kind) {
    case 'battery':
    case 'metered':
    case 'offline':
    case 'disk':
    case 'lettingGo':
      return WAIT_WORDS[reason.kind];
    case 'host':
      return fillText(WAIT_WORDS.host, { time: clock(reason.untilMs) });
    case 'places':
    case 'hostPlaces':
    case 'connections':
      return fillText(WAIT_WORDS[reason.kind], { count: String(reason.limit) });
    default:
      return assertNever(reason);
  }
}

/** Whether it is only the order of things, and not something that went wrong. */
export function isUsualWait({ kind }: WaitReason): boolean {
  return kind === 'places' || kind === 'hostPlaces' || kind === 'lettingGo';
}

/** Whether two reasons say the same. */
export function isSameWait(a: WaitReason | null, b: WaitReason | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

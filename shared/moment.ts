/**
 * One look at both clocks, in milliseconds. The wall clock may be set, and jumps when the computer wakes; the steady one
 * only runs on, and on most systems stands still while the computer sleeps.
 */
export type Moment = { readonly wallMs: number; readonly steadyMs: number };

/** Reached when either clock says so: setting the wall clock back delays nothing, and sleep counts as time. */
export type Deadline = Moment;

/** The wall clock got further than the steady one by more than this: the computer slept, or the clock was set. */
const JUMP_MS = 10_000;

/** The deadline at a time of the wall clock, but never more than `longestMs` from now. */
export function deadlineAt(now: Moment, wallAtMs: number, longestMs: number): Deadline {
  const delayMs = Math.min(Math.max(wallAtMs - now.wallMs, 0), longestMs);
  return { wallMs: wallAtMs, steadyMs: now.steadyMs + delayMs };
}

/** Whether a deadline has been reached. */
export function isPast(deadline: Deadline, now: Moment): boolean {
  return deadline.wallMs <= now.wallMs || deadline.steadyMs <= now.steadyMs;
}

/** How long until a deadline is reached if no clock jumps; 0 when it has been. */
export function msUntil(deadline: Deadline, now: Moment): number {
  return Math.max(0, Math.min(deadline.wallMs - now.wallMs, deadline.steadyMs - now.steadyMs));
}

/** Whether the computer seems to have slept between two looks, which needs no more than a wall clock that jumped ahead. */
export function hasJumped(before: Moment, now: Moment): boolean {
  return now.wallMs - before.wallMs - (now.steadyMs - before.steadyMs) > JUMP_MS;
}

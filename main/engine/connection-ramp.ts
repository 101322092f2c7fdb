/**
 * How many connections a transfer tries when nobody said how many: 1, 4, 8, 16 while each step pays, and back to the last
 * that did. Hill climbing on the goodput of the whole transfer; pure. Why it is so: `docs/decisions/connection-ramp.md`.
 */
export type Ramp = {
  /** How many it should have now. */
  readonly target: number;
  readonly most: number;
  /** The last number that paid, and what it brought; `null` until a number was measured. */
  readonly paid: { readonly connections: number; readonly bytesPerSecond: number } | null;
  readonly phase: Phase;
  /** The next rest, in milliseconds: it grows with each climb that was in vain. */
  readonly restMs: number;
};

type Phase =
  /** Until as many read as are wanted. `asked`: when they were wanted; `null` before anybody looked. */
  | { readonly kind: 'opening'; readonly asked: Mark | null }
  /** Until newcomers have come up to speed, or need not be waited for. `all`: when all were seen to read; `looked`: the last look. */
  | { readonly kind: 'settling'; readonly asked: Mark; readonly all: Mark; readonly looked: Mark }
  | { readonly kind: 'measuring'; readonly asked: Mark; readonly settled: Mark }
  /** Stays as it is for a while. */
  | { readonly kind: 'resting'; readonly since: Mark; readonly untilMs: number }
  /** More than pay bring the last bytes together, and nothing is tried any more. */
  | { readonly kind: 'ending' };

/** What had come at some time. */
type Mark = { readonly atMs: number; readonly bytes: number };

export type RampView = {
  readonly nowMs: number;
  /** All that has come so far. */
  readonly receivedBytes: number;
  /** All that has yet to come. */
  readonly missingBytes: number;
  readonly reading: number;
  /** As many as the server allows. */
  readonly allowed: number;
  /** From asking to the answer: two round trips or more. */
  readonly answerMs: number;
};

const NEVER: Mark = { atMs: -Infinity, bytes: 0 };
/** Twice the connections must bring this much more: less is noise, or taken from others on the same line. */
const WORTHWHILE_GAIN = 1.1;
/** A measurement shorter than this is of the chunks and not of the line, in milliseconds. */
const LEAST_MEASURE_MS = 100;
const LEAST_SETTLE_MS = 50;
/** TCP's window opens within some round trips; `answerMs` is two. */
const ANSWERS_TO_SETTLE = 2;
const ANSWERS_TO_MEASURE = 2;
/**
 * Each of more bringing as much as each of fewer did is proof that neither the line nor the server is full, however soon it is seen:
 * those that have yet to come up to speed only bring less. Much more is a burst, which says nothing about what follows.
 */
const EACH_AS_MUCH = { least: 0.9, most: 1.25 };
/** Since the last look at least this part of what is expected has come, or it was a burst after all. */
const STILL_COMES = 0.5;
/** A few chunks of each, in milliseconds: a little less than from one look to the next. */
const LEAST_PROOF_MS = 40;
/** No gain is believed only when it lasts for so many measurements: a wrong no costs seconds, a wrong yes one step. */
const MEASUREMENTS_BEFORE_NO = 3;
/**
 * After one connection, so many: where two pay four nearly always do, and a step takes six round trips or more, in which a line
 * that needs many is hardly used.
 */
const SECOND_STEP = 4;
const FIRST_REST_MS = 3000;
/**
 * When it has rested for so long, in milliseconds, it looks whether at least this part of what paid comes. If not, what was measured was
 * the burst with which a server begins (nginx's `limit_rate` sends a second's bytes at once), and says nothing.
 */
const BURST_OVER_MS = 1000;
const MUCH_LESS = 0.5;
const LONGEST_REST_MS = 60_000;
/**
 * So long before the end twice the connections are wanted where several pay. As many as just fill the line leave it half empty while they end
 * one after the other, and whoever takes over needs one answer's time to be asked and two or three to come up to speed.
 */
const ANSWERS_TO_END = 10;

/** A ramp from the beginning, or from what paid the last time. */
export function startRamp(most: number, paidBefore: number | null): Ramp {
  return {
    target: Math.max(1, Math.min(paidBefore ?? 1, most)),
    most,
    paid: null,
    phase: { kind: 'opening', asked: null },
    restMs: FIRST_REST_MS,
  };
}

/** The ramp a moment later. To be asked every few tens of milliseconds. */
export function stepRamp(ramp: Ramp, view: RampView): Ramp {
  if (view.allowed < ramp.target) return lower(ramp, view);
  const { phase } = ramp;
  switch (phase.kind) {
    case 'opening':
      if (view.reading < ramp.target) return phase.asked === null ? open(ramp, view) : ramp;
      // What is measured of one in the time that asking takes is how its window opens: four are asked for meanwhile.
      if (ramp.target === 1 && ramp.paid === null && view.answerMs >= LEAST_MEASURE_MS) return climb(ramp, view);
      return settle(ramp, phase.asked ?? markOf(view), view);
    case 'settling': {
      if (view.reading < ramp.target) return open(ramp, view);
      const proved = proveEach(ramp, phase, view);
      if (proved !== null) return climb({ ...ramp, paid: proved }, view);
      const isOver = view.nowMs - phase.all.atMs >= Math.max(LEAST_SETTLE_MS, ANSWERS_TO_SETTLE * view.answerMs);
      if (!isOver) return { ...ramp, phase: { ...phase, looked: markOf(view) } };
      return { ...ramp, phase: { kind: 'measuring', asked: phase.asked, settled: markOf(view) } };
    }
    case 'measuring':
      if (view.reading < ramp.target) return open(ramp, view);
      return measure(ramp, phase, view);
    case 'resting':
      return stepResting(ramp, phase.untilMs, view);
    case 'ending':
      return ramp;
    default:
      return phase;
  }
}

/** In how many milliseconds the ramp wants to be looked at again; `null` for as often as while it climbs. */
export function nextLookMs(ramp: Ramp, view: RampView): number | null {
  const { phase } = ramp;
  if (phase.kind === 'ending') return Infinity;
  if (phase.kind !== 'resting') return null;
  const restedMs = view.nowMs - phase.since.atMs;
  const untilBurstIsOverMs = restedMs < BURST_OVER_MS ? BURST_OVER_MS - restedMs : Infinity;
  return Math.min(phase.untilMs - view.nowMs, untilEndingMs(ramp, view), untilBurstIsOverMs);
}

/** The same, but it tries again at once: the line may carry more now. */
export function wakeRamp(ramp: Ramp): Ramp {
  if (ramp.phase.kind !== 'resting' && ramp.phase.kind !== 'ending') return ramp;
  return { ...ramp, phase: { kind: 'resting', since: NEVER, untilMs: -Infinity }, restMs: FIRST_REST_MS };
}

/** How many have shown that they pay; `null` before anything was measured. */
export function paidConnections(ramp: Ramp): number | null {
  return ramp.paid?.connections ?? null;
}

function stepResting(ramp: Ramp, untilMs: number, view: RampView): Ramp {
  const isTold = untilMs === -Infinity;
  if (!isTold && untilEndingMs(ramp, view) <= 0) {
    return { ...ramp, target: Math.min(ramp.most, 2 * ramp.target), phase: { kind: 'ending' } };
  }
  if (!isTold && wasBurst(ramp, view)) return open({ ...ramp, paid: null }, view);
  if (view.nowMs < untilMs) return ramp;
  // A try in vain costs as much as ever, and there is less and less to win.
  if (!isTold && leftMs(ramp, view) < ramp.restMs) return rest(ramp, view);
  // What paid is measured anew first: the line may be another by now.
  return open({ ...ramp, paid: null }, view);
}

/** Whether what paid turned out to be a burst: far less has come since. */
function wasBurst({ paid, phase, target, most }: Ramp, view: RampView): boolean {
  if (paid === null || target === most || phase.kind !== 'resting') return false;
  const isOver = view.nowMs - phase.since.atMs >= BURST_OVER_MS;
  return isOver && speedSince(phase.since, view) < MUCH_LESS * paid.bytesPerSecond;
}

/** In how many milliseconds the last bytes are to be brought by more; `Infinity` where that would be of no use. */
function untilEndingMs(ramp: Ramp, view: RampView): number {
  const isUseful = 1 < ramp.target && ramp.target < ramp.most;
  return isUseful ? leftMs(ramp, view) - ANSWERS_TO_END * view.answerMs : Infinity;
}

/** What is missing will take so long; `Infinity` where no speed is known. What was measured may have been a burst. */
function leftMs({ paid, phase }: Ramp, view: RampView): number {
  if (paid === null) return Infinity;
  const isLong = phase.kind === 'resting' && view.nowMs - phase.since.atMs >= LEAST_MEASURE_MS;
  const bytesPerSecond = isLong ? speedSince(phase.since, view) : paid.bytesPerSecond;
  // When all has come, nothing is missing and nothing comes.
  return bytesPerSecond > 0 ? (view.missingBytes / bytesPerSecond) * 1000 : Infinity;
}

/** The server lets fewer work: that is the most, and it is kept. */
function lower(ramp: Ramp, view: RampView): Ramp {
  const target = Math.max(1, view.allowed);
  return rest({ ...ramp, target, most: target }, view);
}

function settle(ramp: Ramp, asked: Mark, view: RampView): Ramp {
  return { ...ramp, phase: { kind: 'settling', asked, all: markOf(view), looked: markOf(view) } };
}

/** What they bring, when each brings as much as when fewer were measured; `null` when that is not so or not seen yet. */
function proveEach({ paid, target }: Ramp, phase: Extract<Phase, { kind: 'settling' }>, view: RampView): Ramp['paid'] {
  if (paid === null || view.nowMs - phase.all.atMs < Math.max(LEAST_PROOF_MS, view.answerMs)) return null;
  const expected = (paid.bytesPerSecond / paid.connections) * target;
  const bytesPerSecond = speedSince(phase.all, view);
  const isAsMuch = EACH_AS_MUCH.least * expected <= bytesPerSecond && bytesPerSecond <= EACH_AS_MUCH.most * expected;
  const stillComes = speedSince(phase.looked, view) >= STILL_COMES * expected;
  return isAsMuch && stillComes ? { connections: target, bytesPerSecond } : null;
}

function measure(ramp: Ramp, phase: Extract<Phase, { kind: 'measuring' }>, view: RampView): Ramp {
  const ms = view.nowMs - phase.settled.atMs;
  const measureMs = Math.max(LEAST_MEASURE_MS, ANSWERS_TO_MEASURE * view.answerMs);
  if (ms < measureMs) return ramp;
  // Some servers begin with a burst and fall silent then: it is over before all have come up to speed.
  const bytesPerSecond = Math.max(speedSince(phase.settled, view), speedSince(phase.asked, view));
  if (ramp.paid === null || bytesPerSecond >= ramp.paid.bytesPerSecond * wanted(ramp.target, ramp.paid.connections)) {
    return climb({ ...ramp, paid: { connections: ramp.target, bytesPerSecond } }, view);
  }
  if (ms < MEASUREMENTS_BEFORE_NO * measureMs) return ramp;
  return rest({ ...ramp, target: ramp.paid.connections, restMs: Math.min(LONGEST_REST_MS, 2 * ramp.restMs) }, view);
}

function open(ramp: Ramp, view: RampView): Ramp {
  return { ...ramp, phase: { kind: 'opening', asked: markOf(view) } };
}

function markOf({ nowMs, receivedBytes }: RampView): Mark {
  return { atMs: nowMs, bytes: receivedBytes };
}

function speedSince(mark: Mark, { nowMs, receivedBytes }: RampView): number {
  return ((receivedBytes - mark.bytes) / (nowMs - mark.atMs)) * 1000;
}

/** The gain that so many must bring over so many. */
function wanted(connections: number, before: number): number {
  return WORTHWHILE_GAIN ** Math.log2(connections / before);
}

function climb(ramp: Ramp, view: RampView): Ramp {
  if (ramp.target >= ramp.most) return rest(ramp, view);
  const next = ramp.target === 1 ? SECOND_STEP : 2 * ramp.target;
  return open({ ...ramp, target: Math.min(ramp.most, next) }, view);
}

function rest(ramp: Ramp, view: RampView): Ramp {
  return { ...ramp, phase: { kind: 'resting', since: markOf(view), untilMs: view.nowMs + ramp.restMs } };
}

import { secondsToBring, type AnswerCourse } from './answer-course.ts';

/** A connection as its speed was measured over the last seconds. */
export type MeasuredConnection = {
  readonly bytesPerSecond: number;
  readonly remainingBytes: number;
  /** For how many milliseconds it has been reading. */
  readonly measuredMs: number;
  /** Since something came from it last. */
  readonly silentMs: number;
  /** Nobody has been asked to take over from it. */
  readonly replaceable: boolean;
  /** It reads from another host than the one that would be asked: its speed says nothing about that one. */
  readonly isElsewhere?: boolean;
};

/** What someone who takes over can be expected to do. */
export type Replacement = {
  /** The speed of those that have ended: it stands for the others when there are none. `null` before there was one. */
  readonly usualBytesPerSecond: number | null;
  /** How the bytes of the last answers came: some servers begin with a burst. */
  readonly courses: readonly AnswerCourse[];
  readonly answerSeconds: number;
  /** There is a place that nobody needs. */
  readonly hasFreePlace: boolean;
};

/** Others have not shown yet what they can do, in milliseconds. */
const MIN_MEASURED_MS = 3000;
/** With a place to spare, less will do. */
const MIN_MEASURED_WITH_PLACE_MS = 500;
/** Clearly below the others: at less than this part of their mean. */
const SLOW_SHARE = 0.3;
/** What ends by itself within this time is not worth a request, in seconds. */
const WORTH_SECONDS = 3;
const WORTH_WITH_PLACE_SECONDS = 0.5;
/** Silent for so long while others bring bytes is not normal, in milliseconds (Surge's bound). */
const SILENT_MS = 3000;
/** One that should be done by now is not given as long, in milliseconds beyond that time. */
const OVERDUE_MS = 50;

/**
 * Which connection should be raced by another one: of those that fell silent or are much slower than the others, the one
 * that would be the last to end, so that all would wait for it. `null`: none. Pure.
 */
export function findSlowConnection<Connection extends MeasuredConnection>(
  connections: readonly Connection[],
  replacement: Replacement,
): Connection | null {
  const last = connections.toSorted((a, b) => secondsLeft(b) - secondsLeft(a))[0];
  const candidates = connections.filter((one) => one.replaceable && one.remainingBytes > 0);
  const ofMostTime = candidates.toSorted((a, b) => secondsLeft(b) - secondsLeft(a));
  for (const one of ofMostTime) {
    const others = connections.filter((other) => other !== one);
    const usual = usualSpeed(others, replacement);
    if (usual === 0) continue;
    const secondsAnew = replacement.answerSeconds + one.remainingBytes / usual;
    const freshSeconds = secondsToBring(replacement.courses, one.remainingBytes) ?? one.remainingBytes / usual;
    if (isSilent(one, others, replacement.answerSeconds + freshSeconds)) return one;
    if (one === last && isSlow(one, usual)) return one;
    if (replacement.hasFreePlace && isWorthFreePlace(one, secondsAnew)) return one;
  }
  return null;
}

/** The mean of the others, or else what was usual. */
function usualSpeed(others: readonly MeasuredConnection[], { usualBytesPerSecond }: Replacement): number {
  const grown = others.filter(
    ({ measuredMs, isElsewhere }) => measuredMs >= MIN_MEASURED_WITH_PLACE_MS && isElsewhere !== true,
  );
  if (grown.length === 0) return usualBytesPerSecond ?? 0;
  return grown.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0) / grown.length;
}

/** When nobody has heard anything for long, it is the server or the line. */
function isSilent(one: MeasuredConnection, others: readonly MeasuredConnection[], secondsAnew: number): boolean {
  if (others.length > 0 && others.every(({ silentMs }) => silentMs >= SILENT_MS)) return false;
  return one.silentMs >= Math.min(SILENT_MS, OVERDUE_MS + 1000 * secondsAnew);
}

function isSlow(one: MeasuredConnection, usual: number): boolean {
  const isJudged = one.measuredMs >= MIN_MEASURED_MS && secondsLeft(one) >= WORTH_SECONDS;
  return isJudged && one.bytesPerSecond < SLOW_SHARE * usual;
}

function isWorthFreePlace(one: MeasuredConnection, secondsAnew: number): boolean {
  const left = secondsLeft(one);
  return one.measuredMs >= MIN_MEASURED_WITH_PLACE_MS && left >= WORTH_WITH_PLACE_SECONDS && left > 2 * secondsAnew;
}

function secondsLeft({ remainingBytes, bytesPerSecond }: MeasuredConnection): number {
  if (remainingBytes <= 0) return 0;
  return bytesPerSecond === 0 ? Infinity : remainingBytes / bytesPerSecond;
}

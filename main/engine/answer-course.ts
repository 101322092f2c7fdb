/** So many bytes of an answer had come so long after it was accepted. */
export type Arrival = { readonly ms: number; readonly bytes: number };

/**
 * How the bytes of one answer came, from its beginning on. Some servers begin with a burst and then fall silent for a while,
 * on a long line it is the other way round: what a new request would bring is best told by what the last ones brought when they
 * were as old.
 */
export type AnswerCourse = readonly Arrival[];

/** A point is worth remembering when it tells of so much more than the one before. */
const WORTHWHILE_GROWTH = 1.1;

/** The course with one more look at it, which is the latest. Of what hardly grew, only the first look and the last are kept. */
export function addArrival(course: AnswerCourse, arrival: Arrival): AnswerCourse {
  const [before, last] = [course.at(-2), course.at(-1)];
  const isSteady = before !== undefined && last !== undefined && !hasGrown(before, last) && !hasGrown(before, arrival);
  return [...(isSteady ? course.slice(0, -1) : course), arrival];
}

function hasGrown(from: Arrival, to: Arrival): boolean {
  return to.bytes > from.bytes * WORTHWHILE_GROWTH;
}

/** In how many seconds a new answer would bring so many bytes (at least 1): the middle of what these took. `null` when none brought anything. */
export function secondsToBring(courses: readonly AnswerCourse[], bytes: number): number | null {
  const all = courses.flatMap((course) => secondsIn(course, bytes) ?? []).toSorted((a, b) => a - b);
  return all[Math.floor(all.length / 2)] ?? null;
}

/** What has not come yet is taken to come as all before it did. */
function secondsIn(course: AnswerCourse, bytes: number): number | null {
  const last = course.at(-1);
  if (last === undefined || last.bytes === 0 || last.ms === 0) return null;
  if (bytes > last.bytes) return ((bytes / last.bytes) * last.ms) / 1000;
  const index = course.findIndex((arrival) => arrival.bytes >= bytes);
  const to = course[index] ?? last;
  const from = course[index - 1] ?? { ms: 0, bytes: 0 };
  return (from.ms + ((bytes - from.bytes) / (to.bytes - from.bytes)) * (to.ms - from.ms)) / 1000;
}

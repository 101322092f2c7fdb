import { createFormats } from './formats.ts';

/** The formats of this window: of its language and the user's region. Live, as the words are (`shared/words.ts`). */
export let formats = createFormats(undefined);

/**
 * Writes numbers and dates for another locale from now on.
 * @param locale BCP 47, or `undefined` for the system's own.
 */
export function setFormats(locale: string | undefined): void {
  formats = createFormats(locale);
}

/** The time for a moment of today, else the day. A row written yesterday keeps its words until it is written again. */
export function formatMoment(atMs: number): string {
  return formats.moment(atMs, Date.now());
}

/** When something ends: the time within a day from now, else the day. */
export function formatEnd(atMs: number): string {
  return formats.end(atMs, Date.now());
}

import { createFormats } from './formats.ts';

/** The formats of this window: of its language and the user's region. Live, as the words are (`shared/words.ts`). */
export let formats = createFormats(undefined);

/** Which form a text has beside a number. */
export let pluralRules = new Intl.PluralRules('en');

/**
 * Writes numbers and dates for another locale from now on, and counts in another language.
 * @param locale BCP 47, or `undefined` for the system's own.
 */
export function setFormats(locale: string | undefined, language: string): void {
  formats = createFormats(locale);
  pluralRules = new Intl.PluralRules(language);
}

/** The time for a moment of today, else the day. A row written yesterday keeps its words until it is written again. */
export function formatMoment(atMs: number): string {
  return formats.moment(atMs, Date.now());
}

import type { PluralForms } from '../../words.ts';

/**
 * The forms of Polish: `one` for 1, `few` for 2 to 4, 22 to 24 and so on, `many` for the rest. Sluice counts whole
 * things, so the form of fractions is never said; it is that of `many`.
 */
export function forms(one: string, few: string, many: string): PluralForms {
  return { one, few, many, other: many };
}

import type { PluralForms } from '../../words.ts';

/**
 * The forms of Russian: `one` for 1, 21, 31 and so on, `few` for 2 to 4, 22 to 24 and so on, `many` for the rest.
 * Fractions take the noun of `few`; Sluice counts whole things.
 */
export function forms(one: string, few: string, many: string): PluralForms {
  return { one, few, many, other: few };
}

import type { PluralForms } from '../../words.ts';

/** The forms of Turkish, which are mostly one: a noun stays singular after a number. */
export function forms(one: string, other: string = one): PluralForms {
  return { one, other };
}

import type { PluralForms } from '../../words.ts';

/** The forms of Italian. `many` is that of whole millions, which differs only where they are written in words. */
export function forms(one: string, other: string): PluralForms {
  return { one, many: other, other };
}

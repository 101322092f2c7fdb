import { fillText, pluralForm } from '../../shared/fill-text.ts';
import type { PluralForms } from '../../shared/words.ts';
import { formats } from './window-formats.ts';

export { fillText as fill } from '../../shared/fill-text.ts';
export { WINDOW_WORDS as words } from '../../shared/words.ts';

/** The form of a text that belongs to a number, with `{count}` as this window writes numbers and the other marks filled in. */
export function plural(forms: PluralForms, count: number, values: Readonly<Record<string, string>> = {}): string {
  return fillText(pluralForm(forms, count), { ...values, count: formats.count(count) });
}

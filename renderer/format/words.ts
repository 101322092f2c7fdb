import type { PluralForms } from '../../shared/words.ts';
import { formats, pluralRules } from './window-formats.ts';

export { WINDOW_WORDS as words } from '../../shared/words.ts';

/** A text with its `{name}` marks filled in. A mark without a value stays as it stands, so that a test can see it. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/gu, (mark, name: string) => values[name] ?? mark);
}

/** The form of a text that belongs to a number, with `{count}` and the other marks filled in. */
export function plural(forms: PluralForms, count: number, values: Readonly<Record<string, string>> = {}): string {
  const text = forms[pluralRules.select(count)] ?? forms.other;
  return fill(text, { ...values, count: formats.count(count) });
}

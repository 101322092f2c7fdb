import { WINDOW_WORDS, type PluralWords } from '../../shared/locales/en.ts';
import { formats } from './window-formats.ts';

/** The texts of the window in its language. */
export const words = WINDOW_WORDS;

/** A text with its `{name}` marks filled in. A mark without a value stays as it stands, so that a test can see it. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/gu, (mark, name: string) => values[name] ?? mark);
}

const pluralRules = new Intl.PluralRules('en');

/** The form of a text that belongs to a number, with `{count}` and the other marks filled in. */
export function plural(forms: PluralWords, count: number, values: Readonly<Record<string, string>> = {}): string {
  const text = pluralRules.select(count) === 'one' ? forms.one : forms.other;
  return fill(text, { ...values, count: formats.count(count) });
}

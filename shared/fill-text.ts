import { direction, pluralRules, type PluralForms } from './words.ts';

type Values = Readonly<Record<string, string>>;

/** A letter that is written from right to left: Hebrew, Arabic and their neighbours, and their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;

/**
 * A text with its `{name}` marks filled in. A mark without a value stays as it stands, so that a test can see it. Where both
 * directions of writing may meet, a value is isolated: else a link in an Arabic sentence would turn its parts around
 * (Unicode Standard Annex 9, 2.4: FSI and PDI).
 */
export function fillText(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/gu, (mark, name: string) => {
    const value = values[name];
    if (value === undefined) return mark;
    return direction === 'rtl' || RIGHT_TO_LEFT.test(value) ? isolated(value) : value;
  });
}

/** A value takes the direction of its first letter; a sentence whose letters are all in values of its own, that of the language. */
function isolated(value: string): string {
  const ofLanguage = direction === 'rtl' ? '\u2067' : '\u2066';
  return `${/[\u2066-\u2068]/u.test(value) ? ofLanguage : '\u2068'}${value}\u2069`;
}

/** The form of a text that belongs to a number in the language that is spoken. */
export function pluralForm(forms: PluralForms, count: number): string {
  return forms[pluralRules.select(count)] ?? forms.other;
}

/** The form of a text that belongs to a number, with `{count}` (its plain digits) and the other marks filled in. */
export function countText(forms: PluralForms, count: number, values: Values = {}): string {
  return fillText(pluralForm(forms, count), { ...values, count: String(count) });
}
